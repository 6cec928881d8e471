import { describe, expect, it } from 'vitest';
import { resolve, runCompare, runLint, selectRules } from '../../src/engine/index.ts';
import { concretePath, viewOf } from '../../src/engine/view.ts';
import { defineRule, type Rule, type RulePath } from '../../src/rule.ts';
import { SCOPES, type Scope } from '../../src/spec/vocabulary.ts';
import { setupOf } from '../support/setup.ts';

const side = (values: Readonly<Record<string, unknown>>, scope: readonly Scope[] = SCOPES) =>
  resolve({ ...setupOf(values), scope });

const value = (
  path: 'optimizer.lr' | 'train.seed' | 'model.depths' | 'optimizer.momentum',
  severity: 'error' | 'warning' | 'info',
): Rule =>
  defineRule({
    id: `test/${path.replace('.', '-')}`,
    title: `${path} differs`,
    why: 'because',
    help: 'make them equal',
    effect: null,
    scope: ['train', 'model'],
    messages: { differs: '{a} against {b}' },
    compare: {
      reads: [path],
      check: ({ a, b, same, different }) =>
        JSON.stringify(a.value(path)) === JSON.stringify(b.value(path))
          ? same()
          : different('differs', { severity, a: a.value(path), b: b.value(path) }),
    },
  });

/** Differs where either of two facts does: what follows from both. */
const both: Rule = defineRule({
  id: 'test/both',
  title: 'either differs',
  why: 'because',
  help: 'make them equal',
  effect: null,
  scope: ['train'],
  messages: { differs: '{a} against {b}' },
  compare: {
    reads: ['train.seed', 'optimizer.momentum'],
    check({ a, b, same, different }) {
      const text = (s: typeof a) => `${s.value('train.seed')} ${s.value('optimizer.momentum')}`;
      return text(a) === text(b) ? same() : different('differs', { severity: 'error', a: text(a), b: text(b) });
    },
  },
});

/** Rests on some facts, and differs where some of them do. */
const reading = (id: string, reads: RulePath[], decides: RulePath[]): Rule =>
  defineRule({
    id,
    title: id,
    why: 'because',
    help: 'make them equal',
    effect: null,
    scope: ['train'],
    messages: { differs: '{a} against {b}' },
    compare: {
      reads,
      check({ a, b, same, different }) {
        const text = (s: typeof a) => JSON.stringify(decides.map((path) => s.value(path)));
        return text(a) === text(b) ? same() : different('differs', { severity: 'error', a: text(a), b: text(b) });
      },
    },
  });

describe('verdicts', () => {
  it('are unknown where a needed fact is, and name what would settle it', () => {
    const run = runCompare(side({ 'optimizer.lr': 0.1 }), side({ 'train.seed': 1 }), [value('optimizer.lr', 'error')]);
    expect(run.verdicts).toEqual({ 'test/optimizer-lr': 'unknown' });
    expect(run.unknown).toMatchObject([{ side: 'b', settledBy: 'optimizer.lr', checks: ['test/optimizer-lr'] }]);
    expect(run.subjects[0]?.oneSided).toBe(true);
  });

  it('name what would settle a check that could not tell by itself', () => {
    const rule: Rule = {
      ...value('optimizer.lr', 'error'),
      compare: {
        reads: [],
        optional: ['optimizer.lr', 'schedule.peakLr'],
        check: ({ unknown }) => unknown('the learning rate is unknown', 'optimizer.lr'),
      },
    };
    const run = runCompare(side({ 'optimizer.lr': 0.1 }), side({ 'train.seed': 1 }), [rule]);
    expect(run.unknown).toMatchObject([{ side: 'b', settledBy: 'optimizer.lr' }]);
  });

  it('name what each side lacks, where the sides lack different things', () => {
    const rule: Rule = {
      ...value('optimizer.lr', 'error'),
      compare: {
        reads: [],
        optional: ['optimizer.lr'],
        check: ({ unknown }) => unknown('the rate needs data.devices', { a: 'data.devices' }),
      },
    };
    const run = runCompare(side({ 'optimizer.lr': 0.1 }), side({ 'optimizer.lr': 0.2 }), [rule]);
    // Nobody asks the side for its devices that does not need them, though they are as unknown there.
    expect(run.unknown).toMatchObject([{ side: 'a', settledBy: 'data.devices', checks: ['test/optimizer-lr'] }]);
    expect(run.subjects[0]).toMatchObject({ oneSided: true, missing: { a: ['data.devices'], b: [] } });
  });

  it('are silent where both sides do not say', () => {
    const run = runCompare(side({ 'train.seed': 1 }), side({ 'train.seed': 1 }), [value('optimizer.lr', 'error')]);
    expect(run.subjects[0]).toMatchObject({ verdict: 'unknown', oneSided: false });
    expect(run.unknown).toEqual([]);
  });

  it('do not apply outside the scope that both share', () => {
    const a = side({ 'optimizer.lr': 0.1 }, ['train']);
    const b = side({ 'optimizer.lr': 0.2 }, ['serve']);
    expect(runCompare(a, b, [value('optimizer.lr', 'error')]).verdicts).toEqual({
      'test/optimizer-lr': 'not-applicable',
    });
  });
});

