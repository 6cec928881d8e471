import { makeList } from '../expressions.ts';
import type { Arguments, Closure, Frame, Machine } from '../machine.ts';
import { OPEN } from '../memory.ts';
import { type Address, primitive, reference, type Value } from '../value.ts';

/** Binds arguments to parameters as Python does: by position, by name, defaults, the rest in `*args` and `**kwargs`. */
export function bindArguments(
  m: Machine,
  closure: Closure,
  args: Arguments,
  scope: Address,
  self: Value | undefined,
  site: number,
): void {
  const { parameters } = closure.definition;
  const frame: Frame = { scope, module: closure.module, regions: [] };
  // The evaluator itself calls methods that nothing else has called.
  const own =
    closure.home !== undefined && self?.kind === 'reference' && m.memory.object(self.address).kind === 'instance';
  const positional = own ? [self, ...args.positional] : args.positional;
  const keyword = new Map(args.keyword);
  let at = 0;
  for (const [i, parameter] of parameters.entries()) {
    const { kind, name = '' } = parameter;
    if (kind === 'rest') {
      m.assign(parameter.target, makeList(m, 'tuple', positional.slice(at), site, args.open), frame, true);
      at = positional.length;
      continue;
    }
    if (kind === 'keyword-rest') {
      const dict = m.memory.create('dict', site);
      for (const [key, value] of keyword) m.memory.write(dict, key, value);
      if (args.open) m.memory.write(dict, OPEN, primitive(true));
      m.assign(parameter.target, reference(dict, site), frame, true);
      continue;
    }
    let value = kind === 'keyword-only' ? undefined : positional[at];
    if (value !== undefined) at++;
    else if (kind !== 'positional-only') {
      value = keyword.get(name);
      keyword.delete(name);
    }
    // What was spread into the call may have set it.
    if (value === undefined && args.open)
      value = m.unknown('call', `argument ${name} may have been spread into the call`, site);
    const fallback = closure.defaults.get(i);
    value ??= fallback;
    m.assign(parameter.target, value ?? m.unknown('input', `parameter ${name}`, site), frame, true);
  }
}
