import { branchExpression, testOf } from './branch.ts';
import { copyInto, either, keyOf, makeList, readIndex } from './expressions.ts';
import type { Target } from './ir.ts';
import type { Frame, Machine } from './machine.ts';
import { bindName } from './scopes.ts';
import { primitive, reference, type Value } from './value.ts';

/** Assigns to a target; `declare` binds in the innermost scope that declares the name. */
export function assignTarget(m: Machine, target: Target, value: Value, frame: Frame, declare: boolean): void {
  switch (target.kind) {
    case 'name':
      bindName(m, frame, target.name, value, declare);
      return;
    case 'member':
      m.setMember(m.evaluate(target.object, frame), target.name, value, target.site);
      return;
    case 'index':
      m.setIndex(m.evaluate(target.object, frame), m.evaluate(target.index, frame), value, target.site);
      return;
    case 'default-pattern': {
      const isUndefined = m.binary('eq.strict', value, primitive(undefined), target.site);
      const test = testOf(m, isUndefined, 'js', target.site);
      const chosen = branchExpression(m, test, {
        consequent: () => m.evaluate(target.default, frame),
        else: () => value,
        join: (condition, a, b) => either(m, condition, a, b, target.site),
      });
      m.assign(target.target, chosen, frame, declare);
      return;
    }
    case 'list-pattern':
      assignList(m, target, value, frame, declare);
      return;
    case 'record-pattern':
      assignRecord(m, target, value, frame, declare);
      return;
  }
}

function assignList(
  m: Machine,
  target: Extract<Target, { kind: 'list-pattern' }>,
  value: Value,
  frame: Frame,
  declare: boolean,
): void {
  const elements = value.kind === 'choice' ? undefined : m.iterate(value, target.site);
  const rest = target.rest;
  const after = rest === undefined ? 0 : target.elements.length - rest - 1;
  for (const [i, element] of target.elements.entries()) {
    if (element === undefined) continue;
    if (i === rest) {
      const taken = elements?.slice(i, Math.max(i, elements.length - after));
      const type = m.semantics.language === 'python' ? 'list' : 'array';
      m.assign(element, makeList(m, type, taken ?? [], target.site, taken === undefined), frame, declare);
      continue;
    }
    const fromEnd = rest !== undefined && i > rest;
    const position = fromEnd && elements !== undefined ? elements.length - (target.elements.length - i) : i;
    const known = elements?.[position];
    if (known !== undefined) m.assign(element, known, frame, declare);
    else if (elements !== undefined) m.assign(element, primitive(undefined, target.site), frame, declare);
    else if (fromEnd)
      m.assign(element, m.unknown('data', 'an element of a list of unknown length', target.site), frame, declare);
    else m.assign(element, readIndex(m, value, primitive(i, target.site, false), target.site), frame, declare);
  }
}

function assignRecord(
  m: Machine,
  target: Extract<Target, { kind: 'record-pattern' }>,
  value: Value,
  frame: Frame,
  declare: boolean,
): void {
  const taken: string[] = [];
  for (const { key, target: inner } of target.properties) {
    const name = m.evaluate(key, frame);
    const slot = keyOf(m, name);
    if (slot !== undefined) taken.push(slot);
    const read =
      name.kind === 'primitive' && typeof name.value === 'string'
        ? m.member(value, name.value, target.site)
        : readIndex(m, value, name, target.site);
    m.assign(inner, read, frame, declare);
  }
  if (target.rest === undefined) return;
  const address = m.memory.create('object', target.site);
  copyInto(m, address, value);
  for (const slot of taken) m.memory.delete(address, slot);
  m.assign(target.rest, reference(address, target.site), frame, declare);
}