describe('roots and consequences', () => {
  it('nests a difference that vanishes with a smaller one, and makes the root as severe', () => {
    const a = side({ 'train.seed': 1, 'optimizer.momentum': 0.9 });
    const b = side({ 'train.seed': 2, 'optimizer.momentum': 0.9 });
    const { findings } = runCompare(a, b, [value('train.seed', 'info'), both]);
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([['test/train-seed', 'error']]);
    expect(findings[0]?.consequences.map(({ rule }) => rule)).toEqual(['test/both']);
  });

  it('nests what only two roots together explain under the worse of them', () => {
    const a = side({ 'train.seed': 1, 'optimizer.momentum': 0.9 });
    const b = side({ 'train.seed': 2, 'optimizer.momentum': 0.8 });
    const { findings } = runCompare(a, b, [value('train.seed', 'info'), value('optimizer.momentum', 'warning'), both]);
    expect(findings.map(({ rule }) => rule)).toEqual(['test/optimizer-momentum', 'test/train-seed']);
    expect(findings[0]?.consequences.map(({ rule }) => rule)).toEqual(['test/both']);
  });

  it('leaves out of a joint explanation what the difference vanishes without, however severe it is', () => {
    const a = side({ 'train.seed': 1, 'optimizer.momentum': 0.9, 'optimizer.lr': 0.1 });
    const b = side({ 'train.seed': 2, 'optimizer.momentum': 0.8, 'optimizer.lr': 0.2 });
    const joint = reading(
      'test/joint',
      ['train.seed', 'optimizer.momentum', 'optimizer.lr'],
      ['train.seed', 'optimizer.momentum'],
    );
    const rules = [
      value('train.seed', 'info'),
      value('optimizer.momentum', 'info'),
      value('optimizer.lr', 'error'),
      joint,
    ];
    const { findings } = runCompare(a, b, rules);
    const nested = Object.fromEntries(
      findings.map(({ rule, consequences }) => [rule, consequences.map((c) => c.rule)]),
    );
    expect(nested).toEqual({
      'test/optimizer-lr': [],
      // Both are as severe, and the rule reads this one first.
      'test/train-seed': ['test/joint'],
      'test/optimizer-momentum': [],
    });
  });

  it('does not nest what can no longer be told because a derivation broke', () => {
    // Each batch divides its own epoch and not the other's, and nothing says what becomes of the rest.
    const run = (trainSize: number, batchSize: number, seed: number) =>
      side({
        'data.trainSize': trainSize,
        'data.batchSize': batchSize,
        'data.devices': 1,
        'data.accumulation': 1,
        'train.seed': seed,
      });
    const course = reading('test/course', ['data.stepsPerEpoch', 'train.seed'], ['train.seed']);
    const batch = reading('test/batch', ['data.batchSize'], ['data.batchSize']);
    const { findings } = runCompare(run(1000, 250, 1), run(1200, 300, 2), [batch, course]);
    expect(findings.map(({ rule, consequences }) => [rule, consequences.length])).toEqual([
      ['test/batch', 0],
      ['test/course', 0],
    ]);
  });

  it('nests what one side lacks a parameter for once the name is equal', () => {
    const kind: Rule = {
      ...both,
      id: 'test/kind',
      compare: {
        reads: ['schedule.kind'],
        check: ({ a, b, same, different }) =>
          a.value('schedule.kind') === b.value('schedule.kind')
            ? same()
            : different('differs', { severity: 'info', a: 1, b: 2 }),
      },
    };
    const course: Rule = {
      ...both,
      id: 'test/course',
      compare: {
        reads: ['schedule.kind'],
        optional: ['schedule.period', 'schedule.stepSize'],
        check({ a, b, same, unknown, different }) {
          const kinds = [a.value('schedule.kind'), b.value('schedule.kind')];
          if (kinds[0] !== kinds[1]) return different('differs', { severity: 'error', a: kinds[0], b: kinds[1] });
          const path = kinds[0] === 'cosine' ? 'schedule.period' : 'schedule.stepSize';
          return a.known(path) && b.known(path) ? same() : unknown('no such parameter', path);
        },
      },
    };
    const a = side({ 'schedule.kind': 'cosine', 'schedule.period': 90 });
    const b = side({ 'schedule.kind': 'step', 'schedule.stepSize': 30 });
    const { findings } = runCompare(a, b, [kind, course]);
    expect(findings.map(({ rule, consequences }) => [rule, consequences.map((c) => c.rule)])).toEqual([
      ['test/kind', ['test/course']],
    ]);
  });

  it('prefers the rule that looks at fewer facts among those that rest on the same difference', () => {
    const a = side({ 'train.seed': 1, 'optimizer.momentum': 0.9 });
    const b = side({ 'train.seed': 2, 'optimizer.momentum': 0.9 });
    const general: Rule = { ...both, id: 'aaa/both' };
    const { findings } = runCompare(a, b, [general, value('train.seed', 'info')]);
    expect(findings.map(({ rule }) => rule)).toEqual(['test/train-seed']);
    expect(findings[0]?.consequences.map(({ rule }) => rule)).toEqual(['aaa/both']);
  });

  it('does not take a fact of equal value for a cause, however it was come by', () => {
    const product = (batchSize: number, devices: number): Readonly<Record<string, unknown>> => ({
      'data.batchSize': batchSize,
      'data.batchScope': 'process',
      'data.devices': devices,
      'data.accumulation': 1,
    });
    const perExample: Rule = {
      ...value('optimizer.lr', 'error'),
      id: 'test/per-example',
      compare: {
        reads: ['optimizer.lr', 'data.effectiveBatchSize'],
        check({ a, b, same, different }) {
          const of = (s: typeof a) => Number(s.value('optimizer.lr')) / Number(s.value('data.effectiveBatchSize'));
          return of(a) === of(b) ? same() : different('differs', { severity: 'error', a: of(a), b: of(b) });
        },
      },
    };
    const schedule: Rule = {
      ...both,
      id: 'test/schedule',
      compare: {
        reads: ['optimizer.lr', 'train.seed'],
        check: ({ a, b, same, different }) =>
          a.value('train.seed') === b.value('train.seed')
            ? same()
            : different('differs', { severity: 'info', a: a.value('train.seed'), b: b.value('train.seed') }),
      },
    };
    const a = side({ 'optimizer.lr': 0.4, 'train.seed': 1, ...product(128, 2) });
    const b = side({ 'optimizer.lr': 0.1, 'train.seed': 2, ...product(32, 8) });
    const { findings } = runCompare(a, b, [perExample, schedule]);
    expect(findings.map(({ rule, consequences }) => [rule, consequences.length])).toEqual([
      ['test/per-example', 0],
      ['test/schedule', 0],
    ]);
  });

  it('does not nest under what shares the cause and rests on more besides', () => {
    const wide: Rule = { ...both, id: 'test/wide' };
    const other = reading('test/other', ['train.seed', 'optimizer.lr'], ['train.seed']);
    const a = side({ 'train.seed': 1, 'optimizer.momentum': 0.9, 'optimizer.lr': 0.1 });
    const b = side({ 'train.seed': 2, 'optimizer.momentum': 0.8, 'optimizer.lr': 0.2 });
    const { findings } = runCompare(a, b, [wide, other]);
    expect(findings.map(({ rule }) => rule)).toEqual(['test/other', 'test/wide']);
  });

  it('does not take off against none of the kind for a difference below', () => {
    const stated = {
      'data.devices': 8,
      'data.batchScope': 'process',
      'data.accumulation': 1,
      'model.norm.kind': 'batch-norm',
    };
    const a = side({ ...stated, 'data.batchSize': 128, 'train.syncBatchNorm': null });
    const b = side({ ...stated, 'data.batchSize': 32, 'train.syncBatchNorm': false });
    const norm = reading('test/norm', ['data.normBatchSize'], ['data.normBatchSize']);
    const batch = reading('test/batch', ['data.batchSize'], ['data.batchSize']);
    const { findings } = runCompare(a, b, [norm, batch]);
    expect(findings.map(({ rule, consequences }) => [rule, consequences.map((c) => c.rule)])).toEqual([
      ['test/batch', ['test/norm']],
    ]);
  });

  it('keeps independent differences apart', () => {
    const a = side({ 'train.seed': 1, 'optimizer.lr': 0.1 });
    const b = side({ 'train.seed': 2, 'optimizer.lr': 0.2 });
    const { findings } = runCompare(a, b, [value('train.seed', 'info'), value('optimizer.lr', 'error')]);
    expect(findings.map(({ rule, consequences }) => [rule, consequences.length])).toEqual([
      ['test/optimizer-lr', 0],
      ['test/train-seed', 0],
    ]);
  });

  it('mirrors when the sides are swapped', () => {
    const a = side({ 'train.seed': 1, 'optimizer.momentum': 0.9 });
    const b = side({ 'train.seed': 2, 'optimizer.momentum': 0.8 });
    const rules = [value('train.seed', 'info'), value('optimizer.momentum', 'warning'), both];
    const shape = (findings: ReturnType<typeof runCompare>['findings']): unknown =>
      findings.map(({ id, severity, consequences }) => [id, severity, shape(consequences)]);
    expect(shape(runCompare(b, a, rules).findings)).toEqual(shape(runCompare(a, b, rules).findings));
  });

  it('never takes a context rule for a root', () => {
    const context: Rule = { ...value('train.seed', 'info'), root: false };
    const a = side({ 'train.seed': 1, 'optimizer.momentum': 0.9 });
    const b = side({ 'train.seed': 2, 'optimizer.momentum': 0.9 });
    const { findings } = runCompare(a, b, [context, both]);
    expect(findings.map(({ rule }) => rule)).toEqual(['test/both', 'test/train-seed']);
  });
});

