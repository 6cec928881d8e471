import { readFileSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { RULES } from '../../rules/index.generated.ts';
import { type Resolved, resolve, runCompare } from '../../src/engine/index.ts';
import { sameValue } from '../../src/rule.ts';
import { readSpecText } from '../../src/sources/structured/text.ts';
import { isKnown } from '../../src/spec/fact.ts';
import { pathEntry } from '../../src/spec/paths.ts';
import type { Setup } from '../../src/spec/setup.ts';
import { SPEC_TREE, type SpecTree } from '../../src/spec/tree.ts';
import { VOCABULARIES } from '../../src/spec/vocabulary.ts';
import { stated } from './bases.ts';

type Document = { readonly [key: string]: unknown };

const NAMES = ['cnn', 'vit', 'keras'] as const;
const folder = resolvePath(import.meta.dirname, '../../fixtures/mutation');
const textOf = (name: string): string => readFileSync(resolvePath(folder, `${name}.yaml`), 'utf8');
const read = (name: string): Setup => readSpecText(textOf(name), `${name}.yaml`, 'yaml');
const documentOf = (name: string): Document => parse(textOf(name)) as Document;
const fromJson = (document: unknown): Setup => readSpecText(JSON.stringify(document), 'written.json', 'json');

const isObject = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Ids of all findings, of whatever severity. */
const differences = (a: Resolved, b: Setup): string[] =>
  runCompare(a, resolve(b), RULES).findings.map(({ id, message }) => `${id}: ${message}`);

function withFacts(setup: Setup, changes: Readonly<Record<string, unknown>>): Setup {
  const facts = new Map(setup.facts);
  for (const [path, value] of Object.entries(changes)) {
    if (value === undefined) facts.delete(path);
    else facts.set(path, stated(path, value));
  }
  return { ...setup, facts };
}

function reversed(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, child]) => [key, reversed(child)]),
  );
}

/** An object that holds nothing but what a scalar stands for, as the scalar. */
function shortened(value: unknown, place: SpecTree | undefined): unknown {
  if (place?.kind !== 'branch' || !isObject(value)) return value;
  const entries = Object.entries(value).map(
    ([key, child]) => [key, shortened(child, place.children.get(key))] as const,
  );
  const main = place.main?.path.slice(place.path.length + 1);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && only[0] === main && !isObject(only[1])) return only[1];
  return Object.fromEntries(entries);
}

/** A scalar in place of an object, as the object. */
function spelledOut(value: unknown, place: SpecTree | undefined): unknown {
  if (place?.kind !== 'branch') return value;
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, spelledOut(child, place.children.get(key))]),
    );
  }
  return place.main === undefined || value === null ? value : { [place.main.path.slice(place.path.length + 1)]: value };
}

describe.each(NAMES)('%s written in another way', (name) => {
  const setup = read(name);
  const original = resolve(setup);

  it.each<[string, (document: Document) => unknown]>([
    ['as JSON', (document) => document],
    ['with its keys the other way round', reversed],
    ['with scalars for what they stand for', (document) => shortened(document, SPEC_TREE)],
    ['with objects for scalars', (document) => spelledOut(document, SPEC_TREE)],
  ])('%s is the same', (_, write) => {
    const written = fromJson(write(documentOf(name)));
    expect([...written.facts.keys()].sort()).toEqual([...setup.facts.keys()].sort());
    expect(differences(original, written)).toEqual([]);
  });

  it('in every other spelling of every name is the same', () => {
    let tried = 0;
    for (const [path, fact] of setup.facts) {
      const vocabulary = pathEntry(path)?.value.vocabulary;
      if (vocabulary === undefined || !isKnown(fact) || typeof fact.value !== 'string') continue;
      const aliases = (VOCABULARIES[vocabulary].names as Readonly<Record<string, readonly string[]>>)[fact.value] ?? [];
      for (const alias of aliases) {
        const nested = path.split('.').reduceRight<unknown>((value, key) => ({ [key]: value }), alias);
        const [written] = fromJson(nested).facts.values();
        if (written === undefined) throw new TypeError(`${path} cannot be ${alias}`);
        tried++;
        expect(differences(original, { ...setup, facts: new Map(setup.facts).set(path, written) }), alias).toEqual([]);
      }
    }
    expect(tried).toBeGreaterThan(20);
  });

  it('with a default left out is the same', () => {
    const left: string[] = [];
    for (const [path, fact] of setup.facts) {
      const without = withFacts(setup, { [path]: undefined });
      const filled = resolve(without).facts.get(path);
      const same =
        isKnown(fact) && isKnown(filled)
          ? sameValue(fact.value, filled.value)
          : isKnown(fact) && filled?.status === 'absent' && sameValue(fact.value, pathEntry(path)?.none);
      if (!same) continue;
      left.push(path);
      expect(differences(original, without), path).toEqual([]);
    }
    expect(left.length).toBeGreaterThan(15);
  });
});

