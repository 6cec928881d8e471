import { nearly, type RulePath, type Side, sameValue } from '../../src/rule.ts';
import { type Affine, asConstants, distance, fromConstants, ROUNDING } from './affine.ts';
import type { Ranking } from './context.ts';
import { named, stemNorm } from './context.ts';
import { expectedInput } from './weights.ts';

/** The facts that make up the map, for a finding to point at; the map itself is derived. */
export const PARTS = [
  'preprocess.*.normalization.kind',
  'preprocess.*.normalization.scale',
  'preprocess.*.normalization.mean',
  'preprocess.*.normalization.std',
  'preprocess.*.normalization.inModel',
] as const satisfies readonly RulePath[];

/** Differences at the probes 0, 128 and 255 below this are within what training does not notice. */
export const NOTICEABLE = 0.1;

/** The parts that are known on both sides and differ: the place to look at. */
export function differingParts(a: Side, b: Side): RulePath[] {
  const differing = PARTS.filter((path) => !sameValue(a.value(path), b.value(path)));
  return differing.length > 0 ? differing : ['preprocess.*.normalization.affine'];
}

/** Whether training and evaluation of one setup feed different input; undefined where either map is unknown. */
export function partsWithin(side: Side): boolean | undefined {
  const maps = [
    side.value('preprocess.train.normalization.affine'),
    side.value('preprocess.eval.normalization.affine'),
  ];
  const [train, evaluation] = maps;
  if (train === undefined || evaluation === undefined) return undefined;
  return distance(train, evaluation) > NOTICEABLE;
}

/** What to write so that both sides do the same: as the weights expect where that is known, else as either side does. */
export function remedy(a: Side, b: Side, mapA: Affine, mapB: Affine): string {
  const expected = expectedInput(a) ?? expectedInput(b);
  if (expected !== undefined) return `Normalize by ${expected.constants}: ${expected.family} expect it.`;
  return `Use one of the two on both sides. A does ${asConstants(mapA)}; B does ${asConstants(mapB)}.`;
}

/** Where both sides train from scratch, batch norm behind the first convolution takes an affine map of the input out. */
export function rankScratch(a: Side, b: Side, withoutNorm: 'error' | 'warning'): Ranking {
  const [normA, normB] = [stemNorm(a), stemNorm(b)];
  const scratch = 'both sides train from scratch';
  if (normA === 'batch' && normB === 'batch') {
    return {
      severity: 'info',
      because: [scratch, 'batch norm after the first convolution takes a per-channel map of the input out'],
    };
  }
  if (normA === 'none' || normB === 'none') {
    const which = named(normA === 'none', normB === 'none');
    return {
      severity: withoutNorm,
      because: [scratch, `no norm layer follows the first convolution of ${which}`],
    };
  }
  if (withoutNorm === 'error' && (normA === undefined || normB === undefined)) {
    const wouldRaise = 'an error if no norm layer follows the first convolution (model.norm.kind is unknown)';
    return { severity: 'warning', because: [scratch], wouldRaise };
  }
  return { severity: 'warning', because: [scratch] };
}

type Channels = number | readonly number[];

/** The constants that the pipeline in front of the network applies; undefined where they are not all known. */
export function pipelineConstants(
  side: Side,
): { readonly scale: number; readonly mean: Channels; readonly std: Channels } | undefined {
  const kind = side.value('preprocess.*.normalization.kind');
  const scale = side.value('preprocess.*.normalization.scale');
  const [mean, std] = [side.value('preprocess.*.normalization.mean'), side.value('preprocess.*.normalization.std')];
  if (kind === 'none' || kind === 'in-model') return { scale: scale ?? 1, mean: 0, std: 1 };
  const absent = (path: RulePath): boolean => side.fact(path).status === 'absent';
  const known = {
    scale: scale ?? (absent('preprocess.*.normalization.scale') ? 1 : undefined),
    mean: mean ?? (absent('preprocess.*.normalization.mean') ? 0 : undefined),
    std: std ?? (absent('preprocess.*.normalization.std') ? 1 : undefined),
  };
  if (known.scale === undefined || known.mean === undefined || known.std === undefined) return undefined;
  return { scale: known.scale, mean: known.mean, std: known.std };
}

/** What is wrong with constants by themselves, whatever they are compared with. */
export type ConstantDefect = 'zeroStd' | 'length' | 'swapped' | 'variance' | 'inverse' | 'largeMean' | 'smallConstants';

const IMAGENET_STD = [0.229, 0.224, 0.225];

/** The first defect that the constants of a pipeline have; null where they have none, undefined where they are unknown. */
export function constantDefect(side: Side): ConstantDefect | null | undefined {
  const constants = pipelineConstants(side);
  if (constants === undefined) return undefined;
  const { scale, mean, std } = constants;
  const [means, stds] = [list(mean), list(std)];
  const channels = side.value('input.channels');
  if (stds.some((value) => value === 0)) return 'zeroStd';
  const lengths = [means.length, stds.length].filter((length) => length > 1);
  if (new Set([...lengths, ...(channels === undefined ? [] : lengths.length > 0 ? [channels] : [])]).size > 1)
    return 'length';
  const unitScale = nearly(scale, 1 / 255, 0.01) || nearly(scale, 1 / 256, 0.01);
  if (close(means, IMAGENET_STD) || (means.length > 1 && !uniform(means) && close(means, stds))) return 'swapped';
  if (
    unitScale &&
    close(
      stds,
      IMAGENET_STD.map((value) => value ** 2),
    )
  )
    return 'variance';
  if (unitScale && stds.every((value) => value > 1.5) && means.every((value) => value <= 1)) return 'inverse';
  if (unitScale && means.some((value) => value > 1.5)) return 'largeMean';
  if (nearly(scale, 1) && means.every((value) => value <= 1) && stds.every((v) => v <= 1) && !sameValue(std, 1))
    return 'smallConstants';
  return null;
}

/** What the pipeline alone does to a pixel. */
export function pipelineMap(side: Side): Affine | undefined {
  const constants = pipelineConstants(side);
  return constants && fromConstants(constants.scale, constants.mean, constants.std);
}

/** Whether two maps are the same but for rounding. */
export const sameMap = (a: Affine, b: Affine): boolean => distance(a, b) <= ROUNDING;

const list = (values: Channels): readonly number[] => (typeof values === 'number' ? [values] : values);
const uniform = (values: readonly number[]): boolean => values.every((value) => nearly(value, values[0] ?? value));
const close = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => Math.abs(value - (b[i] ?? Number.NaN)) <= 0.002);
