import { describe, expect, it } from 'vitest';
import { joinSetups } from '../../src/sources/join.ts';
import { readSpecText } from '../../src/sources/structured/text.ts';
import type { Fact } from '../../src/spec/fact.ts';
import type { Setup } from '../../src/spec/setup.ts';

const spec = (name: string, text: string): Setup => readSpecText(text, name, 'yaml');
const withFacts = (setup: Setup, change: (fact: Fact) => Fact): Setup => ({
  ...setup,
  facts: new Map([...setup.facts].map(([path, fact]) => [path, change(fact)])),
});

/** The same facts, as another kind of source would have them. */
const as = {
  default: (setup: Setup) =>
    withFacts(setup, (fact) =>
      'value' in fact
        ? { ...fact, status: 'default', origin: { kind: 'default', library: 'pytorch', parameter: 'SGD(lr)' } }
        : fact,
    ),
  preset: (setup: Setup) =>
    withFacts(
      setup,
      (fact) => ({ ...fact, origin: { kind: 'preset', preset: 'x/y', line: 1, column: 1, citation: 'z' } }) as Fact,
    ),
  option: (setup: Setup) => withFacts(setup, (fact) => ('value' in fact ? { ...fact, overridable: '--lr' } : fact)),
  ran: (setup: Setup): Setup => ({ ...setup, sources: [{ name: setup.name, kind: 'arguments', ran: true }] }),
  unknown: (setup: Setup) =>
    withFacts(setup, () => ({ status: 'unknown', reason: { code: 'input', text: 'an option decides' } })),
};

const lr = (value: number, name = `${value}.yaml`): Setup => spec(name, `optimizer: {lr: ${value}}`);
const joined = (...setups: Setup[]) => {
  const setup = joinSetups(setups);
  return { setup, fact: setup.facts.get('optimizer.lr') };
};

describe('joining', () => {
  it('takes facts from each source', () => {
    const { setup } = joined(lr(0.1), spec('b.yaml', 'model: resnet50\naugment: {closed: true}'));
    expect([...setup.facts.keys()]).toEqual(['optimizer.lr', 'model.name']);
    expect(setup.closed).toEqual(['augment']);
    expect(setup.sources.map(({ name }) => name)).toEqual(['0.1.yaml', 'b.yaml']);
    expect([...setup.texts.keys()]).toEqual(['0.1.yaml', 'b.yaml']);
    expect(setup.problems).toEqual([]);
  });

  const ladder = [as.default(lr(1)), as.preset(lr(2)), as.option(lr(3)), lr(4)];
  const pairs = ladder.flatMap((weak, i) => ladder.slice(i + 1).map((strong) => [weak, strong] as const));
  it.each(pairs)('lets the stronger source replace the weaker, whatever the order', (weak, strong) => {
    const [winner, loser] = [strong, weak].map(({ facts }) => facts.get('optimizer.lr'));
    for (const sides of [[weak, strong] as const, [strong, weak] as const]) {
      const { fact, setup } = joined(...sides);
      expect(fact).toEqual({ ...winner, origin: { ...winner?.origin, via: [loser?.origin] } });
      expect(setup.problems).toEqual([]);
    }
  });

  it('lets what ran replace the default of an option, and contradict what is written out', () => {
    expect(joined(as.option(lr(0.1)), as.ran(lr(0.5))).fact).toMatchObject({ value: 0.5, status: 'stated' });
    const { fact, setup } = joined(lr(0.1), as.ran(lr(0.5)));
    expect(fact).toMatchObject({ status: 'unknown', reason: { settledBy: 'optimizer.lr' } });
    expect(setup.problems.map(({ code }) => code)).toEqual(['setup/conflict']);
  });

  it('makes a fact unknown, with all values, where equal sources disagree', () => {
    const { fact, setup } = joined(lr(0.1), lr(0.2), lr(0.3));
    expect(fact).toMatchObject({
      status: 'unknown',
      alternatives: [{ value: 0.1 }, { value: 0.2 }, { value: 0.3 }],
    });
    expect(setup.problems).toHaveLength(1);
    expect(setup.problems[0]).toMatchObject({ code: 'setup/conflict', at: { file: '0.1.yaml', line: 1 } });
  });

  it('holds absent against a value', () => {
    const none = spec('none.yaml', 'regularization: {labelSmoothing: null}');
    const some = spec('some.yaml', 'regularization: {labelSmoothing: 0.1}');
    const zero = spec('zero.yaml', 'regularization: {labelSmoothing: 0}');
    expect(joinSetups([none, some]).facts.get('regularization.labelSmoothing')?.status).toBe('unknown');
    expect(joinSetups([none, zero]).problems).toEqual([]);
  });

  it('takes what is known for what is unknown, and keeps the better reason', () => {
    expect(joined(as.unknown(lr(0.1)), lr(0.2)).fact).toMatchObject({ value: 0.2 });
    const silent = withFacts(lr(0.1), () => ({
      status: 'unknown',
      reason: { code: 'not-stated', text: 'not stated' },
    }));
    expect(joined(silent, as.unknown(lr(0.1))).fact).toMatchObject({ reason: { code: 'input' } });
  });

  it('finds no conflict in spellings of one value', () => {
    const a = spec('a.yaml', 'input: {size: 224}\npreprocess: {eval: {normalization: {mean: 0.5}}}');
    const b = spec('b.yaml', 'input: {size: [224, 224]}\npreprocess: {eval: {normalization: {mean: [0.5, 0.5, 0.5]}}}');
    expect(joinSetups([a, b]).problems).toEqual([]);
    expect(joinSetups([b, a]).problems).toEqual([]);
  });

  it('covers what the sources cover together', () => {
    const [train, serve] = [spec('a.yaml', 'setup: [train]'), spec('b.yaml', 'setup: [serve]')];
    expect(joinSetups([train, serve])).toMatchObject({ scope: ['train', 'serve'], problems: [] });
    expect(joinSetups([train, lr(0.1)]).scope).toBeUndefined();
  });
});