/** Setup, and facts that say in another way what it says. */
const REWRITTEN: Readonly<Record<string, readonly [(typeof NAMES)[number], Readonly<Record<string, unknown>>]>> = {
  'normalization on 0 to 255': [
    'cnn',
    Object.fromEntries(
      ['train', 'eval'].flatMap((phase) => [
        [`preprocess.${phase}.normalization.scale`, 1],
        [`preprocess.${phase}.normalization.mean`, [123.675, 116.28, 103.53]],
        [`preprocess.${phase}.normalization.std`, [58.395, 57.12, 57.375]],
      ]),
    ),
  ],
  'one mean for all channels': [
    'vit',
    { 'preprocess.eval.normalization.mean': 0.5, 'preprocess.eval.normalization.std': 0.5 },
  ],
  'sizes as pairs': [
    'cnn',
    {
      'preprocess.train.crop.size': [224, 224],
      'preprocess.eval.crop.size': [224, 224],
      'input.size.train': [224, 224],
      'input.size.eval': [224, 224],
    },
  ],
  'sizes as one number': ['keras', { 'preprocess.eval.resize.size': 224, 'preprocess.serve.resize.size': 224 }],
  'the fraction of a crop': [
    'cnn',
    { 'preprocess.eval.resize.size': undefined, 'preprocess.eval.crop.fraction': 0.875 },
  ],
  'the short side of a crop': [
    'vit',
    { 'preprocess.eval.crop.fraction': undefined, 'preprocess.eval.resize.size': 248 },
  ],
  'a rounded aspect ratio': ['cnn', { 'augment.randomResizedCrop.ratio': [0.75, 4 / 3] }],
  'updates in place of epochs': ['cnn', { 'train.epochs': undefined, 'train.steps': 90 * 5005 }],
  'the batch of all processes': ['cnn', { 'data.batchSize': 256, 'data.batchScope': 'global' }],
  'the batch of one process': ['vit', { 'data.batchSize': 128, 'data.batchScope': 'process' }],
  'milestones in place of a distance': [
    'cnn',
    { 'schedule.kind': 'multi-step', 'schedule.stepSize': undefined, 'schedule.milestones': [30, 60] },
  ],
  'milestones as fractions': [
    'cnn',
    {
      'schedule.kind': 'multi-step',
      'schedule.stepSize': undefined,
      'schedule.milestones': [1 / 3, 2 / 3],
      'schedule.unit': 'fraction',
    },
  ],
  'drops in updates': [
    'cnn',
    { 'schedule.unit': 'step', 'schedule.stepSize': 30 * 5005, 'schedule.steppedPer': 'step' },
  ],
  'a warmup in updates': ['vit', { 'schedule.warmup.epochs': undefined, 'schedule.warmup.steps': 5 * 417 }],
  'the rate that a warmup starts from': [
    'vit',
    { 'schedule.warmup.startFactor': undefined, 'schedule.warmup.startLr': 1e-6 },
  ],
  'decay as a penalty': ['cnn', { 'optimizer.decayKind': 'penalty' }],
  'decay relative to the rate': [
    'vit',
    {
      'optimizer.decayKind': 'decoupled-relative',
      'optimizer.weightDecay': 0.05 * 1e-3,
      'optimizer.groups': undefined,
      'optimizer.decayRoles': ['conv.weight', 'dense.weight', 'head.weight'],
    },
  ],
  'roles in place of groups': [
    'cnn',
    {
      'optimizer.decayRoles': undefined,
      'optimizer.groups': [{ roles: ['norm.bias', 'norm.weight', 'head.bias', 'head.weight', 'conv.weight'] }],
    },
  ],
  'a rarer average': ['vit', { 'train.ema.decay': 0.9999 ** 32, 'train.ema.every': 32 }],
  'weights of one': ['cnn', { 'loss.classWeights': [1, 1, 1] }],
  'one repetition': ['cnn', { 'augment.repeated.count': 1 }],
  'another label that no class has': ['cnn', { 'loss.ignoreIndex': -1 }],
  'one rate of dropout a layer': ['vit', { 'regularization.dropout': [0.1, 0.1] }],
  'log-softmax in the network': [
    'cnn',
    { 'model.head.activation': 'log-softmax', 'loss.kind': 'NLLLoss', 'loss.domain': 'log-probabilities' },
  ],
  'stages in place of depths and widths': [
    'cnn',
    {
      'model.depths': undefined,
      'model.widths': undefined,
      'model.stages': [
        { depth: 3, width: 256 },
        { depth: 4, width: 512 },
        { depth: 6, width: 1024 },
        { depth: 3, width: 2048 },
      ],
    },
  ],
  'rescaling in front of the network': [
    'keras',
    Object.fromEntries(
      ['train', 'eval', 'serve'].flatMap((phase) => [
        [`preprocess.${phase}.normalization.kind`, 'affine'],
        [`preprocess.${phase}.normalization.scale`, 1 / 255],
        [`preprocess.${phase}.normalization.mean`, 0],
        [`preprocess.${phase}.normalization.std`, 1],
        [`preprocess.${phase}.normalization.inModel`, { scale: 1, offset: 0 }],
      ]),
    ),
  ],
  'the initialization by its parts': ['cnn', { 'init.conv': { name: 'normal', mode: 'fan-out', gain: Math.SQRT2 } }],
};

describe('the same in other words', () => {
  it.each(Object.entries(REWRITTEN))('%s', (_, [name, changes]) => {
    const setup = read(name);
    expect(differences(resolve(setup), withFacts(setup, changes))).toEqual([]);
  });
});
