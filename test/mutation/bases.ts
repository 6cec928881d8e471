import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { listPresets } from '../../src/sources/presets/preset.ts';
import { readSpecText } from '../../src/sources/structured/text.ts';
import type { Fact, FactValue } from '../../src/spec/fact.ts';
import { FACT_PATHS, type FactPath, pathEntry } from '../../src/spec/paths.ts';
import type { Setup } from '../../src/spec/setup.ts';
import { canonicalName } from '../../src/spec/vocabulary.ts';

/** A setup, and the facts of it that are changed one at a time. */
export interface Base {
  readonly name: string;
  readonly setup: Setup;
  readonly paths: readonly FactPath[];
}

type Values = { readonly [P in FactPath]?: unknown };

/** A full setup with something done in another way: what it drops, what it states, and what of that is to be changed. */
interface Variant {
  readonly of: string;
  readonly name: string;
  readonly drop?: readonly string[];
  readonly state?: Values;
  readonly change?: readonly FactPath[];
}

const STEPS = ['schedule.stepSize', 'schedule.gamma'];
const NO_WARMUP: Values = { 'schedule.warmup.kind': 'none', 'schedule.warmup.epochs': 0 };

const VARIANTS: readonly Variant[] = [
  {
    of: 'cnn',
    name: 'plateau',
    drop: STEPS,
    state: {
      'schedule.kind': 'plateau',
      'schedule.factor': 0.1,
      'schedule.patience': 10,
      'schedule.threshold': 1e-4,
      'schedule.thresholdMode': 'relative',
      'schedule.monitor': 'val_loss',
      'schedule.mode': 'min',
      'schedule.minLr': 0,
    },
  },
  {
    of: 'cnn',
    name: 'multi-step',
    drop: STEPS,
    state: { 'schedule.kind': 'multi-step', 'schedule.milestones': [30, 60], 'schedule.factors': [0.1, 0.01] },
  },
  {
    of: 'cnn',
    name: 'lars, polynomial',
    drop: STEPS,
    state: {
      'optimizer.name': 'lars',
      'optimizer.trust': 0.001,
      'optimizer.epsilon': 0,
      'schedule.kind': 'polynomial',
      'schedule.period': 90,
      'schedule.power': 2,
    },
  },
  {
    of: 'cnn',
    name: 'one-cycle',
    drop: [...STEPS, 'schedule.warmup'],
    state: {
      'schedule.kind': 'one-cycle',
      'schedule.unit': 'step',
      'schedule.steppedPer': 'step',
      'schedule.peakLr': 0.4,
      'schedule.momentumRange': [0.85, 0.95],
      'schedule.warmup.kind': 'cosine',
      'schedule.warmup.fraction': 0.3,
      'schedule.warmup.startFactor': 0.04,
    },
  },
  {
    of: 'cnn',
    name: 'warm restarts',
    drop: STEPS,
    state: {
      'schedule.kind': 'cosine-restarts',
      'schedule.period': 30,
      'schedule.periodFactor': 2,
      'schedule.restart': true,
      ...NO_WARMUP,
    },
    change: ['schedule.period', 'schedule.periodFactor'],
  },
  {
    of: 'cnn',
    name: 'short cosine',
    drop: STEPS,
    state: {
      'schedule.kind': 'cosine',
      'schedule.period': 60,
      'schedule.afterPeriod': 'hold',
      'schedule.restart': false,
    },
  },
  {
    of: 'vit',
    name: 'nadam',
    state: { 'optimizer.name': 'nadam', 'optimizer.momentumDecay': 0.004 },
    change: ['optimizer.momentumDecay'],
  },
  {
    of: 'cnn',
    name: 'group norm',
    drop: ['model.norm'],
    state: { 'model.norm.kind': 'group-norm', 'model.norm.groups': 32, 'model.norm.epsilon': 1e-5 },
  },
  {
    of: 'cnn',
    name: 'resized by default',
    drop: ['preprocess.train.resize', 'preprocess.eval.resize.antialias', 'preprocess.eval.resize.pixelCenter'],
    state: { 'preprocess.eval.resize.library': 'pil', 'preprocess.train.resize.interpolation': 'bilinear' },
  },
  {
    of: 'cnn',
    name: 'counted',
    drop: [
      'data.batchSize',
      'data.batchScope',
      'data.devices',
      'data.accumulation',
      'data.trainSize',
      'train.epochs',
      'train.syncBatchNorm',
    ],
    state: {
      'data.effectiveBatchSize': 256,
      'data.normBatchSize': 32,
      'data.stepsPerEpoch': 5000,
      'train.steps': 450_000,
    },
  },
  {
    of: 'cnn',
    name: 'one process, tiny batch',
    drop: ['data.sampler', 'data.setEpoch', 'data.shuffleBuffer', 'train.syncBatchNorm', 'data.batchScope'],
    state: {
      'data.devices': 1,
      'data.batchSize': 2,
      'data.shuffle': true,
      'model.norm.runningVariance': 'unbiased',
      'input.size.train': 32,
      'model.totalStride': 32,
    },
    change: ['data.shuffle', 'model.norm.runningVariance'],
  },
  {
    of: 'cnn',
    name: 'partly frozen',
    drop: ['model.trainable'],
    state: { 'model.pretrained': true, 'model.trainable.frozen': 'layer1' },
    change: ['model.trainable.frozen'],
  },
  {
    of: 'keras',
    name: 'from scratch',
    drop: ['model.weights', 'model.trainable', 'model.normMode'],
    state: {
      'model.pretrained': false,
      'init.conv': 'he-normal',
      'init.dense': { name: 'uniform', bound: 0.05 },
      'init.recurrent': 'orthogonal',
      'init.bias': 'zeros',
      'init.norm': 'ones',
    },
    change: ['init.conv', 'init.dense', 'init.recurrent', 'init.bias', 'init.norm'],
  },
  {
    of: 'vit',
    name: 'mixed batches on several devices',
    drop: ['optimizer.groups'],
    state: {
      'optimizer.decayRoles': ['dense.weight', 'head.weight'],
      'data.batchScope': 'process',
      'data.batchSize': 64,
    },
  },
];

