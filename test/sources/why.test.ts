import { describe, expect, it } from 'vitest';
import { joinSetups } from '../../src/sources/join.ts';
import { readSpecText } from '../../src/sources/structured/text.ts';
import { why } from '../../src/sources/why.ts';
import type { Fact, Facts } from '../../src/spec/fact.ts';
import type { TextOrigin } from '../../src/spec/origin.ts';

const at = (line: number): TextOrigin => ({ kind: 'text', file: 'a.py', line, column: 1 });
const stated = (value: number, line: number): Fact => ({ status: 'stated', value, origin: at(line) });
const derived = (value: number, from: readonly string[]): Fact => ({
  status: 'derived',
  value,
  origin: { kind: 'derived', from, how: 'a product' },
});

describe('why', () => {
  it('is undefined for a fact that is not there', () => {
    expect(why(new Map(), 'optimizer.lr')).toBeUndefined();
  });

  it('goes from a derived fact to those it rests on', () => {
    const facts: Facts = new Map([
      ['data.effectiveBatchSize', derived(256, ['data.batchSize', 'data.devices'])],
      ['data.batchSize', stated(32, 3)],
      ['data.devices', stated(8, 4)],
    ]);
    const tree = why(facts, 'data.effectiveBatchSize');
    expect(tree).toMatchObject({ role: 'fact', status: 'derived', value: 256 });
    expect(tree?.children).toMatchObject([
      { role: 'derived-from', path: 'data.batchSize', value: 32, children: [] },
      { role: 'derived-from', path: 'data.devices', value: 8, children: [] },
    ]);
  });

  it('spells out once what several facts rest on, and ends in circles', () => {
    const facts: Facts = new Map([
      ['train.steps', derived(1, ['train.epochs', 'data.stepsPerEpoch'])],
      ['data.stepsPerEpoch', derived(2, ['train.epochs', 'train.steps'])],
      ['train.epochs', stated(90, 1)],
    ]);
    const below = why(facts, 'train.steps')?.children[1];
    expect(below?.children).toMatchObject([
      { path: 'train.epochs', repeated: true },
      { path: 'train.steps', repeated: true },
    ]);
  });

  it('shows the place that left a default out, and places passed through', () => {
    const origin = { kind: 'default', library: 'pytorch', parameter: 'SGD(dampening)', omittedAt: at(7) } as const;
    const facts: Facts = new Map([
      ['optimizer.dampening', { status: 'default', value: 0, origin }],
      ['optimizer.lr', { status: 'stated', value: 1, origin: { ...at(1), via: [at(2), at(3)] } }],
    ]);
    expect(why(facts, 'optimizer.dampening')?.children).toMatchObject([{ role: 'left-out-at', origin: { line: 7 } }]);
    expect(why(facts, 'optimizer.lr')?.children).toMatchObject([
      { role: 'via', origin: { line: 2 } },
      { role: 'via', origin: { line: 3 } },
    ]);
  });

  it('shows the values between which sources disagree', () => {
    const [a, b] = [0.1, 0.2].map((lr) => readSpecText(`optimizer: {lr: ${lr}}`, `${lr}.yaml`, 'yaml'));
    if (a === undefined || b === undefined) throw new Error('two setups');
    const tree = why(joinSetups([a, b]).facts, 'optimizer.lr');
    expect(tree).toMatchObject({ status: 'unknown', reason: { settledBy: 'optimizer.lr' } });
    expect(tree?.children.map(({ role, value }) => [role, value])).toEqual([
      ['alternative', 0.1],
      ['alternative', 0.2],
    ]);
  });
});