describe('parts of a setup', () => {
  it('are compared apart, with the setup’s own facts where a part has none', () => {
    const a = side({ 'optimizers.G.optimizer.lr': 0.1, 'train.seed': 1 });
    const b = side({ 'optimizers.G.optimizer.lr': 0.2, 'train.seed': 1 });
    const run = runCompare(a, b, [value('optimizer.lr', 'error'), value('train.seed', 'info')]);
    expect(run.findings.map(({ id }) => id)).toEqual(['test/optimizer-lr@optimizers.G']);
    expect(run.subjects.filter(({ rule }) => rule === 'test/train-seed').map(({ subject }) => subject)).toEqual([
      'setup',
    ]);
  });

  it('see through a focus', () => {
    const { facts } = side({ 'networks.G.model.depths': [2, 2], 'train.seed': 1 });
    expect(concretePath(facts, { prefix: 'networks.G.' }, 'model.depths')).toBe('networks.G.model.depths');
    expect(concretePath(facts, { prefix: 'networks.G.' }, 'train.seed')).toBe('train.seed');
    expect(viewOf(facts, { prefix: 'networks.G.' }).value('model.depths')).toEqual([2, 2]);
  });
});

describe('serving', () => {
  const scale: Rule = defineRule({
    id: 'test/scale',
    title: 'scale differs',
    why: 'because',
    help: 'make them equal',
    effect: null,
    scope: ['train', 'eval', 'serve'],
    messages: { differs: '{a} against {b}' },
    compare: {
      reads: ['preprocess.*.normalization.scale'],
      check: ({ a, b, same, different }) =>
        a.value('preprocess.*.normalization.scale') === b.value('preprocess.*.normalization.scale')
          ? same()
          : different('differs', {
              severity: 'error',
              a: a.value('preprocess.*.normalization.scale'),
              b: b.value('preprocess.*.normalization.scale'),
            }),
    },
  });

  it('is held against the evaluation of a side that does not serve', () => {
    const trains = side({ 'preprocess.eval.normalization.scale': 1 / 255 }, ['train', 'eval']);
    const serves = side({ 'preprocess.serve.normalization.scale': 1 }, ['serve']);
    const run = runCompare(trains, serves, [scale]);
    expect(run.findings.map(({ id }) => id)).toEqual(['test/scale@preprocess.serve']);
    expect(run.scope).toContain('serve compared');
  });

  it('is compared with serving where both serve', () => {
    const a = side({ 'preprocess.serve.normalization.scale': 1 }, ['serve']);
    expect(runCompare(a, a, [scale]).subjects).toMatchObject([{ subject: 'preprocess.serve', verdict: 'same' }]);
  });
});

