import { describe, expect, it } from 'vitest';
import { resolve } from '../../src/engine/index.ts';
import { type DefaultValue, defaultsFor } from '../../src/knowledge/defaults.ts';
import { type Fact, unknown } from '../../src/spec/fact.ts';
import { kindSchema } from '../../src/spec/kind-schema.ts';
import type { FactPath } from '../../src/spec/paths.ts';
import { pathEntry } from '../../src/spec/paths.ts';
import { SCOPES } from '../../src/spec/vocabulary.ts';
import { setupOf } from '../support/setup.ts';

type Values = Readonly<Record<string, unknown>>;

const facts = (values: Values) => resolve({ ...setupOf(values), scope: SCOPES }).facts;
const known = (values: Values, path: FactPath): unknown => {
  const fact = facts(values).get(path);
  return fact === undefined || fact.status === 'unknown' ? 'unknown' : 'value' in fact ? fact.value : 'absent';
};

const torch = { 'framework.name': 'pytorch' };
const keras = { 'framework.name': 'keras' };
const tfjs = { 'framework.name': 'tfjs' };
const timm = { 'framework.name': 'timm' };

describe('defaults', () => {
  it('has none where no framework, or one that it does not know, is named', () => {
    expect(defaultsFor(() => undefined)).toEqual([]);
    expect(
      [...facts({ 'framework.name': 'my-framework' }).values()].filter(({ origin }) => origin?.kind === 'default'),
    ).toEqual([]);
    expect(
      [...facts({ 'framework.name': 'constructor' }).values()].filter(({ origin }) => origin?.kind === 'default'),
    ).toEqual([]);
  });

  it('names the callable, the library, and the version that a setup states', () => {
    const fact = facts({ ...torch, 'framework.version': '2.4.1', 'optimizer.name': 'adamw' }).get(
      'optimizer.weightDecay',
    );
    expect(fact).toMatchObject({
      status: 'default',
      value: 0.01,
      origin: { kind: 'default', library: 'torch', version: '2.4.1', parameter: 'torch.optim.AdamW(weight_decay)' },
    });
  });

  it('never takes the place of what is stated, or could not be told', () => {
    expect(known({ ...torch, 'optimizer.name': 'adamw', 'optimizer.weightDecay': 0.05 }, 'optimizer.weightDecay')).toBe(
      0.05,
    );
    const setup = setupOf({ ...torch, 'optimizer.name': 'adamw' });
    const withUnknown = new Map<string, Fact>(setup.facts).set('optimizer.weightDecay', unknown('input', 'an option'));
    expect(resolve({ ...setup, facts: withUnknown, scope: SCOPES }).facts.get('optimizer.weightDecay')?.status).toBe(
      'unknown',
    );
  });

  it.each([
    ['2.1', 'unknown'],
    ['2.3.0', 1e-3],
    ['2.13.0+cpu', 1e-3],
    ['nightly', 'unknown'],
    [undefined, 1e-3],
  ])('the learning rate of SGD at torch %s is %s', (version, lr) => {
    const values = {
      ...torch,
      'optimizer.name': 'sgd',
      ...(version === undefined ? {} : { 'framework.version': version }),
    };
    expect(known(values, 'optimizer.lr')).toBe(lr);
  });

  it.each([
    ['2.1', 'torch', false],
    ['2.1', 'pil', true],
    ['2.1', undefined, 'unknown'],
    ['2.2', undefined, true],
    ['0.16.2', 'torch', false],
    ['0.17', 'torch', true],
    ['1.13', 'torch', false],
  ])('antialiasing at version %s with %s is %s', (version, library, antialias) => {
    const values = {
      ...torch,
      'framework.version': version,
      'preprocess.eval.resize.policy': 'short-side',
      ...(library === undefined ? {} : { 'preprocess.eval.resize.library': library }),
    };
    expect(known(values, 'preprocess.eval.resize.antialias')).toBe(antialias);
    expect(known(values, 'preprocess.train.resize.antialias')).toBe('unknown');
  });

  it.each([
    [{ 'framework.name': 'tf-keras' }, 1e-4],
    [{ 'framework.name': 'keras' }, 1e-3],
    [{ 'framework.name': 'keras', 'framework.version': '2.15.0' }, 1e-4],
    [{ 'framework.name': 'tensorflow', 'framework.version': '2.15' }, 1e-4],
    [{ 'framework.name': 'tensorflow', 'framework.version': '2.18' }, 1e-3],
  ])('%o has Lion at %s', (framework, lr) => {
    expect(known({ ...framework, 'optimizer.name': 'lion' }, 'optimizer.lr')).toBe(lr);
  });

  it('takes weight decay of old Keras optimizers for a penalty, and leaves that of Keras 3.0 open', () => {
    const of = (version: string) =>
      known({ ...keras, 'framework.version': version, 'optimizer.name': 'sgd' }, 'optimizer.decayKind');
    expect(['2.10.0', '2.11.0', '3.0.5', '3.1.0'].map(of)).toEqual(['penalty', 'decoupled', 'unknown', 'decoupled']);
  });

  it('tells names from functions of TensorFlow.js by what else is stated', () => {
    expect(known({ ...tfjs, 'optimizer.name': 'sgd' }, 'optimizer.lr')).toBe(0.01);
    expect(known({ ...tfjs, 'optimizer.name': 'sgd', 'optimizer.momentum': 0.9 }, 'optimizer.lr')).toBe('unknown');
    expect(known({ ...tfjs, 'optimizer.name': 'adagrad' }, 'optimizer.lr')).toBe(0.01);
    expect(known({ ...tfjs, 'optimizer.name': 'adadelta' }, 'optimizer.lr')).toBe('unknown');
    expect(known({ ...tfjs, 'optimizer.name': 'adadelta', 'optimizer.rho': 0.95 }, 'optimizer.lr')).toBe(1e-3);
    expect(known({ ...tfjs, 'optimizer.name': 'adam' }, 'optimizer.lr')).toBe(1e-3);
  });

  it('knows what an optimizer does not have', () => {
    expect(known({ ...torch, 'optimizer.name': 'adamw' }, 'optimizer.momentum')).toBe('absent');
    expect(known({ ...torch, 'optimizer.name': 'sgd' }, 'optimizer.betas')).toBe('absent');
    expect(known({ ...tfjs, 'optimizer.name': 'adam' }, 'optimizer.weightDecay')).toBe('absent');
    expect(known({ ...torch, 'optimizer.name': 'their-own' }, 'optimizer.betas')).toBe('unknown');
  });

  it('takes what is only done when asked for not done, unless part of it is stated', () => {
    expect(known(torch, 'augment.mixup.alpha')).toBe('absent');
    expect(known({ ...torch, 'augment.mixup.probability': 0.5 }, 'augment.mixup.alpha')).toBe('unknown');
    expect(known({ ...torch, 'schedule.milestones': [30, 60] }, 'schedule.kind')).toBe('unknown');
    expect(known({ ...torch, 'schedule.kind': 'one-cycle' }, 'schedule.warmup.epochs')).toBe('unknown');
    expect(known({ ...torch, 'preprocess.train.operations': ['flip'] }, 'augment.horizontalFlip.probability')).toBe(
      'unknown',
    );
    expect(known({ ...torch, 'train.precision.dtype': 'float16' }, 'train.precision.lossScale')).toBe('unknown');
  });

  it('claims no dropout of a network that may have it inside', () => {
    expect(known(torch, 'regularization.dropout')).toBe('absent');
    expect(known({ ...torch, 'model.name': 'resnet50' }, 'regularization.dropout')).toBe('absent');
    expect(known({ ...torch, 'model.name': 'efficientnet_b0' }, 'regularization.dropout')).toBe('unknown');
  });

  it('does not default what is said in another way', () => {
    expect(known({ ...torch, 'data.effectiveBatchSize': 256 }, 'data.batchSize')).toBe('unknown');
    expect(known({ ...torch, 'optimizer.name': 'adam', 'schedule.peakLr': 0.1 }, 'optimizer.lr')).toBe('unknown');
    expect(known({ ...keras, 'train.steps': 1000 }, 'train.epochs')).not.toBe(1);
    expect(known({ ...torch, 'data.sampler': 'distributed' }, 'data.shuffle')).toBe('unknown');
  });

  it('takes nothing of a loader for left out where nothing is said of one', () => {
    const loader = { ...torch, 'data.batchSize': 128 };
    expect(known(torch, 'data.shuffle')).toBe('unknown');
    expect(known({ ...torch, 'data.dataset': 'imagenet-1k' }, 'data.dropLast')).toBe('unknown');
    expect(known(loader, 'data.shuffle')).toBe(false);
    expect(known(loader, 'data.dropLast')).toBe(false);
    expect(known({ ...loader, 'data.devices': 1 }, 'data.shuffle')).toBe(false);
    expect(known({ ...loader, 'data.sampler': 'none' }, 'data.shuffle')).toBe(false);
    // Processes that share a set need a sampler, which shuffles by itself.
    expect(known({ ...loader, 'data.devices': 8 }, 'data.shuffle')).toBe('unknown');
    expect(known({ ...torch, 'data.shuffle': true }, 'data.batchSize')).toBe('unknown');
  });

  it('knows a named network as its library has it', () => {
    expect(known({ ...torch, 'model.name': 'ResNet-50' }, 'model.block.stridePlacement')).toBe('3x3');
    expect(known({ ...keras, 'model.name': 'ResNet50' }, 'model.block.stridePlacement')).toBe('1x1');
    expect(known({ ...torch, 'model.name': 'resnet50d' }, 'model.stem.kernel')).toBe('unknown');
    expect(known({ ...torch, 'model.name': 'my_net' }, 'init.conv')).toBe('unknown');
    expect(known({ ...torch, 'model.name': 'resnet50', 'model.stem.kernel': 3 }, 'model.stem.pool')).toBe('unknown');
    expect(known({ ...torch, 'model.name': 'resnet50', 'model.weights.source': 'timm' }, 'init.zeroGamma')).toBe(
      'unknown',
    );
    expect(known({ ...timm, 'model.name': 'resnet50' }, 'init.zeroGamma')).toBe(true);
  });

  it('has what a loss takes by its spelling', () => {
    const spelled = (name: string, raw: string, framework: Values) => {
      const setup = setupOf({ ...framework, 'loss.kind': name });
      const fact = setup.facts.get('loss.kind');
      if (fact?.status !== 'stated' || fact.origin.kind !== 'text') throw new TypeError('not stated');
      const respelled = new Map(setup.facts).set('loss.kind', { ...fact, origin: { ...fact.origin, raw } });
      const found = resolve({ ...setup, facts: respelled, scope: SCOPES }).facts.get('loss.domain');
      return found !== undefined && 'value' in found ? found.value : 'unknown';
    };
    expect(known({ ...torch, 'loss.kind': 'cross-entropy' }, 'loss.domain')).toBe('logits');
    expect(known({ ...keras, 'loss.kind': 'cross-entropy' }, 'loss.domain')).toBe('probabilities');
    expect(known({ ...torch, 'loss.kind': 'binary-cross-entropy' }, 'loss.domain')).toBe('unknown');
    expect(spelled('cross-entropy', 'NLLLoss', torch)).toBe('log-probabilities');
    expect(spelled('binary-cross-entropy', 'BCEWithLogitsLoss', torch)).toBe('logits');
    expect(spelled('binary-cross-entropy', 'BCELoss', torch)).toBe('probabilities');
    expect(spelled('cross-entropy', 'softmaxCrossEntropy', tfjs)).toBe('logits');
    expect(spelled('cross-entropy', 'categoricalCrossentropy', tfjs)).toBe('probabilities');
    expect(spelled('cross-entropy', 'cross-entropy', tfjs)).toBe('unknown');
  });

  it('scales the learning rate of timm with the batch', () => {
    const lr = (name: string) => {
      const values = { ...timm, 'optimizer.name': name };
      return known({ ...values, 'data.batchSize': 256, 'data.devices': 4, 'data.accumulation': 1 }, 'optimizer.lr');
    };
    expect(lr('sgd')).toBeCloseTo(0.4, 12);
    expect(lr('adamw')).toBeCloseTo(0.2, 12);
  });

  it('writes values that a person could write', () => {
    const seen: DefaultValue[] = [];
    for (const framework of ['pytorch', 'keras', 'tf-keras', 'tfjs', 'timm', 'transformers', 'lightning', 'caffe']) {
      for (const optimizer of ['sgd', 'adam', 'adamw', 'rmsprop', 'adagrad', 'adadelta', 'lamb', 'muon', 'lion']) {
        const setup = facts({
          'framework.name': framework,
          'optimizer.name': optimizer,
          'loss.kind': 'cross-entropy',
          'model.name': 'resnet50',
        });
        seen.push(...defaultsFor((path) => setup.get(path)));
      }
    }
    expect(seen.length).toBeGreaterThan(1000);
    for (const { path, value } of seen) {
      const entry = pathEntry(path);
      expect(entry, path).toBeDefined();
      // An expression is written as a text and read into terms; no default is written by a person.
      if (value === undefined || (typeof value === 'object' && value !== null && 'terms' in value)) continue;
      expect([path, entry && kindSchema(entry.value).safeParse(value).success]).toEqual([path, true]);
    }
  });

  it('asks for each fact once', () => {
    const setup = facts({ ...torch, 'model.name': 'resnet50', 'optimizer.name': 'sgd', 'schedule.kind': 'cosine' });
    const asked: FactPath[] = [];
    defaultsFor((path) => {
      asked.push(path);
      return setup.get(path);
    });
    expect(asked.filter((path) => path !== 'framework.name' && path !== 'framework.version').length).toBe(
      new Set(asked).size - 2,
    );
  });
});
