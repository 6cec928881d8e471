import { networkOf } from '../knowledge/pytorch/models.ts';
import { isOptimizer } from '../knowledge/pytorch/optimizers.ts';
import { callOf } from '../knowledge/pytorch/values.ts';
import { placed } from '../knowledge/pytorch/walk.ts';
import type { CollectContext } from '../knowledge/script.ts';
import type { Machine } from '../script/machine.ts';
import { type Address, identical, reference, type Value } from '../script/value.ts';
import { isModule, isOwnModule, madeShape, membersOf } from './modules.ts';
import { NotFollowed } from './values.ts';

/**
 * The network that a script is about: the one whose parameters an optimizer gets, else what the named entry gave, else the
 * only one that is made and is part of no other. Undefined where there is none that the script defines, or no only one.
 */
export function rootOf(context: CollectContext): Address | undefined {
  const { machine: m } = context;
  const run = [...placed(context.trace)];
  const all = [...run, ...placed(context.uncalled)];
  const optimizers = (events: typeof all): Value[] =>
    events.flatMap(({ event }) => (isOptimizer(event.name) && event.result !== undefined ? [event.result] : []));
  const trained = optimizers(run).length > 0 ? optimizers(run) : optimizers(all);
  if (trained.length > 0) {
    const networks = trained.map((value) => {
      const call = callOf(m, value);
      return call === undefined ? undefined : networkOf(m, call);
    });
    const [first] = networks;
    const isOne = first !== undefined && networks.every((one) => one !== undefined && identical(one, first));
    return isOne && isModule(m, first) ? first.address : undefined;
  }
  if (context.entry !== undefined) return isModule(m, context.entry) ? context.entry.address : undefined;
  return onlyOne(
    m,
    all.flatMap(({ event }) => (/\.Module#__init__$/.test(event.name) ? (event.self ?? []) : [])),
  );
}

function onlyOne(m: Machine, made: readonly Address[]): Address | undefined {
  const modules = new Set(made.filter((address) => isOwnModule(m, address)));
  const inner = new Set<Address>();
  try {
    const stack: Address[] = [...modules];
    const seen = new Set<Address>();
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      for (const { value } of membersOf(m, next)) {
        if (!isModule(m, value)) continue;
        inner.add(value.address);
        stack.push(value.address);
      }
    }
  } catch (error) {
    if (error instanceof NotFollowed) return undefined;
    throw error;
  }
  const roots = [...modules].filter((address) => !inner.has(address));
  return roots.length === 1 ? roots[0] : undefined;
}

/** The shape of what the script itself calls the network with, batch left open; undefined where it does not say, or says several. */
export function calledWith(
  { machine: m, trace, uncalled }: CollectContext,
  root: Address,
): readonly number[] | undefined {
  const shapes = [...placed(trace), ...placed(uncalled)].flatMap(({ event }) => {
    if (!event.name.endsWith('#()') || event.self !== root) return [];
    const shape = madeShape(m, event.positional[0]);
    return shape === undefined ? [] : [shape];
  });
  const [first] = shapes;
  return first !== undefined && shapes.every((shape) => String(shape.slice(1)) === String(first.slice(1)))
    ? first
    : undefined;
}

export const asValue = (m: Machine, root: Address): Value => reference(root, m.memory.object(root).provenance);
