import { describe, expect, it } from 'vitest';
import { readSpecText } from '../../../src/sources/structured/text.ts';
import type { Fact } from '../../../src/spec/fact.ts';
import type { TextOrigin } from '../../../src/spec/origin.ts';
import type { Setup } from '../../../src/spec/setup.ts';

const yaml = (text: string): Setup => readSpecText(text, 'a.yaml', 'yaml');
const json = (text: string): Setup => readSpecText(text, 'a.json', 'json');
const value = (setup: Setup, path: string): unknown => {
  const fact = setup.facts.get(path);
  return fact !== undefined && 'value' in fact ? fact.value : undefined;
};
const place = (fact: Fact | undefined): string | undefined => {
  const origin = fact?.origin;
  if (origin?.kind !== 'text') return undefined;
  return `${origin.line}:${origin.column}-${origin.endLine}:${origin.endColumn}`;
};

/** What stands in a text at an origin. */
function textAt(text: string, { line, column, endLine = line, endColumn = column }: TextOrigin): string {
  const lines = text.split('\n').slice(line - 1, endLine);
  lines[lines.length - 1] = (lines.at(-1) ?? '').slice(0, endColumn - 1);
  lines[0] = (lines[0] ?? '').slice(column - 1);
  return lines.join('\n');
}

describe('places', () => {
  it('of JSON are those of the value', () => {
    const text = '{\n  // the usual\n  "optimizer": { "name": "SGD", "lr": 1e-1, "betas": [0.9,\n    0.999], },\n}';
    const setup = json(text);
    expect(place(setup.facts.get('optimizer.lr'))).toBe('3:39-3:43');
    expect(place(setup.facts.get('optimizer.betas'))).toBe('3:54-4:11');
    expect(setup.facts.get('optimizer.name')).toEqual({
      status: 'stated',
      value: 'sgd',
      origin: { kind: 'text', file: 'a.json', line: 3, column: 26, endLine: 3, endColumn: 31, raw: 'SGD' },
    });
  });

  it('of YAML are those of the value', () => {
    const setup = yaml('optimizer:\r\n  lr: 0.1\r\n  decayRoles:\r\n    - conv.weight\r\n    - dense.weight\r\n');
    expect(place(setup.facts.get('optimizer.lr'))).toBe('2:7-2:10');
    expect(place(setup.facts.get('optimizer.decayRoles'))).toMatch(/^4:5-/);
  });

  it('takes no bare value where it could be read either way', () => {
    // All trainable, or all frozen?
    expect(() => yaml('model: { name: resnet50, trainable: all }')).toThrow(/must be an object with frozen, fraction/);
    expect(value(yaml('model: { trainable: { frozen: all } }'), 'model.trainable.frozen')).toBe('all');
  });

  it('of a bare value in place of an object is that value', () => {
    const setup = yaml(
      'optimizer: sgd\npreprocess: {eval: {normalization: affine, resize: [256, 256]}}\naugment: {mixup: 0.2}',
    );
    expect(value(setup, 'optimizer.name')).toBe('sgd');
    expect(place(setup.facts.get('optimizer.name'))).toBe('1:12-1:15');
    expect(value(setup, 'preprocess.eval.normalization.kind')).toBe('affine');
    expect(value(setup, 'preprocess.eval.resize.size')).toEqual([256, 256]);
    expect(value(setup, 'augment.mixup.alpha')).toBe(0.2);
  });

  it('hold the text that reads as the value, in either format', () => {
    const spec =
      '{"optimizer": {"lr": 0.1, "nesterov": true, "weightDecay": 0.0001}, "model": {"depths": [3, 4, 6, 3]}}';
    for (const setup of [json(spec), yaml(spec)]) {
      for (const fact of setup.facts.values()) {
        if (fact.status !== 'stated' || fact.origin.kind !== 'text') throw new Error('a stated fact has a place');
        expect(JSON.parse(textAt(spec, fact.origin))).toEqual(fact.value);
      }
    }
  });

  it('are counted after a byte order mark is gone, and carry the file as named', () => {
    const origin = json('{"model": "resnet50"}').facts.get('model.name')?.origin;
    expect(origin).toMatchObject({ file: 'a.json', line: 1, column: 11 });
  });
});