describe('closed constructs', () => {
  it('make absent what they do not hold, and nothing outside', () => {
    const { facts } = resolve({ ...setupOf({ 'optimizer.lr': 0.1 }), closed: ['optimizer'], scope: SCOPES });
    expect(facts.get('optimizer.nesterov')?.status).toBe('absent');
    expect(facts.get('schedule.kind')).toBeUndefined();
  });

  it('claim nothing outside the scope', () => {
    const { facts } = resolve({ ...setupOf({ 'model.depths': [2] }), closed: [''], scope: ['model'] });
    expect(facts.get('model.norm.kind')?.status).toBe('absent');
    expect(facts.get('optimizer.name')).toBeUndefined();
  });
});

describe('selection', () => {
  const rules = [value('train.seed', 'info'), value('optimizer.lr', 'error')];

  it('takes rules, facets and patterns', () => {
    expect(selectRules(rules, { only: ['test'] }).length).toBe(2);
    expect(selectRules(rules, { only: ['test/*'], skip: ['test/train-seed'] }).map(({ id }) => id)).toEqual([
      'test/optimizer-lr',
    ]);
    expect(
      selectRules(rules, { severities: { 'test/*': 'off', 'test/train-seed': 'error' } }).map(({ id }) => id),
    ).toEqual(['test/train-seed']);
  });

  it('overrides severities', () => {
    const a = side({ 'train.seed': 1 });
    const b = side({ 'train.seed': 2 });
    expect(runCompare(a, b, rules, { severities: { test: 'warning' } }).findings[0]?.severity).toBe('warning');
  });
});

