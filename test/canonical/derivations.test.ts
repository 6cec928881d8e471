import { describe, expect, it } from 'vitest';
import { canonicalInit, compareInits } from '../../src/canonical/init.ts';
import { affineDistance } from '../../src/canonical/normalization.ts';
import { input, multiply } from '../../src/canonical/quantity.ts';
import { resolve, runCompare } from '../../src/engine/index.ts';
import { compareQuantities, defineRule } from '../../src/rule.ts';
import type { Fact } from '../../src/spec/fact.ts';
import { setupOf } from '../support/setup.ts';

type Values = Readonly<Record<string, unknown>>;

const facts = (values: Values, closed: readonly string[] = []): ReadonlyMap<string, Fact> =>
  resolve({ ...setupOf(values, { closed }), scope: ['model', 'train', 'eval', 'serve'] }).facts;
function factOf(values: Values, path: string, closed: readonly string[] = []): Fact | undefined {
  return facts(values, closed).get(path);
}
function value(values: Values, path: string): unknown {
  const fact = factOf(values, path);
  return fact !== undefined && 'value' in fact ? fact.value : undefined;
}
const unknownFor = (settledBy?: string) => ({
  status: 'unknown',
  reason: { code: 'data', ...(settledBy === undefined ? {} : { settledBy }) },
});

const N = 'preprocess.eval.normalization';

