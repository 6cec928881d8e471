import { type Fact, unknown } from '../spec/fact.ts';
import { printable } from '../spec/text.ts';
import type { ForwardResult, TapReport, TapStatistics } from './result.ts';

export type MeasuredFacts = ReadonlyMap<string, Fact>;

const PATHS = ['forward.outputs', 'forward.first', 'forward.gains', 'forward.deadChannels'] as const;

/** The facts of a side that were not measured, with the reason. */
export function unmeasured(text: string): MeasuredFacts {
  return new Map(PATHS.map((path) => [path, unknown('not-stated', text)]));
}

/** What the forward pass tells of one side. */
export function measuredFacts(result: ForwardResult, side: 'a' | 'b', file: string): MeasuredFacts {
  const { verdict, first, taps, run, answer } = result;
  const node = first === null ? undefined : first[side];
  const origin = {
    kind: 'graph',
    file,
    ...(node === undefined || node === '' ? {} : { node: printable(node) }),
  } as const;
  const measured = (value: string | number | readonly number[]): Fact => ({ status: 'measured', value, origin });
  const facts = new Map<string, Fact>();
  if (verdict === 'cannot-tell') {
    for (const path of ['forward.outputs', 'forward.first']) facts.set(path, unknown('data', answer));
  } else {
    const own = verdict === 'part' ? side : 'a';
    facts.set('forward.outputs', measured(`${own} on inputs ${run.inputHash.slice(0, 8)}`));
    const place = first === null ? 'nowhere' : `${first.place}${first.cause === '' ? '' : ` (${first.cause})`}`;
    facts.set('forward.first', measured(place));
  }
  const blocks = taps.flatMap((tap) => (tap[side] === null ? [] : [{ tap, statistics: tap[side] }]));
  facts.set('forward.gains', measured(gainsOf(blocks)));
  const channels = blocks.filter(({ statistics }) => statistics.channels !== undefined);
  if (channels.length > 0) {
    const sum = (key: 'channels' | 'deadChannels'): number =>
      channels.reduce((all, { statistics }) => all + (statistics[key] ?? 0), 0);
    facts.set('forward.deadChannels', measured(sum('deadChannels') / sum('channels')));
  }
  return facts;
}

/** Growth from block to block; where one side has none, neither has. */
function gainsOf(taps: readonly { readonly tap: TapReport; readonly statistics: TapStatistics }[]): number[] {
  const deviations = taps.filter(({ tap }) => tap.section === 'block').map(({ statistics }) => statistics.std);
  return deviations
    .slice(1)
    .map((deviation, i) => deviation / (deviations[i] || Number.NaN))
    .filter(Number.isFinite);
}
