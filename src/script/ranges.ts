import { makeList } from './expressions.ts';
import type { Site } from './ir.ts';
import type { CallDetail, Machine } from './machine.ts';
import type { Terms } from './operators.ts';
import { primitive, reference, type Value } from './value.ts';

/** Name of the object that stands for numbers in steps whose ends are not both known. */
const RANGE = 'range';

/** The numbers from start up to stop, laid out where they are known and not too many. */
export function makeRange(m: Machine, start: Value, stop: Value, step: Value, site: Site): Value {
  const [a, b, c] = [numberOf(start), numberOf(stop), numberOf(step)];
  if (a !== undefined && b !== undefined && c !== undefined && c !== 0) {
    const length = Math.max(0, Math.ceil((b - a) / c));
    const provenance = m.graph.combine(site, [start.provenance, stop.provenance, step.provenance]);
    if (length <= m.budget.passes) {
      return makeList(
        m,
        'list',
        Array.from({ length }, (_, i) => primitive(a + i * c, provenance, false)),
        site,
      );
    }
  }
  const args = { positional: [start, stop, step], keyword: new Map<string, Value>(), open: false };
  const detail: CallDetail = { name: RANGE, arguments: args, site };
  return reference(m.memory.create('call', site, detail), site);
}

function partsOf(m: Machine, value: Value): readonly Value[] | undefined {
  if (value.kind !== 'reference') return undefined;
  const object = m.memory.object(value.address);
  const detail = object.kind === 'call' ? (object.detail as CallDetail) : undefined;
  return detail?.name === RANGE ? detail.arguments.positional : undefined;
}

/** The number at an index of a range whose start and step are known. */
export function rangeElement(m: Machine, value: Value): ((index: number) => Value) | undefined {
  const [start, , step] = partsOf(m, value) ?? [];
  const [a, c] = [numberOf(start), numberOf(step)];
  if (a === undefined || c === undefined) return undefined;
  return (index) => primitive(a + index * c, start?.provenance, false);
}

/** Any number of a range: where it starts, and an unknown number of steps. */
export function rangeTerms(m: Machine, value: Value, identity: number): Terms | undefined {
  const [start, , step] = partsOf(m, value) ?? [];
  const [a, c] = [numberOf(start), numberOf(step)];
  if (a === undefined || c === undefined) return undefined;
  const steps = { coefficient: c, factors: { [`?${identity}`]: 1 } };
  return a === 0 ? [steps] : [steps, { coefficient: a, factors: {} }];
}

/** The length of a range that starts at 0 and counts by 1 is its stop, known or not. */
export function rangeLength(m: Machine, value: Value, site: Site): Value | undefined {
  const [start, stop, step] = partsOf(m, value) ?? [];
  if (start === undefined || stop === undefined || step === undefined) return undefined;
  return numberOf(step) === 1 ? m.binary('sub', stop, start, site) : undefined;
}

function numberOf(value: Value | undefined): number | undefined {
  return value?.kind === 'primitive' && typeof value.value === 'number' ? value.value : undefined;
}
