import type { RulePath, Side } from '../../src/rule.ts';

/** What says whether the training set is shuffled. */
export const SHUFFLE_PATHS = [
  'data.shuffle',
  'data.sampler',
  'data.shuffleBuffer',
] as const satisfies readonly RulePath[];

/** Samplers that draw in another order each epoch. */
const SHUFFLING: ReadonlySet<string> = new Set(['random', 'distributed', 'weighted', 'repeated-augmentation']);

/** Whether training sees its examples in random order, by whatever means; undefined where that cannot be told. */
export function shuffles(side: Side): boolean | undefined {
  const sampler = side.value('data.sampler');
  if (sampler !== undefined && SHUFFLING.has(sampler)) return true;
  const buffer = side.value('data.shuffleBuffer');
  if (buffer !== undefined && buffer > 1) return true;
  const shuffle = side.value('data.shuffle');
  if (shuffle !== false) return shuffle;
  // A sampler of the project's own may well shuffle.
  return sampler !== undefined && sampler !== 'none' ? undefined : false;
}

/** Whether the network has batch norm; undefined where it does not say. */
export function hasBatchNorm(side: Side): boolean | undefined {
  const kind = side.value('model.norm.kind');
  return kind === undefined ? undefined : kind === 'batch-norm' || kind === 'sync-batch-norm';
}

/** A value that is a plain number. */
export const plain = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Examples that the last step of an epoch holds in all processes; 0 where the batches come out even. */
export function remainder(side: Side): number | undefined {
  const [size, batch] = [plain(side.value('data.trainSize')), plain(side.value('data.batchSize'))];
  const devices = side.value('data.batchScope') === 'global' ? 1 : plain(side.value('data.devices'));
  return size === undefined || batch === undefined || devices === undefined ? undefined : size % (batch * devices);
}
