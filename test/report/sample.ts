import { compareSetups, extractSetup, lintSetups } from '../../src/audit.ts';
import type { ReporterOptions } from '../../src/report/reporter.ts';
import { defineRule, type Rule } from '../../src/rule.ts';
import { readSpecText } from '../../src/sources/structured/text.ts';
import type { Fact } from '../../src/spec/fact.ts';
import type { Setup } from '../../src/spec/setup.ts';

const learningRate: Rule = defineRule({
  id: 'sample/lr',
  title: 'Learning rate differs',
  why: 'The learning rate sets the size of every step.',
  help: 'Use the same.',
  effect: { text: 'half a point for twice the rate', source: 'a paper' },
  scope: ['train'],
  messages: { differs: 'learning rate {a} against {b}' },
  compare: {
    reads: ['optimizer.lr'],
    check({ a, b, same, different }) {
      const [x, y] = [a.value('optimizer.lr'), b.value('optimizer.lr')];
      return x === y ? same() : different('differs', { severity: 'error', a: x, b: y, because: ['it is large'] });
    },
  },
  lint: {
    reads: ['optimizer.lr'],
    check: ({ setup, clean, complain }) =>
      Number(setup.value('optimizer.lr')) > 1
        ? complain('differs', { severity: 'warning', at: 'optimizer.lr', data: { a: 1, b: 2 } })
        : clean(),
  },
});

const batch: Rule = defineRule({
  id: 'sample/batch',
  title: 'Batch size differs',
  why: 'Fewer steps.',
  help: 'Use the same.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'an update sees {a} against {b} examples' },
  compare: {
    reads: ['data.effectiveBatchSize'],
    check({ a, b, same, different }) {
      const [x, y] = [a.value('data.effectiveBatchSize'), b.value('data.effectiveBatchSize')];
      return x === y ? same() : different('differs', { severity: 'warning', a: x, b: y });
    },
  },
});

/** Follows from the learning rate. */
const product: Rule = defineRule({
  id: 'sample/product',
  title: 'Rate times batch differs',
  why: 'The noise of the gradient.',
  help: 'Scale the rate with the batch.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'rate times momentum {a} against {b}' },
  compare: {
    reads: ['optimizer.lr', 'optimizer.momentum'],
    check({ a, b, same, different }) {
      const of = (side: typeof a): number =>
        Number(side.value('optimizer.lr')) * Number(side.value('optimizer.momentum'));
      return of(a) === of(b) ? same() : different('differs', { severity: 'info', a: of(a), b: of(b) });
    },
  },
});

const nesterov: Rule = defineRule({
  id: 'sample/nesterov',
  title: 'Nesterov momentum differs',
  why: 'The gradient is taken ahead.',
  help: 'Use the same.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'Nesterov momentum {a} against {b}' },
  compare: {
    reads: ['optimizer.nesterov'],
    check({ a, b, same, different }) {
      const [x, y] = [a.value('optimizer.nesterov'), b.value('optimizer.nesterov')];
      return x === y ? same() : different('differs', { severity: 'info', a: x, b: y });
    },
  },
});

const text = (path: 'data.dataset' | 'model.weights.id' | 'schedule.monitor'): Rule =>
  defineRule({
    id: `sample/${path.replaceAll('.', '-')}`,
    title: `${path} differs`,
    why: 'It is another.',
    help: 'Use the same.',
    effect: null,
    scope: ['train', 'model'],
    messages: { differs: '{a} against {b}' },
    compare: {
      reads: [path],
      check({ a, b, same, equivalent, different }) {
        const [x, y] = [a.value(path), b.value(path)];
        if (x === y) return same();
        if (x?.toLowerCase() === y?.toLowerCase()) return equivalent(`${x} is ${y}`);
        return different('differs', { severity: 'info', a: x, b: y });
      },
    },
    lint: {
      reads: [path],
      check: ({ complain }) => complain('differs', { severity: 'note', at: path, data: { a: 'a', b: 'b' } }),
    },
  });

/** Rules that stay as they are, whatever becomes of the real ones. */
export const SAMPLE_RULES: readonly Rule[] = [
  learningRate,
  batch,
  product,
  nesterov,
  text('data.dataset'),
  text('model.weights.id'),
  text('schedule.monitor'),
];

const setupFrom = (content: string, file: string): Setup =>
  readSpecText(content, file, file.endsWith('.json') ? 'json' : 'yaml');

export const A = `# mine
optimizer:
  name: sgd
  lr: 0.1
  momentum: 0.9
data: {batchSize: 64, devices: 2, batchScope: process, dataset: ImageNet-1k}
`;
export const B = `{
\t"optimizer": {"name": "sgd", "lr": 2, "momentum": 0.9, "nesterov": true},
\t"data": {"batchSize": 256, "batchScope": "global", "dataset": "imagenet-1k"},
\t"schedule": {"kind": "plateau", "monitor": "loss"},
\t"train": {"seed": 1}
}
`;

/** Without a framework, so that what is shown does not change with the tables of defaults; a default and a preset are put in. */
function withOrigins(a: Setup, b: Setup): readonly [Setup, Setup] {
  const omittedAt = { kind: 'text', file: a.name, line: 4, column: 9, endLine: 4, endColumn: 12 } as const;
  const left: Fact = {
    status: 'default',
    value: false,
    origin: { kind: 'default', library: 'torch', version: '2.4', parameter: 'torch.optim.SGD(nesterov)', omittedAt },
  };
  const published: Fact = {
    status: 'stated',
    value: 'imagenet-weights',
    origin: { kind: 'preset', preset: 'them/theirs', line: 12, column: 3, citation: 'them/theirs README @ 1a2b3c4' },
  };
  const given: Fact = {
    status: 'stated',
    value: 'own',
    origin: { kind: 'argument', argument: '--set model.weights.id=own', via: [omittedAt] },
  };
  return [
    { ...a, facts: new Map([...a.facts, ['optimizer.nesterov', left], ['model.weights.id', given]]) },
    { ...b, facts: new Map([...b.facts, ['model.weights.id', published]]) },
  ];
}

/** Reports of two texts, with the options that pure reporters get. */
export function reportsOf(a: string, b: string, files: readonly [string, string] = ['mine.yaml', 'theirs.json']) {
  const setups = withOrigins(setupFrom(a, files[0]), setupFrom(b, files[1]));
  const texts = new Map([...setups[0].texts, ...setups[1].texts]);
  const options: ReporterOptions = { texts, color: 0, width: 90, all: false };
  return {
    compare: compareSetups(setups[0], setups[1], SAMPLE_RULES),
    lint: lintSetups(setups, SAMPLE_RULES),
    extract: extractSetup(setups[1]),
    options,
  };
}