describe('findings', () => {
  it('keep their fingerprint when lines move, and change it with the values', () => {
    const rule = value('train.seed', 'info');
    const run = (a: Record<string, unknown>, b: Record<string, unknown>) =>
      runCompare(side(a), side(b), [rule]).findings[0];
    const first = run({ 'train.seed': 1 }, { 'train.seed': 2 });
    const moved = run({ 'optimizer.lr': 1, 'train.seed': 1 }, { 'optimizer.lr': 1, 'train.seed': 2 });
    expect(moved?.a.origin).not.toEqual(first?.a.origin);
    expect(moved?.fingerprint).toBe(first?.fingerprint);
    expect(run({ 'train.seed': 1 }, { 'train.seed': 3 })?.fingerprint).not.toBe(first?.fingerprint);
  });

  it('come from a source’s problems where a rule speaks for them', () => {
    const rule: Rule = { ...value('train.seed', 'info'), source: { code: 'spec/odd', severity: 'warning' } };
    const setup = resolve({
      ...setupOf({ 'train.seed': 1 }),
      problems: [{ severity: 'warning', code: 'spec/odd', message: 'odd' }],
    });
    expect(runLint(setup, [rule]).findings).toMatchObject([{ rule: rule.id, severity: 'warning', message: 'odd' }]);
  });

  it('show what stands at their place', () => {
    const rule: Rule = { ...value('train.seed', 'info'), source: { code: 'spec/odd', severity: 'warning' } };
    const place = { kind: 'text', file: 'a.yaml', line: 2, column: 4, endLine: 2, endColumn: 7 } as const;
    const shown = (at: typeof place | { kind: 'text'; file: string; line: number; column: number }) =>
      runLint(
        resolve({
          ...setupOf({ 'train.seed': 1 }),
          problems: [{ severity: 'warning', code: 'spec/odd', message: 'odd', at }],
          texts: new Map([['a.yaml', 'x: 1\r\ny: yes\r\n']]),
        }),
        [rule],
      ).findings.map((finding) => finding.at.text);
    expect(shown(place)).toEqual(['yes']);
    expect(shown({ kind: 'text', file: 'a.yaml', line: 2, column: 4 })).toEqual(['']);
    expect(shown({ ...place, file: 'b.yaml' })).toEqual(['']);
  });
});