describe('aliases and merges', () => {
  it('keep the place where the value is written, and the alias in via', () => {
    const setup = yaml('preprocess:\n  train: &t\n    resize: {size: 256}\n  eval: *t\n');
    const origin = setup.facts.get('preprocess.eval.resize.size')?.origin;
    expect(origin).toMatchObject({ line: 3, column: 20, via: [{ line: 4, column: 9 }] });
    expect(value(setup, 'preprocess.eval.resize.size')).toBe(256);
    expect(setup.facts.get('preprocess.train.resize.size')?.origin).not.toHaveProperty('via');
    const scalar = yaml('input: {size: {train: &s 224, eval: *s}}').facts.get('input.size.eval');
    expect(scalar?.origin).toMatchObject({ line: 1, column: 26, via: [{ line: 1, column: 37 }] });
  });

  it('let what is written go before what is merged, and an earlier map before a later', () => {
    const setup = yaml(
      [
        'phases:',
        '  - optimizer: &a {name: sgd, lr: 0.1, momentum: 0.9}',
        '  - optimizer: &b {name: adam, epsilon: 1.0e-8}',
        '  - optimizer: {<<: [*a, *b], lr: 0.2}',
      ].join('\n'),
    );
    expect(value(setup, 'phases[2].optimizer.lr')).toBe(0.2);
    expect(value(setup, 'phases[2].optimizer.name')).toBe('sgd');
    expect(value(setup, 'phases[2].optimizer.epsilon')).toBe(1e-8);
    expect(setup.facts.get('phases[2].optimizer.momentum')?.origin).toMatchObject({
      line: 2,
      column: 50,
      via: [{ line: 4, column: 22 }],
    });
  });
});

describe('values', () => {
  it('have canonical names', () => {
    const setup = yaml(
      'optimizer: AdamW\nloss: {kind: CrossEntropyLoss}\nschedule: MultiStepLR\nframework: PyTorch\nsetup: [training, serving]',
    );
    const paths = ['optimizer.name', 'loss.kind', 'schedule.kind', 'framework.name', 'setup.scope'];
    expect(paths.map((path) => value(setup, path))).toEqual([
      'adamw',
      'cross-entropy',
      'multi-step',
      'pytorch',
      ['train', 'serve'],
    ]);
    expect(setup.scope).toEqual(['train', 'serve']);
  });

  it('may be expressions in facts', () => {
    const setup = yaml('optimizer: {lr: 0.1 * data.devices * data.batchSize / 256}\ntrain: {epochs: "300 * 2"}');
    expect(value(setup, 'optimizer.lr')).toEqual({
      terms: [{ coefficient: 0.1 / 256, factors: { 'data.batchSize': 1, 'data.devices': 1 } }],
    });
    expect(value(setup, 'train.epochs')).toBe(600);
    expect(setup.facts.get('train.epochs')?.origin).toMatchObject({ raw: '300 * 2' });
  });

  it('of an initialization may be the name of its scheme', () => {
    const setup = yaml('init: {conv: heNormal, dense: {name: glorot_uniform, gain: 1}}');
    expect(value(setup, 'init.conv')).toEqual({ name: 'kaiming-normal' });
    expect(value(setup, 'init.dense')).toEqual({ name: 'xavier-uniform', gain: 1 });
  });

  it('null says that it is known not to be there, for a fact and for all facts below an object', () => {
    const setup = yaml('augment: {colorJitter: null, cutmix: 1}\noptimizer: {gradClip: ~, layerDecay: null}');
    const absent = [...setup.facts].filter(([, { status }]) => status === 'absent').map(([path]) => path);
    expect(absent).toContain('optimizer.gradClip.kind');
    expect(absent).toContain('optimizer.gradClip.value');
    expect(absent).toContain('optimizer.layerDecay');
    expect(absent.filter((path) => path.startsWith('augment.colorJitter.'))).toHaveLength(5);
    expect(place(setup.facts.get('augment.colorJitter.hue'))).toBe('1:24-1:28');
  });

  it('no mixup does not say that CutMix is never applied', () => {
    const setup = yaml('augment: {mixup: null, cutmix: 1}');
    expect(setup.facts.get('augment.mixup.alpha')?.status).toBe('absent');
    expect(setup.facts.has('augment.mixup.probability')).toBe(false);
    expect(yaml('augment: null').facts.get('augment.mixup.probability')?.status).toBe('absent');
  });

  it('read as YAML 1.1 has them where YAML 1.2 has text and the fact needs another kind', () => {
    const setup = yaml('optimizer: {nesterov: yes}\ndata: {trainSize: 1_281_167}\nmodel: {name: no}');
    expect(value(setup, 'optimizer.nesterov')).toBe(true);
    expect(value(setup, 'data.trainSize')).toBe(1281167);
    expect(value(setup, 'model.name')).toBe('no');
    expect(setup.problems.map(({ code, at }) => [code, at?.line])).toEqual([
      ['spec/yaml-dialect', 1],
      ['spec/yaml-dialect', 2],
      ['spec/yaml-dialect', 3],
    ]);
  });
});

