import { type NetworkDifference, networkDifferences, type RulePath, type Side, sameValue } from '../../src/rule.ts';

type StageKey =
  | 'block'
  | 'depth'
  | 'width'
  | 'stride'
  | 'size'
  | 'residuals'
  | 'norms'
  | 'activations'
  | 'groups'
  | 'kernel'
  | 'dilation';

/** One value a stage, from the stages of a network; undefined where a stage does not say. */
export function perStage(side: Side, key: StageKey): readonly unknown[] | undefined {
  const stages = side.value('model.stages');
  if (stages === undefined || stages.length === 0) return undefined;
  const values = stages.map((stage) => stage[key]);
  return values.includes(undefined) ? undefined : values;
}

/** Blocks of each stage, from either fact that says it. */
export function depthsOf(side: Side): readonly number[] | undefined {
  return side.value('model.depths') ?? (perStage(side, 'depth') as readonly number[] | undefined);
}

export function widthsOf(side: Side): readonly number[] | undefined {
  return side.value('model.widths') ?? (perStage(side, 'width') as readonly number[] | undefined);
}

export const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Places, from 1, where two lists of one length differ. */
export function differingStages(a: readonly unknown[], b: readonly unknown[]): readonly number[] {
  return a.flatMap((value, i) => (sameValue(value, b[i]) ? [] : [i + 1]));
}

/** `stage 3`, `stages 2 and 3`. */
export function stageWords(stages: readonly number[]): string {
  if (stages.length === 1) return `stage ${stages[0]}`;
  return `stages ${stages.slice(0, -1).join(', ')} and ${stages.at(-1)}`;
}

/** The one place where two graphs differ by something of a kind; undefined where there are more, or the graphs are unknown. */
export function onlyPlace(a: Side, b: Side, kind: NetworkDifference['kind']): string | undefined {
  const differences = networkDifferences(a.value('model.graph'), b.value('model.graph')) ?? [];
  const [only, ...others] = differences.filter((difference) => difference.kind === kind);
  return only === undefined || others.length > 0 || only.more > 0 ? undefined : only.place;
}

const NUMERALS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** `one block`, `12 blocks`. */
export function counted(count: number, noun: string): string {
  return `${NUMERALS[count] ?? count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What makes a network of another size, and what is called by it in words. */
const STRUCTURE = [
  ['model.depths', 'blocks per stage'],
  ['model.widths', 'widths'],
  ['model.block.kind', 'the kind of block'],
  ['model.block.expansion', 'expansion'],
  ['model.block.groups', 'groups'],
  ['model.block.widthPerGroup', 'the width of a group'],
  ['model.block.shortcut', 'the shortcut'],
  ['model.block.squeezeExcitation', 'squeeze-and-excitation'],
  ['model.block.residuals', 'residual additions'],
  ['model.stem.kernel', 'the stem'],
  ['model.stem.stride', 'the stem'],
  ['model.stem.channels', 'the stem'],
  ['model.stem.pool', 'the stem'],
  ['model.head.classes', 'the number of classes'],
  ['model.head.hidden', 'the head'],
  ['model.head.pool', 'the head'],
  ['model.norm.kind', 'normalization'],
  ['model.norm.affine', 'normalization'],
  ['model.convBias', 'biases of convolutions'],
  ['model.padding', 'padding'],
  ['model.trainable.frozen', 'frozen layers'],
  ['model.trainable.fraction', 'frozen layers'],
  ['model.attention.heads', 'attention'],
  ['model.attention.mlpRatio', 'attention'],
  ['model.attention.patchSize', 'the size of a patch'],
  ['input.size.eval', 'the size of the input'],
  ['input.channels', 'the channels of the input'],
] as const satisfies readonly (readonly [RulePath, string])[];

export const STRUCTURE_PATHS: readonly RulePath[] = STRUCTURE.map(([path]) => path);

/** What is known to differ between two networks, in words: sizes and counts follow from it. */
export function structuralDifference(a: Side, b: Side, except: readonly RulePath[] = []): string | undefined {
  const [depthsA, depthsB] = [depthsOf(a), depthsOf(b)];
  if (depthsA !== undefined && depthsB !== undefined && !sameValue(depthsA, depthsB)) return 'blocks per stage';
  const found = STRUCTURE.find(([path]) => {
    if (except.includes(path) || !a.known(path) || !b.known(path)) return false;
    return !sameValue(a.value(path), b.value(path));
  });
  if (found !== undefined) return found[1];
  const inGraphs = networkDifferences(a.value('model.graph'), b.value('model.graph')) ?? [];
  return inGraphs.some(({ kind }) => SIZED.has(kind)) ? 'a layer' : undefined;
}

/** Differences between two graphs that change sizes and counts. */
const SIZED: ReadonlySet<string> = new Set([
  'stages',
  'blocks',
  'residual',
  'shortcut',
  'gate',
  'stride',
  'stride-placement',
  'kernel',
  'groups',
  'width',
  'classes',
  'bias',
  'layer',
  'norm',
  'activation',
  'pool',
  'pool-window',
]);

const RESIDUAL = new Set(['basic', 'bottleneck', 'pre-activation-basic', 'pre-activation-bottleneck']);

/** Whether two networks are known to be of blocks of which no part corresponds: transformers against bottlenecks. */
export function areUnlikeBlocks(a: Side, b: Side): boolean {
  const [kindA, kindB] = [a.value('model.block.kind'), b.value('model.block.kind')];
  if (kindA === undefined || kindB === undefined || kindA === kindB) return false;
  return !(RESIDUAL.has(kindA) && RESIDUAL.has(kindB));
}
