import { knownItems } from '../../script/lists.ts';
import type { Machine } from '../../script/machine.ts';
import { primitive, type Value } from '../../script/value.ts';

/** Parts of what `configure_optimizers` gives. */
export function optimizersIn(m: Machine, given: Value): { readonly optimizers: Value[]; readonly schedulers: Value[] } {
  const list = knownItems(m, given);
  if (list !== undefined) {
    const [first, second] = list;
    const inner = first === undefined ? undefined : knownItems(m, first);
    if (inner !== undefined)
      return { optimizers: [...inner], schedulers: second === undefined ? [] : [...(knownItems(m, second) ?? [])] };
    return { optimizers: [...list], schedulers: [] };
  }
  if (given.kind === 'reference' && m.memory.object(given.address).kind === 'dict') {
    const optimizer = m.memory.read(given.address, 'optimizer');
    const scheduler = m.memory.read(given.address, 'lr_scheduler');
    return {
      optimizers: optimizer === undefined ? [] : [optimizer],
      schedulers: scheduler === undefined ? [] : [scheduler],
    };
  }
  return { optimizers: given.kind === 'primitive' ? [] : [given], schedulers: [] };
}

/** A scheduler with how often it is stepped; given alone it is stepped once an epoch. */
export function schedulerIn(m: Machine, given: Value): { readonly scheduler: Value; readonly interval: Value } {
  if (given.kind === 'reference' && m.memory.object(given.address).kind === 'dict') {
    const scheduler = m.memory.read(given.address, 'scheduler');
    const interval = m.memory.read(given.address, 'interval') ?? primitive('epoch');
    if (scheduler !== undefined) return { scheduler, interval };
  }
  return { scheduler: given, interval: primitive('epoch') };
}
