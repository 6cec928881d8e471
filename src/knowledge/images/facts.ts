import type { FactMaker } from '../../script/collect.ts';
import type { Provenance } from '../../script/value.ts';
import type { Fact, FactValue } from '../../spec/fact.ts';
import type { TextOrigin } from '../../spec/origin.ts';
import type { Phase } from '../../spec/vocabulary.ts';

/** What a network gets, channel by channel in the order in which it gets them: byte × scale + shift. */
export interface Normalized {
  readonly scale: readonly number[];
  readonly shift: readonly number[];
  /** The source's channel at each position; undefined where nothing is known of channels, so that all are treated alike. */
  readonly channels: readonly (number | undefined)[] | undefined;
  readonly at: Provenance;
  readonly contributors: readonly Provenance[];
}

const round = (value: number): number => Number(value.toPrecision(12));

/** Facts of how bytes become what a network gets; mean and standard deviation in the order red, green, blue. */
export function normalizationFacts(make: FactMaker, phase: Phase, normalized: Normalized): Map<string, Fact> {
  const { contributors, channels } = normalized;
  const via = [...new Set(contributors)].slice(0, 6).map((provenance) => make.origin(provenance));
  const origin: TextOrigin = { ...make.place(normalized.at), ...(via.length === 0 ? {} : { via }) };
  const facts = new Map<string, Fact>();
  const state = (path: string, value: FactValue): void => {
    facts.set(`preprocess.${phase}.normalization.${path}`, { status: 'stated', value, origin });
  };
  const { scale, shift } = byColor(normalized);
  const isRaw = scale.every((one) => one === 1);
  const isNone = isRaw && shift.every((one) => one === 0);
  const count = Math.max(scale.length, shift.length);
  const each = (of: (a: number, b: number) => number): number | number[] => {
    const list = Array.from({ length: count }, (_, i) =>
      round(of(scale[scale.length === 1 ? 0 : i] ?? 1, shift[shift.length === 1 ? 0 : i] ?? 0)),
    );
    const [first = 0] = list;
    return list.every((one) => one === first) ? first : list;
  };
  state('kind', isNone ? 'none' : 'affine');
  if (!isNone) {
    state('scale', isRaw ? 1 : 1 / 255);
    state('mean', isRaw ? each((_, b) => 0 - b) : each((a, b) => 0 - b / (255 * a)));
    state('std', isRaw ? 1 : each((a) => 1 / (255 * a)));
  }
  const order = channels?.join();
  if (order === '0,1,2') state('channelOrder', 'rgb');
  if (order === '2,1,0') state('channelOrder', 'bgr');
  return facts;
}

/** Red, green and blue in this order, whatever the order in which the network gets them; alpha is no color. */
function byColor({ scale, shift, channels }: Normalized): { scale: readonly number[]; shift: readonly number[] } {
  if (channels === undefined || channels.length < 3) return { scale, shift };
  const positions = [0, 1, 2].map((color) => channels.indexOf(color));
  if (positions.includes(-1)) return { scale, shift };
  const pick = (list: readonly number[]): readonly number[] =>
    list.length === 1 ? list : positions.map((position) => list[position] ?? Number.NaN);
  return { scale: pick(scale), shift: pick(shift) };
}
