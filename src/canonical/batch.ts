import type { RulePath } from '../spec/paths.ts';
import { isExpression, type Quantity } from '../spec/quantity.ts';
import { type Absent, type Derivation, type Derived, derivation, type Known, type Underived } from './derivation.ts';
import { blocked } from './known.ts';
import { divide, input, multiply } from './quantity.ts';

/** A count that may be missing: its value, else the input itself, to be settled later. */
function countOf(known: Known, path: 'data.devices' | 'data.accumulation'): Quantity {
  if (known.fact(path).status === 'absent') return 1;
  return known.value(path) ?? input(path);
}

interface Batch {
  /** Examples in a batch of one process, and of all of them. */
  readonly perProcess: Quantity;
  readonly all: Quantity;
  readonly from: readonly RulePath[];
}

function batch(known: Known): Batch | Underived {
  const size = known.value('data.batchSize');
  if (size === undefined) return blocked(known, 'data.batchSize');
  const devices = countOf(known, 'data.devices');
  if (devices === 1) return { perProcess: size, all: size, from: ['data.batchSize', 'data.devices'] };
  const scope = known.value('data.batchScope');
  const from: RulePath[] = ['data.batchSize', 'data.batchScope', 'data.devices'];
  if (scope === undefined) {
    return blocked(known, 'data.batchScope', 'whether batchSize counts one process or all of them is unknown');
  }
  if (scope === 'process') return { perProcess: size, all: multiply(size, devices), from };
  const share = divide(size, devices);
  return share === undefined
    ? { unknown: 'the batch cannot be divided', from }
    : { perProcess: share, all: size, from };
}

function effective(known: Known): Derived | Underived {
  const sizes = batch(known);
  if ('unknown' in sizes) return sizes;
  return {
    value: multiply(sizes.all, countOf(known, 'data.accumulation')),
    from: [...sizes.from, 'data.accumulation'],
    how: 'batchSize × devices (where it counts one process) × accumulation',
  };
}

function normBatch(known: Known): Derived | Underived | Absent | undefined {
  const kind = known.value('model.norm.kind');
  if (kind === undefined) return undefined;
  const isBatchNorm = kind === 'batch-norm' || kind === 'sync-batch-norm';
  if (!isBatchNorm) return { absent: `${kind} takes no statistics over the batch`, from: ['model.norm.kind'] };
  if (known.value('model.normMode') === 'eval') {
    return { absent: 'batch normalization uses running statistics', from: ['model.normMode'] };
  }
  const sizes = batch(known);
  if ('unknown' in sizes) return sizes;
  const from: RulePath[] = ['model.norm.kind', 'train.syncBatchNorm', ...sizes.from];
  if (sizes.perProcess === sizes.all) return { value: sizes.all, from, how: 'the batch of the only process' };
  const synchronized = kind === 'sync-batch-norm' || known.value('train.syncBatchNorm');
  if (synchronized === undefined) return blocked(known, 'train.syncBatchNorm');
  return synchronized
    ? { value: sizes.all, from, how: 'synchronized over all processes' }
    : { value: sizes.perProcess, from, how: 'the batch of one process' };
}

function stepsPerEpoch(known: Known): Derived | Underived | undefined {
  const [steps, epochs] = [known.value('train.steps'), known.value('train.epochs')];
  if (typeof steps === 'number' && typeof epochs === 'number' && epochs > 0) {
    return { value: steps / epochs, from: ['train.steps', 'train.epochs'], how: 'steps / epochs' };
  }
  const size = known.value('data.trainSize');
  if (size === undefined) return blocked(known, 'data.trainSize');
  const sizes = batch(known);
  if ('unknown' in sizes) return sizes;
  const accumulation = countOf(known, 'data.accumulation');
  const numbers = [size, sizes.all, sizes.perProcess, accumulation];
  const open = numbers.find(isExpression);
  const [unsettled] = open === undefined ? [] : open.terms.flatMap(({ factors }) => Object.keys(factors));
  const [n, all, own, every] = numbers;
  if (typeof n !== 'number' || typeof all !== 'number' || typeof own !== 'number' || typeof every !== 'number') {
    const path = (unsettled ?? 'data.devices') as RulePath;
    return blocked(known, path, 'the number of batches in an epoch needs numbers');
  }
  const from: RulePath[] = ['data.trainSize', ...sizes.from, 'data.accumulation', 'data.dropLast'];
  const whole = n / all;
  let batches = Math.round(whole);
  if (Math.abs(whole - batches) > 1e-9) {
    const dropped = known.value('data.dropLast');
    if (dropped === undefined) return blocked(known, 'data.dropLast');
    batches = dropped ? Math.floor(whole) : Math.ceil(whole);
    // A distributed sampler pads the shares of the processes to the same length before batches are cut.
    const padded = Math.floor(Math.ceil(n / Math.round(all / own)) / own);
    if (dropped && padded !== batches) return { unknown: 'the sampler decides whether a last batch is whole', from };
  }
  const updates = batches / every;
  if (!Number.isInteger(updates)) {
    return { unknown: 'accumulation does not divide the batches of an epoch; the loop decides about the rest', from };
  }
  return { value: updates, from, how: 'trainSize / batch of all processes, whole, / accumulation' };
}

function steps(known: Known): Derived | undefined {
  const epochs = known.value('train.epochs');
  if (epochs === undefined) return undefined;
  const each = known.value('data.stepsPerEpoch') ?? input('data.stepsPerEpoch');
  return { value: multiply(epochs, each), from: ['train.epochs', 'data.stepsPerEpoch'], how: 'epochs × stepsPerEpoch' };
}

function epochs(known: Known): Derived | undefined {
  const total = known.value('train.steps');
  if (total === undefined) return undefined;
  const value = divide(total, known.value('data.stepsPerEpoch') ?? input('data.stepsPerEpoch'));
  if (value === undefined) return undefined;
  return { value, from: ['train.steps', 'data.stepsPerEpoch'], how: 'steps / stepsPerEpoch' };
}

function samples(known: Known): Derived | undefined {
  const [total, epochCount, size] = [
    known.value('train.steps'),
    known.value('train.epochs'),
    known.value('data.trainSize'),
  ];
  const each = known.value('data.effectiveBatchSize');
  const drops = known.value('data.dropLast');
  if (epochCount !== undefined && size !== undefined && (drops === false || each === undefined)) {
    return { value: multiply(epochCount, size), from: ['train.epochs', 'data.trainSize'], how: 'epochs × trainSize' };
  }
  if (total !== undefined && each !== undefined && typeof total === 'number') {
    return {
      value: multiply(total, each),
      from: ['train.steps', 'data.effectiveBatchSize'],
      how: 'steps × effectiveBatchSize',
    };
  }
  if (epochCount === undefined) return undefined;
  const value = multiply(epochCount, size ?? input('data.trainSize'));
  return { value, from: ['train.epochs', 'data.trainSize'], how: 'epochs × trainSize' };
}

export const BATCH: readonly Derivation[] = [
  derivation('data.effectiveBatchSize', effective),
  derivation('data.normBatchSize', normBatch),
  derivation('data.stepsPerEpoch', stepsPerEpoch),
  derivation('train.steps', steps),
  derivation('train.epochs', epochs),
  derivation('train.samples', samples),
];
