import type { RulePath } from '../spec/paths.ts';
import type { Quantity } from '../spec/quantity.ts';
import type { Known, Underived } from './derivation.ts';
import { blocked, notStated } from './known.ts';

type NumberPath = 'schedule.gamma' | 'schedule.power' | 'schedule.stepSize' | 'schedule.periodFactor';
type QuantityPath = 'schedule.period' | 'schedule.minLr' | 'schedule.peakLr' | 'optimizer.lr';

/** Reads facts for a derivation that needs several: remembers which were used, and the first that was missing. */
export interface Reader {
  readonly known: Known;
  readonly used: (path: RulePath) => void;
  /** The number, or NaN with the reader blocked. */
  number(path: NumberPath, ifNotStated?: number): number;
  quantity(path: QuantityPath): Quantity;
  /** Records why the derivation cannot be made. */
  block(problem: Underived): void;
  blocked(): Underived | undefined;
  from(): readonly RulePath[];
}

export function readerOf(known: Known): Reader {
  const used = new Set<RulePath>();
  let problem: Underived | undefined;
  const block = (found: Underived): void => {
    problem ??= found;
  };
  const read = <V>(path: RulePath, value: V | undefined, otherwise: V): V => {
    used.add(path);
    if (value === undefined) block(blocked(known, path));
    return value ?? otherwise;
  };
  return {
    known,
    used: (path) => used.add(path),
    number: (path, ifNotStated) => {
      const open = ifNotStated !== undefined && (notStated(known, path) || known.fact(path).status === 'absent');
      return read(path, known.value(path) ?? (open ? ifNotStated : undefined), Number.NaN);
    },
    quantity: (path) => read(path, known.value(path), Number.NaN),
    block,
    blocked: () => problem,
    from: () => [...used],
  };
}
