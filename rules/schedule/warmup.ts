import {
  type CompareContext,
  type CompareOutcome,
  compareQuantities,
  defineRule,
  nearly,
  type RulePath,
  ratio,
} from '../../src/rule.ts';
import { isTransformer, numeric } from '../shared/training.ts';
import { lacking } from '../shared/values.ts';
import { hasNoWarmup, warmupLengths, warmupStart, warmupWords } from '../shared/warmup.ts';

const FACTS: readonly RulePath[] = [
  'schedule.warmup.kind',
  'schedule.warmup.epochs',
  'schedule.warmup.steps',
  'schedule.warmup.fraction',
  'schedule.warmup.startLr',
  'schedule.warmup.startFactor',
  'schedule.warmup.overlay',
  'schedule.warmup.steppedPer',
];

type Message = 'absent' | 'length' | 'start' | 'kind' | 'overlay' | 'stepping';

/** Of two warmups of the same length. */
function form<M extends string>({ a, b, same, different }: CompareContext<M | Message>): CompareOutcome<M | Message> {
  const [startA, startB] = [warmupStart(a), warmupStart(b)];
  if (startA !== undefined && startB !== undefined && !nearly(startA, startB, 1e-3)) {
    const apart = Math.abs(startA - startB);
    return different('start', {
      severity: apart >= 0.5 ? 'warning' : 'info',
      a: startA,
      b: startB,
      at: ['schedule.warmup.startFactor', 'schedule.warmup.startLr'],
    });
  }
  const checks = [
    ['kind', 'schedule.warmup.kind', 'warning'],
    ['overlay', 'schedule.warmup.overlay', 'info'],
    ['stepping', 'schedule.warmup.steppedPer', 'info'],
  ] as const;
  for (const [message, path, severity] of checks) {
    const [x, y] = [a.value(path), b.value(path)];
    if (x === undefined || y === undefined || x === y) continue;
    const say = (value: unknown): unknown => (message !== 'overlay' ? value : value ? 'under' : 'after');
    return different(message, { severity, a: say(x), b: say(y), at: [path] });
  }
  return same();
}

export default defineRule({
  id: 'schedule/warmup',
  title: 'Warmup differs',
  why: 'With a large batch, or with attention, the first steps at the full rate can throw training off for good; a small network at a usual rate hardly notices.',
  help: 'Warm up over the same number of epochs from the same rate. torchvision starts the decay after the warmup, timm lets it run under it.',
  effect: null,
  scope: ['train'],
  messages: {
    absent: 'warmup: {a} against {b}',
    length: 'warmup over {a} against {b}',
    start: 'warmup from {a} against {b} times the highest rate',
    kind: '{a} against {b} warmup',
    overlay: 'the decay starts {a} the warmup against {b} it',
    stepping: 'warmup advanced by {a} against {b}',
  },
  compare: {
    reads: [],
    optional: FACTS,
    context: [
      'schedule.peakLr',
      'optimizer.lr',
      'data.effectiveBatchSize',
      'model.block.kind',
      'model.attention.heads',
      'schedule.kind',
    ],
    check(context) {
      const { a, b, same, unknown, notApplicable, different } = context;
      if ([a, b].some((side) => ['one-cycle', 'cyclic'].includes(side.value('schedule.kind') ?? ''))) {
        return notApplicable('the rise is part of the schedule itself: see schedule/curve');
      }
      const [noneA, noneB] = [hasNoWarmup(a), hasNoWarmup(b)];
      if (noneA && noneB) return same();
      const [wordsA, wordsB] = [warmupWords(a), warmupWords(b)];
      // A large batch asks for a warmup on the side that has none; in other lengths, on either.
      const asking = noneA ? [a] : noneB ? [b] : [a, b];
      const batches = asking.map((side) => numeric(side.value('data.effectiveBatchSize')));
      const large = batches.some((batch) => batch !== undefined && batch >= 1024);
      const transformer = asking.some((side) => isTransformer(side) === true);
      const because = [
        ...(large
          ? [
              noneA || noneB
                ? `the batch of ${noneA ? 'A' : 'B'}, which has none, is 1024 or larger`
                : 'the batch is 1024 or larger',
            ]
          : []),
        ...(transformer ? ['the network is a transformer'] : []),
      ];
      if (noneA || noneB) {
        if ((noneA ? wordsB : wordsA) === undefined) {
          return unknown('whether there is a warmup is unknown', 'schedule.warmup.epochs');
        }
        return different('absent', {
          severity: because.length > 0 ? 'error' : 'warning',
          a: noneA ? 'none' : wordsA,
          b: noneB ? 'none' : wordsB,
          because,
          ...(because.length === 0 && batches.includes(undefined)
            ? { wouldRaise: 'the batch size is not known: one of 1024 or more would raise it' }
            : {}),
        });
      }
      const lengths = warmupLengths(a, b);
      if (lengths === undefined) return unknown('the length of the warmup is unknown', 'schedule.warmup.epochs');
      const relation = compareQuantities(lengths.a, lengths.b, 0.01);
      if (relation.kind === 'unknown')
        return unknown(
          `the length of the warmup needs ${relation.inputs.join(' and ')}`,
          lacking(relation.inputs, lengths.a, lengths.b),
        );
      if (relation.kind === 'same') return form(context);
      const far = relation.ratio === undefined || ratio(1, relation.ratio) >= 1.5;
      return different('length', {
        severity: far ? 'warning' : 'info',
        a: wordsA ?? lengths.a,
        b: wordsB ?? lengths.b,
        at: [lengths.path],
        because: far ? because : [],
      });
    },
  },
});
