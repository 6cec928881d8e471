import { describe, expect, it } from 'vitest';
import { readSpecText } from '../../../src/sources/structured/text.ts';
import { SourceError } from '../../../src/spec/errors.ts';

type Format = 'json' | 'yaml';

/** The error that reading a text ends in. */
function errorOf(text: string, format: Format = 'yaml'): SourceError {
  try {
    readSpecText(text, `bad.${format}`, format);
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error(`no error in ${text}`);
}

const placeOf = ({ at }: SourceError): string | undefined =>
  at === undefined ? undefined : `${at.file}:${at.line}:${at.column}`;

describe('unknown keys', () => {
  it.each([
    ['optimizer: {learningRate: 0.1}', 'optimizer.lr'],
    ['optimizer: {learning_rate: 0.1}', 'optimizer.lr'],
    ['optimizer: {weight_decay: 0.1}', 'optimizer.weightDecay'],
    ['optimizer: {momentun: 0.9}', 'optimizer.momentum'],
    ['optimzer: sgd', 'optimizer'],
    ['batch_size: 32', 'data.batchSize'],
    ['optimizer: {batchSize: 32}', 'data.batchSize'],
    ['lr: 0.1', 'optimizer.lr'],
    ['train: {labelSmoothing: 0.1}', 'regularization.labelSmoothing'],
    ['schedule: {warmup: {epoch: 5}}', 'schedule.warmup.epochs'],
    ['phases: [{optimizer: {learningRate: 1}}]', 'phases[0].optimizer.lr'],
  ])('%s: did you mean %s?', (text, meant) => {
    const error = errorOf(`model: resnet50\n${text}`);
    expect(error.help).toContain(`did you mean ${meant}?`);
    expect(error.at?.line).toBe(2);
  });

  it('list the keys that there are where none is near', () => {
    expect(errorOf('optimizer: {zzzzzzzz: 1}').help).toContain('momentum');
  });

  it('are errors for what resaudit computes itself', () => {
    expect(errorOf('train: {samples: 10}').message).toContain('train.samples');
    expect(errorOf('{"model": {"graph": {}}}', 'json').message).toContain('model.graph');
  });

  it('are errors where a key stands twice, at the second', () => {
    expect(placeOf(errorOf('optimizer:\n  lr: 0.1\n  lr: 0.2'))).toBe('bad.yaml:3:3');
    expect(placeOf(errorOf('{"model": "a",\n "model": "b"}', 'json'))).toBe('bad.json:2:2');
  });
});

describe('values', () => {
  it.each([
    ['optimizer: {lr: -1}', '1:17', 'at least 0'],
    ['optimizer: {momentum: 1.5}', '1:23', 'from 0 to 1'],
    ['optimizer: {lr: .inf}', '1:17', 'a number'],
    ['optimizer: {nesterov: 1}', '1:23', 'true or false'],
    ['data: {classes: 10.5}', '1:17', 'whole number'],
    ['framework: {version: 2.1}', '1:22', 'quotes'],
    ['loss: {reduction: avg}', '1:19', 'mean'],
    ['augment: {randomResizedCrop: {scale: [0.08]}}', '1:38', '2 numbers'],
    ['optimizer: {betas: []}', '1:20', '0 elements'],
    ['preprocess: {eval: {crop: {size: [1, 2, 3]}}}', '1:34', '[height, width]'],
    ['preprocess: {eval: [1]}', '1:20', 'an object'],
    ['optimizer: {groups: [{rate: 1}]}', '1:29', 'no field'],
    ['init: {conv: {gain: 2}}', '1:14', 'name'],
    ['optimizer:\nmodel: resnet50', '1:11', 'no value'],
    ['optimizer: {lr: 0.1 * data.batchsize}', '1:17', 'data.batchsize'],
    ['optimizer: {lr: 1 / 0}', '1:17', 'zero'],
    ['closed: 1', '1:9', 'true or false'],
    ['phases: {}', '1:9', 'list'],
    ['networks: {a.b: {}}', '1:12', 'name'],
    ['citations: {optimizer.rate: x}', '1:13', 'optimizer.rate'],
    ['model: "a\\nb"', '1:8', 'one line'],
  ])('%s is wrong at %s: %s', (text, place, part) => {
    const error = errorOf(text);
    expect(placeOf(error)).toBe(`bad.yaml:${place}`);
    expect(error.message).toContain(part);
  });

  it('name the near name, and null where nothing is meant', () => {
    expect(errorOf('loss: {reduction: men}').help).toContain('mean');
    expect(errorOf('optimizer: {lr: 0.1 * data.batchsize}').help).toContain('data.batchSize');
    expect(errorOf('augment: {mixup: false}').help).toContain('null');
  });
});

describe('all errors of a document', () => {
  const error = errorOf('optimizer:\n  lr: fast\n  wd: 1\nloss: {reduction: avg}\nmodel: 3');

  it('are kept, each with its place', () => {
    expect(error.problems.map(({ at }) => at?.line)).toEqual([2, 3, 4, 5]);
    expect(error.problems.every(({ severity }) => severity === 'error')).toBe(true);
  });

  it('make one whose message has the first and counts the others', () => {
    expect(error.message).toContain('optimizer.lr');
    expect(error.message).toContain('3 more errors');
    expect(placeOf(error)).toBe('bad.yaml:2:7');
  });

  it('are counted where there are too many to keep', () => {
    const keys = Array.from({ length: 3000 }, (_, i) => `"zzzzzz${i}": 1`).join(',');
    const many = errorOf(`{"optimizer": {${keys}}}`, 'json');
    expect(many.message).toContain('2999 more errors');
    expect(many.problems.length).toBeLessThan(3000);
  });
});

describe('syntax', () => {
  const cases: readonly (readonly [Format, string, string])[] = [
    ['json', '{"model": }', '1:11'],
    ['json', '{"model": "a"', '1:14'],
    ['json', '{"a": NaN}', '1:7'],
    ['json', "{'a': 1}", '1:2'],
    ['json', '{} {}', '1:4'],
    ['yaml', 'model: "a', '1:10'],
    ['yaml', 'a: b: c', '1:4'],
    ['yaml', 'model: {name: a', '1:16'],
    ['yaml', 'model: a\n---\nmodel: b', '2:1'],
    ['yaml', 'model: *nothing', '1:8'],
    ['yaml', 'model: &a {name: *a}', '1:18'],
    ['yaml', 'optimizer: {betas: !!python/tuple [0.9, 0.999]}', '1:20'],
    ['yaml', '? {a: 1}\n: 2', '1:3'],
  ];
  it.each(cases)('in %s, %s is an error at %s', (format, text, place) => {
    const error = errorOf(text, format);
    expect(placeOf(error)).toBe(`bad.${format}:${place}`);
    expect(error.problems).toHaveLength(1);
  });
});

describe('other files', () => {
  it.each([
    ['{"name": "x", "version": "1.0.0", "scripts": {}}', 'npm'],
    ['{"image_processor_type": "ViTImageProcessor", "image_mean": [0.5]}', 'transformers'],
    ['{"architectures": ["A"], "model_type": "resnet"}', 'transformers'],
    ['{"compilerOptions": {}}', 'TypeScript'],
    ['{"modelTopology": {}}', 'TensorFlow.js'],
    ['aa: rand-m9\nopt: lamb\nsched: cosine\nlr: 0.005\nepochs: 600', 'timm'],
    ['{"log_history": []}', 'transformers'],
  ])('%s is said to be what it is', (text, what) => {
    const error = errorOf(text);
    expect(error.message).toContain(what);
    expect(error.message).toContain('not read yet');
    expect(error.problems).toEqual([]);
  });

  it('with no key of a spec are no spec, in one line', () => {
    const error = errorOf('{"foo": 1, "bar": 2}', 'json');
    expect(error.message).toContain('no spec');
    expect(error.problems).toEqual([]);
  });
});