describe('closed objects', () => {
  it('are listed by path, the whole setup as the empty path', () => {
    expect(yaml('closed: true\naugment: {closed: true}\noptimizer: {closed: false}').closed).toEqual(['', 'augment']);
    expect(yaml('networks: {G: {closed: true, optimizer: {closed: true}}}').closed).toEqual([
      'networks.G',
      'networks.G.optimizer',
    ]);
  });
});

describe('parts', () => {
  const phases = (first: string, second: string): Setup => yaml(`phases:\n  - ${first}\n  - ${second}`);

  it('lend the setup the facts of the phase with most updates', () => {
    const setup = phases('{optimizer: {lr: 0.1}, train: {epochs: 80}}', '{optimizer: {lr: 0.01}, train: {epochs: 10}}');
    expect(value(setup, 'optimizer.lr')).toBe(0.1);
    expect(value(setup, 'phases[1].optimizer.lr')).toBe(0.01);
  });

  it('lend it those of the last phase where updates cannot be compared', () => {
    expect(value(phases('{optimizer: {lr: 0.1}}', '{optimizer: {lr: 0.01}}'), 'optimizer.lr')).toBe(0.01);
    const batches = phases(
      '{optimizer: {lr: 0.1}, train: {epochs: 80}, data: {batchSize: 2048}}',
      '{optimizer: {lr: 0.01}, train: {epochs: 10}, data: {batchSize: 32}}',
    );
    expect(value(batches, 'optimizer.lr')).toBe(0.01);
  });

  it('never lend a phase what only another one says', () => {
    const setup = phases('{optimizer: {lr: 0.1}}', '{optimizer: {lr: 0.01}, augment: {closed: true, mixup: 0.2}}');
    expect(value(setup, 'augment.mixup.alpha')).toBe(0.2);
    expect(setup.facts.get('phases[0].augment.mixup.alpha')).toMatchObject({ status: 'unknown' });
    expect(setup.facts.get('phases[0].augment.cutmix.alpha')).toMatchObject({ status: 'unknown' });
    expect(setup.closed).toEqual(['phases[1].augment', 'augment']);
  });

  it('never replace what the setup states itself', () => {
    const setup = yaml('optimizer: {lr: 1}\nphases: [{optimizer: {lr: 0.1}}, {optimizer: {lr: 0.2}}]');
    expect(value(setup, 'optimizer.lr')).toBe(1);
  });

  it('lend the setup only what all optimizers agree on', () => {
    const setup = yaml(
      'optimizers:\n  G: {optimizer: {name: adam, lr: 1.0e-4}}\n  D: {optimizer: {name: Adam, lr: 4.0e-4}}',
    );
    expect(value(setup, 'optimizer.name')).toBe('adam');
    expect(setup.facts.has('optimizer.lr')).toBe(false);
    expect(value(setup, 'optimizers.D.optimizer.lr')).toBe(4e-4);
  });
});