const folder = resolve(import.meta.dirname, '../../fixtures/mutation');

/** Everything that a full setup states, and what it states to be off. */
function pathsOf({ facts }: Setup): FactPath[] {
  return FACT_PATHS.filter((path) => {
    const fact = facts.get(path);
    // What a recipe leaves open has no value to change.
    if (fact === undefined || fact.status === 'unknown' || pathEntry(path)?.computed) return false;
    return fact.status !== 'absent' || pathEntry(path)?.none !== undefined;
  });
}

/** Of several presets, each lends every third of its facts: they state much the same. */
const THIN = 3;

export async function bases(): Promise<readonly Base[]> {
  const full = readdirSync(folder).map((file): Base => {
    const setup = readSpecText(readFileSync(resolve(folder, file), 'utf8'), file, 'yaml');
    return { name: file.replace(/\.yaml$/, ''), setup, paths: pathsOf(setup) };
  });
  const presets = (await listPresets()).map(
    ({ name, setup }, i): Base => ({
      name: `preset:${name}`,
      setup,
      paths: pathsOf(setup).filter((_, at) => at % THIN === i % THIN),
    }),
  );
  const variants = VARIANTS.map(({ of, name, drop = [], state = {}, change }): Base => {
    const base = full.find((candidate) => candidate.name === of);
    if (base === undefined) throw new TypeError(`no base ${of}`);
    const kept = [...base.setup.facts].filter(
      ([path]) => !drop.some((key) => path === key || path.startsWith(`${key}.`)),
    );
    const setup = { ...base.setup, facts: new Map(kept) };
    for (const [path, value] of Object.entries(state)) setup.facts.set(path, stated(path, value));
    return { name: `${of}, ${name}`, setup, paths: change ?? (Object.keys(state) as FactPath[]) };
  });
  return [...full, ...variants, ...presets];
}

/** A fact as a person states it, in canonical spelling. */
export function stated(path: string, value: unknown): Fact {
  const vocabulary = pathEntry(path)?.value.vocabulary;
  const name = vocabulary !== undefined && typeof value === 'string' ? canonicalName(vocabulary, value) : undefined;
  const own = pathEntry(path)?.value.kind === 'object' && name !== undefined ? { name } : (name ?? value);
  return {
    status: 'stated',
    value: own as FactValue,
    origin: { kind: 'text', file: 'changed.yaml', line: 1, column: 1 },
  };
}