describe('the affine map of the input', () => {
  it('joins what stands in front of the network and what it does itself', () => {
    const map = value(
      {
        [`${N}.kind`]: 'affine',
        [`${N}.scale`]: 1 / 255,
        [`${N}.mean`]: 0,
        [`${N}.std`]: 1,
        [`${N}.inModel`]: { scale: [2, 4, 8], offset: -1 },
      },
      `${N}.affine`,
    );
    expect(map).toEqual({ slope: [2 / 255, 4 / 255, 8 / 255], offset: [-1, -1, -1] });
  });

  it('has one channel where the input has', () => {
    const gray = { [`${N}.scale`]: 1 / 255, [`${N}.mean`]: [0.1307], [`${N}.std`]: [0.3081], 'input.channels': 1 };
    expect(value(gray, `${N}.affine`)).toEqual({
      slope: [expect.closeTo(1 / 255 / 0.3081)],
      offset: [expect.closeTo(-0.1307 / 0.3081)],
    });
  });

  it.each<[string, Values, string | undefined]>([
    ['a std of 0', { scale: 1, mean: 0, std: [1, 0, 1] }, undefined],
    ['statistics of each image', { kind: 'per-image' }, undefined],
    ['adapted statistics that were not read', { kind: 'adapted', scale: 1 }, `${N}.mean`],
    ['a mean without scale', { mean: 0.5, std: 0.5 }, `${N}.scale`],
    ['raw pixels into a network that may rescale', { kind: 'none' }, `${N}.inModel`],
    ['a network that normalizes in a way not read', { kind: 'in-model' }, `${N}.inModel`],
    ['lists of different lengths', { scale: 1, mean: [1, 2, 3], std: [1, 2] }, undefined],
  ])('is unknown with %s', (_, parts, settledBy) => {
    const values = Object.fromEntries(Object.entries(parts).map(([key, value]) => [`${N}.${key}`, value]));
    expect(factOf(values, `${N}.affine`)).toMatchObject(unknownFor(settledBy));
  });

  it('is known for adapted statistics that are given', () => {
    const values = { [`${N}.kind`]: 'adapted', [`${N}.scale`]: 1, [`${N}.mean`]: 127, [`${N}.std`]: 64 };
    expect(value(values, `${N}.affine`)).toMatchObject({ slope: [1 / 64, 1 / 64, 1 / 64] });
  });

  it('takes what a closed pipeline lacks as not there', () => {
    const values = { [`${N}.kind`]: 'affine', [`${N}.scale`]: 1 / 255 };
    expect(factOf(values, `${N}.affine`, ['preprocess.eval'])).toMatchObject({
      value: { slope: [1 / 255, 1 / 255, 1 / 255], offset: [0, 0, 0] },
    });
  });

  it('is derived for each phase by itself', () => {
    const all = facts({
      'preprocess.train.normalization.scale': 1,
      'preprocess.train.normalization.mean': 128,
      'preprocess.train.normalization.std': 1,
    });
    expect(all.get('preprocess.train.normalization.affine')?.status).toBe('derived');
    expect(all.get(`${N}.affine`)).toBeUndefined();
  });

  it('measures distance in 8-bit levels', () => {
    const a = { slope: [1 / 58], offset: [-2] };
    expect(affineDistance(a, { slope: [1 / 58], offset: [-2 + 1 / 58] })).toBeCloseTo(1);
    expect(affineDistance(a, a)).toBe(0);
    expect(affineDistance(a, { slope: [1, 1], offset: [0, 0] })).toBe(Number.POSITIVE_INFINITY);
    expect(affineDistance({ slope: [0], offset: [0] }, { slope: [0], offset: [1] })).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('batches', () => {
  const loader = { 'data.batchSize': 32, 'data.batchScope': 'process', 'data.accumulation': 1 };

  it('stay expressions where the number of processes is unknown', () => {
    expect(value(loader, 'data.effectiveBatchSize')).toEqual(multiply(32, input('data.devices')));
  });

  it('are unknown where the scope is, unless there is one process', () => {
    const { 'data.batchScope': _, ...open } = loader;
    expect(factOf({ ...open, 'data.devices': 8 }, 'data.effectiveBatchSize')).toMatchObject(
      unknownFor('data.batchScope'),
    );
    expect(value({ ...open, 'data.devices': 1 }, 'data.effectiveBatchSize')).toBe(32);
  });

  it('have no batch of statistics without batch norm', () => {
    const one = { ...loader, 'data.devices': 1 };
    expect(factOf({ ...one, 'model.norm.kind': 'layer-norm' }, 'data.normBatchSize')?.status).toBe('absent');
    expect(factOf({ ...one, 'model.norm.kind': 'bn', 'model.normMode': 'eval' }, 'data.normBatchSize')?.status).toBe(
      'absent',
    );
    expect(factOf(one, 'data.normBatchSize')).toBeUndefined();
  });

  it('need to know of synchronization among several processes', () => {
    const several = { ...loader, 'data.devices': 8, 'model.norm.kind': 'batch-norm' };
    expect(factOf(several, 'data.normBatchSize')).toMatchObject(unknownFor('train.syncBatchNorm'));
    expect(value({ ...several, 'train.syncBatchNorm': true }, 'data.normBatchSize')).toBe(256);
  });

  it.each<[string, Values, unknown]>([
    ['rounds up', { 'data.dropLast': false }, 1563],
    ['rounds down', { 'data.dropLast': true }, 1562],
  ])('make an epoch that %s', (_, more, expected) => {
    const cifar = { 'data.dataset': 'CIFAR-10', 'data.batchSize': 32, 'data.batchScope': 'process', 'data.devices': 1 };
    expect(value({ ...cifar, 'data.accumulation': 1, ...more }, 'data.stepsPerEpoch')).toBe(expected);
  });

  it.each<[string, Values, string | undefined]>([
    ['what becomes of the last batch', { 'data.devices': 1 }, 'data.dropLast'],
    ['the number of processes', { 'data.dropLast': false }, 'data.devices'],
    [
      'what becomes of batches left over by accumulation',
      { 'data.devices': 1, 'data.dropLast': false, 'data.accumulation': 2 },
      undefined,
    ],
  ])('leave the length of an epoch unknown without %s', (_, more, settledBy) => {
    const values = { ...loader, 'data.dataset': 'cifar10', ...more };
    expect(factOf(values, 'data.stepsPerEpoch')).toMatchObject(unknownFor(settledBy));
  });

  it('leave the size of a dataset of other splits alone', () => {
    expect(value({ 'data.dataset': 'ImageNet-1k' }, 'data.trainSize')).toBe(1_281_167);
    expect(value({ 'data.dataset': 'imagenet', 'data.split': 'train[:10%]' }, 'data.trainSize')).toBeUndefined();
    expect(value({ 'data.dataset': 'mnist', 'data.validationSplit': 0.1 }, 'data.trainSize')).toBe(54_000);
    expect(value({ 'data.dataset': 'my-own' }, 'data.trainSize')).toBeUndefined();
    expect(value({ 'data.dataset': 'imagenet', 'data.trainSize': 1000 }, 'data.trainSize')).toBe(1000);
  });

  it('count a run in steps, epochs and examples', () => {
    expect(value({ 'train.epochs': 90 }, 'train.steps')).toEqual(multiply(90, input('data.stepsPerEpoch')));
    expect(value({ 'train.steps': 900, 'data.stepsPerEpoch': 10 }, 'train.epochs')).toBe(90);
    expect(value({ 'train.steps': 900, 'train.epochs': 90 }, 'data.stepsPerEpoch')).toBe(10);
    expect(factOf({}, 'train.samples')).toBeUndefined();
  });
});

describe('the peak learning rate', () => {
  it('is the optimizer’s where the schedule only falls', () => {
    expect(value({ 'optimizer.lr': 0.1, 'schedule.kind': 'cosine' }, 'schedule.peakLr')).toBe(0.1);
    expect(value({ 'optimizer.lr': 0.1, 'schedule.kind': 'plateau' }, 'schedule.peakLr')).toBe(0.1);
  });

  it('is not where it rises', () => {
    const rising = {
      'optimizer.lr': 0.1,
      'schedule.kind': 'exponential',
      'schedule.gamma': 2,
      'schedule.warmup.kind': 'none',
    };
    const epochs = { 'schedule.unit': 'epoch', 'schedule.steppedPer': 'epoch', 'train.epochs': 3 };
    expect(value({ ...rising, ...epochs }, 'schedule.peakLr')).toBeCloseTo(0.8);
    expect(factOf(rising, 'schedule.peakLr')?.status).toBe('unknown');
    expect(factOf({ 'optimizer.lr': 0.1, 'schedule.kind': 'one-cycle' }, 'schedule.peakLr')?.status).toBe('unknown');
    expect(factOf({ 'optimizer.lr': 0.1 }, 'schedule.peakLr')).toMatchObject(unknownFor('schedule.kind'));
  });
});

describe('curves that cannot be told', () => {
  const cosine = {
    'schedule.kind': 'cosine',
    'schedule.unit': 'epoch',
    'schedule.period': 90,
    'schedule.minLr': 0,
    'train.epochs': 90,
  };
  it.each<[string, Values, string | undefined]>([
    ['a plateau', { 'schedule.kind': 'plateau' }, undefined],
    ['a warmup that may be there', cosine, 'schedule.warmup.epochs'],
    ['a warmup of unknown shape', { ...cosine, 'schedule.warmup.epochs': 5 }, 'schedule.warmup.kind'],
    [
      'a warmup that may lie over the decay',
      { ...cosine, 'schedule.warmup.epochs': 5, 'schedule.warmup.kind': 'linear', 'schedule.warmup.startFactor': 0 },
      'schedule.warmup.overlay',
    ],
    [
      'a decay without period',
      { 'schedule.kind': 'linear', 'schedule.unit': 'epoch', 'schedule.warmup.kind': 'none', 'schedule.minLr': 0 },
      'schedule.period',
    ],
    [
      'a period without unit',
      { 'schedule.kind': 'linear', 'schedule.period': 90, 'schedule.warmup.kind': 'none' },
      'schedule.unit',
    ],
    [
      'a run longer than the period',
      { ...cosine, 'train.epochs': 100, 'schedule.warmup.kind': 'none' },
      'schedule.afterPeriod',
    ],
    [
      'cycles over a run of unknown length',
      {
        'schedule.kind': 'cosine-restarts',
        'schedule.unit': 'epoch',
        'schedule.period': 9,
        'schedule.minLr': 0,
        'schedule.warmup.kind': 'none',
      },
      'train.epochs',
    ],
    [
      'a schedule of one’s own',
      { 'schedule.kind': 'custom', 'schedule.unit': 'step', 'schedule.warmup.kind': 'none' },
      undefined,
    ],
  ])('%s', (_, values, settledBy) => {
    expect(factOf({ 'optimizer.lr': 0.1, ...values }, 'schedule.curve')).toMatchObject(unknownFor(settledBy));
  });
});

describe('schedules as long as the run', () => {
  it('of timm lie over the whole run', () => {
    const curve = value({ 'framework.name': 'timm', 'optimizer.lr': 0.5, 'train.epochs': 100 }, 'schedule.curve');
    expect(curve).toMatchObject({ end: 100, segments: [{ to: 5 }, { from: 0, shape: 'cosine', length: 100 }] });
  });

  it('of transformers take what the warmup leaves', () => {
    const trainer = { 'framework.name': 'transformers', 'train.steps': 1000, 'schedule.warmup.steps': 100 };
    expect(value(trainer, 'schedule.curve')).toMatchObject({
      segments: [{ to: 100, start: 0 }, { from: 100, to: 1000, shape: 'linear', start: 1, end: 0 }, { from: 1000 }],
    });
    expect(value({ 'framework.name': 'transformers', 'train.steps': 1000 }, 'schedule.curve')).toMatchObject({
      segments: [{ from: 0, to: 1000, shape: 'linear' }, { from: 1000 }],
    });
  });
});

describe('expressions', () => {
  const rate = multiply(0.1 / 256, input('data.effectiveBatchSize'));
  const loader = { 'optimizer.lr': rate, 'data.batchSize': 32, 'data.batchScope': 'process', 'data.accumulation': 1 };

  it('are put in down to what no source gives', () => {
    expect(value(loader, 'optimizer.lr')).toEqual(multiply(3.2 / 256, input('data.devices')));
    expect(value({ ...loader, 'data.devices': 8 }, 'optimizer.lr')).toBeCloseTo(0.1);
  });

  it('remember where they were written and what they rest on', () => {
    expect(factOf({ ...loader, 'data.devices': 8 }, 'optimizer.lr')).toMatchObject({
      status: 'derived',
      origin: { kind: 'derived', from: expect.arrayContaining(['data.effectiveBatchSize']), via: [{ kind: 'text' }] },
    });
  });

  it('make a difference in an input the root of a difference in the rate', () => {
    const quantityRule = (path: 'optimizer.lr' | 'data.devices') =>
      defineRule({
        id: `test/${path}`,
        title: path,
        why: '',
        help: '',
        effect: null,
        scope: ['train'],
        messages: { differs: '{a} against {b}' },
        compare: {
          reads: [path],
          check({ a, b, same, different }) {
            const [x = 0, y = 0] = [a.value(path), b.value(path)];
            const equal = compareQuantities(x, y).kind === 'same';
            return equal ? same() : different('differs', { severity: 'warning', a: x, b: y });
          },
        },
      });
    const side = (devices: number) => resolve(setupOf({ ...loader, 'data.devices': devices }));
    const { findings } = runCompare(side(8), side(4), [quantityRule('optimizer.lr'), quantityRule('data.devices')]);
    expect(findings.map(({ rule, consequences }) => [rule, consequences.map((inner) => inner.rule)])).toEqual([
      ['test/data.devices', ['test/optimizer.lr']],
    ]);
    const written = (factor: number) =>
      resolve(setupOf({ ...loader, 'data.devices': 8, 'optimizer.lr': multiply(factor, input('data.devices')) }));
    const other = runCompare(written(0.1), written(0.2), [quantityRule('optimizer.lr'), quantityRule('data.devices')]);
    expect(other.findings.map(({ rule }) => rule)).toEqual(['test/optimizer.lr']);
  });
});

describe('initializations', () => {
  it('are not told where a truncation may or may not be made up for', () => {
    expect(canonicalInit({ name: 'truncated-normal', gain: 1, mode: 'fan-in' }, 'conv')).toBeUndefined();
    expect(canonicalInit({ name: 'normal' }, 'conv')).toBeUndefined();
    expect(canonicalInit('pytorch-default', 'recurrent')).toBeUndefined();
  });

  it('compare by variance', () => {
    const [normal, uniform] = [
      canonicalInit({ name: 'normal', std: 0.05 }, 'dense'),
      canonicalInit({ name: 'uniform', bound: 0.05 * Math.sqrt(3) }, 'dense'),
    ];
    if (normal === undefined || uniform === undefined) throw new Error('known');
    expect(compareInits(normal, uniform)).toEqual({ kind: 'same-variance' });
    const he = canonicalInit('kaiming-normal', 'conv');
    const lecun = canonicalInit('lecun-normal', 'conv');
    if (he === undefined || lecun === undefined) throw new Error('known');
    expect(compareInits(he, lecun)).toEqual({ kind: 'different', ratio: expect.closeTo(Math.SQRT1_2) });
    expect(compareInits(he, normal)).toEqual({ kind: 'different' });
    expect(compareInits({ family: 'constant', value: 0 }, { family: 'constant', value: 1 })).toEqual({
      kind: 'different',
    });
  });
});

describe('columns of the stages', () => {
  const stages = [
    { depth: 3, width: 256 },
    { depth: 4, width: 512 },
  ];

  it('are depths and widths where every stage has them', () => {
    expect(value({ 'model.stages': stages }, 'model.depths')).toEqual([3, 4]);
    expect(value({ 'model.stages': stages }, 'model.widths')).toEqual([256, 512]);
    expect(factOf({ 'model.stages': stages }, 'model.depths')).toMatchObject({
      status: 'derived',
      origin: { from: ['model.stages'] },
    });
  });

  it('stay open where a stage lacks one, and are never put over what is stated', () => {
    expect(value({ 'model.stages': [{ depth: 3 }, { width: 512 }] }, 'model.depths')).toBeUndefined();
    expect(value({ 'model.stages': [] }, 'model.depths')).toBeUndefined();
    expect(value({ 'model.stages': stages, 'model.depths': [3, 4, 6, 3] }, 'model.depths')).toEqual([3, 4, 6, 3]);
  });
});
