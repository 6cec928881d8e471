import { describe, expect, it } from 'vitest';
import { applySets } from '../../src/sources/sets.ts';
import { readSpecText } from '../../src/sources/structured/text.ts';
import { UsageError } from '../../src/spec/errors.ts';

const setup = readSpecText('optimizer: {name: sgd, lr: 0.1}\naugment: {colorJitter: 0.4}', 'a.yaml', 'yaml');
const set = (key: string, written: string) => applySets(setup, [[key, written]], { othersAllowed: false }).facts;
const refusal = (key: string, written = '1'): UsageError => {
  try {
    set(key, written);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error(`--set ${key}=${written} was taken`);
};

describe('given facts', () => {
  it.each([
    ['data.trainSize', '12000', 'data.trainSize', 12000],
    ['data.devices', '8', 'data.devices', 8],
    ['optimizer.nesterov', 'true', 'optimizer.nesterov', true],
    ['optimizer', 'AdamW', 'optimizer.name', 'adamw'],
    ['optimizer.betas', '0.9,0.95', 'optimizer.betas', [0.9, 0.95]],
    ['optimizer.betas', '[0.9, 0.95]', 'optimizer.betas', [0.9, 0.95]],
    ['input.size.eval', '[224, 256]', 'input.size.eval', [224, 256]],
    ['framework.version', '2.10', 'framework.version', '2.10'],
    ['model.name', '50', 'model.name', '50'],
    ['setup.scope', 'train,eval', 'setup.scope', ['train', 'eval']],
    ['init.conv', 'he_normal', 'init.conv', { name: 'kaiming-normal' }],
    ['optimizers.G.optimizer.lr', '1e-4', 'optimizers.G.optimizer.lr', 1e-4],
    [
      'optimizer.lr',
      '0.1 * data.devices',
      'optimizer.lr',
      { terms: [{ coefficient: 0.1, factors: { 'data.devices': 1 } }] },
    ],
  ])('%s=%s', (key, written, path, value) => {
    expect(set(key, written).get(path)).toMatchObject({
      status: 'stated',
      value,
      origin: { kind: 'argument', argument: `--set ${key}=${written}` },
    });
  });

  it('replace what a source states, which goes to via', () => {
    expect(set('optimizer.lr', '0.4').get('optimizer.lr')).toMatchObject({
      value: 0.4,
      origin: { via: [{ file: 'a.yaml', line: 1 }] },
    });
    expect(setup.facts.get('optimizer.lr')).toMatchObject({ value: 0.1 });
  });

  it('null says that it is not there, with all below', () => {
    const facts = set('augment.colorJitter', 'null');
    expect(facts.get('augment.colorJitter.brightness')?.status).toBe('absent');
    expect(facts.get('augment.colorJitter.hue')?.status).toBe('absent');
  });

  it('are refused where there is no such fact, with the near one', () => {
    expect(refusal('optimizer.learningRate').help).toContain('optimizer.lr');
    expect(refusal('data.trainsize').help).toContain('data.trainSize');
    expect(refusal('preprocess').message).toContain('preprocess');
    expect(refusal('train.samples').message).toContain('computes');
    expect(refusal('a\u001b[2J').message).not.toContain('\u001b');
  });

  it('are refused where the value does not fit', () => {
    expect(refusal('optimizer.lr', 'fast').message).toContain('at least 0');
    expect(refusal('optimizer.momentum', '2').message).toContain('from 0 to 1');
    expect(refusal('loss.reduction', 'men').help).toContain('mean');
    expect(refusal('model.name', '').message).toContain('model.name');
  });

  it('leave keys that are no fact path to a source that has inputs of its own', () => {
    expect(applySets(setup, [['pretrained', 'true']], { othersAllowed: true }).facts).toEqual(setup.facts);
    expect(() => applySets(setup, [['optimizer.lr', 'x']], { othersAllowed: true })).toThrow(UsageError);
  });
});
