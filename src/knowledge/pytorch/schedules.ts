import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import { type Fact, type FactValue, isKnown, unknown } from '../../spec/fact.ts';
import { drawnFacts } from './drawn.ts';
import { type FactMap, number, stateArgument } from './facts.ts';
import { ratesOf } from './rates.ts';
import { argument, type Call, callOf, itemsOf, placeOf } from './values.ts';

type Rows = readonly (readonly [
  path: string,
  parameter: string,
  convert?: (plain: unknown) => FactValue | undefined,
])[];

const numbers = (plain: unknown): FactValue | undefined =>
  Array.isArray(plain) && plain.length > 0 && plain.every((part) => typeof part === 'number') ? plain : undefined;
const word = (plain: unknown): FactValue | undefined => (typeof plain === 'string' ? plain : undefined);

/** Parameters after the first (`optimizer`), in order; https://docs.pytorch.org/docs/stable/optim.html */
const SCHEDULES: Readonly<Record<string, { readonly kind: string; readonly rows: Rows; readonly peaks: boolean }>> = {
  StepLR: {
    kind: 'step',
    peaks: true,
    rows: [
      ['schedule.stepSize', 'step_size'],
      ['schedule.gamma', 'gamma'],
    ],
  },
  MultiStepLR: {
    kind: 'multi-step',
    peaks: true,
    rows: [
      ['schedule.milestones', 'milestones', numbers],
      ['schedule.gamma', 'gamma'],
    ],
  },
  ExponentialLR: { kind: 'exponential', peaks: true, rows: [['schedule.gamma', 'gamma']] },
  CosineAnnealingLR: {
    kind: 'cosine',
    peaks: true,
    rows: [
      ['schedule.period', 'T_max', number],
      ['schedule.minLr', 'eta_min'],
    ],
  },
  CosineAnnealingWarmRestarts: {
    kind: 'cosine-restarts',
    peaks: true,
    rows: [
      ['schedule.period', 'T_0', number],
      ['schedule.periodFactor', 'T_mult'],
      ['schedule.minLr', 'eta_min'],
    ],
  },
  PolynomialLR: {
    kind: 'polynomial',
    peaks: true,
    rows: [
      ['schedule.period', 'total_iters', number],
      ['schedule.power', 'power'],
    ],
  },
  ReduceLROnPlateau: {
    kind: 'plateau',
    peaks: true,
    rows: [
      ['schedule.mode', 'mode', word],
      ['schedule.factor', 'factor'],
      ['schedule.patience', 'patience'],
      ['schedule.threshold', 'threshold'],
    ],
  },
  OneCycleLR: { kind: 'one-cycle', peaks: false, rows: [['schedule.peakLr', 'max_lr']] },
};

const NAME = /^torch\.optim\.lr_scheduler\.(\w+)$/;
export const isScheduler = (name: string): boolean => NAME.test(name) && !/\.(?:_?LRScheduler)$/.test(name);

/** What one scheduler, or a sequence of a warmup and a scheduler, was made with. `perEpoch`: how often it is stepped, where known. */
export function scheduleFacts(
  m: Machine,
  make: FactMaker,
  call: Call,
  perEpoch: boolean | undefined,
  lr: Fact | undefined,
  count?: number,
): FactMap {
  const facts: FactMap = new Map();
  const short = NAME.exec(call.name)?.[1] ?? '';
  if (short === 'SequentialLR') return sequence(m, make, call, perEpoch, lr, count);
  const known = SCHEDULES[short];
  if (known === undefined) {
    const drawn = drawnOf(m, make, call, perEpoch, lr, count);
    if (drawn !== undefined) return drawn;
    for (const path of ['schedule.kind', 'schedule.peakLr'])
      facts.set(path, unknown('call', `${short} is not followed`));
    return facts;
  }
  facts.set('schedule.kind', { status: 'stated', value: known.kind, origin: placeOf(make, call, short) });
  for (const [i, [path, parameter, convert = number]] of known.rows.entries())
    stateArgument(facts, make, path, argument(call, i + 1, parameter), convert);
  if (perEpoch !== undefined && known.kind !== 'plateau') {
    const value = perEpoch ? 'epoch' : 'step';
    facts.set('schedule.unit', { status: 'inferred', value, origin: make.place(call.site) });
    facts.set('schedule.steppedPer', { status: 'inferred', value, origin: make.place(call.site) });
  }
  if (known.peaks && lr !== undefined) facts.set('schedule.peakLr', peakOf(facts, lr));
  return facts;
}

/** Schedules that only fall begin at their peak. */
function peakOf(facts: FactMap, lr: Fact): Fact {
  const gamma = facts.get('schedule.gamma') ?? facts.get('schedule.factor');
  if (gamma !== undefined && !(isKnown(gamma) && typeof gamma.value === 'number' && gamma.value <= 1))
    return unknown('data', 'whether the learning rate only falls is not known');
  return lr;
}

/** `SequentialLR(optimizer, [warmup, main], milestones=[n])`. */
function sequence(
  m: Machine,
  make: FactMaker,
  call: Call,
  perEpoch: boolean | undefined,
  lr: Fact | undefined,
  count?: number,
): FactMap {
  const list = argument(call, 1, 'schedulers');
  const parts = list === undefined || list === 'open' ? undefined : itemsOf(m, list)?.map((part) => callOf(m, part));
  const [warmup, main] = parts ?? [];
  const name = NAME.exec(warmup?.name ?? '')?.[1];
  if (
    warmup === undefined ||
    main === undefined ||
    parts?.length !== 2 ||
    (name !== 'LinearLR' && name !== 'ConstantLR')
  ) {
    const drawn = drawnOf(m, make, call, perEpoch, lr, count);
    if (drawn !== undefined) return drawn;
    return new Map(
      ['schedule.kind', 'schedule.peakLr'].map((path) => [
        path,
        unknown('call', 'a sequence of schedules that is not followed'),
      ]),
    );
  }
  const facts = scheduleFacts(m, make, main, perEpoch, lr);
  facts.set('schedule.warmup.kind', {
    status: 'stated',
    value: name === 'LinearLR' ? 'linear' : 'constant',
    origin: { ...make.place(warmup.site), raw: name },
  });
  stateArgument(
    facts,
    make,
    'schedule.warmup.startFactor',
    argument(warmup, 1, name === 'LinearLR' ? 'start_factor' : 'factor'),
  );
  const length = argument(warmup, name === 'LinearLR' ? 3 : 2, 'total_iters');
  if (perEpoch !== undefined)
    stateArgument(facts, make, perEpoch ? 'schedule.warmup.epochs' : 'schedule.warmup.steps', length);
  return facts;
}

/** The schedule as its learning rates in each epoch of a run whose length is known. */
function drawnOf(
  m: Machine,
  make: FactMaker,
  call: Call,
  perEpoch: boolean | undefined,
  lr: Fact | undefined,
  count: number | undefined,
): FactMap | undefined {
  const base = lr !== undefined && isKnown(lr) && typeof lr.value === 'number' ? lr.value : undefined;
  if (perEpoch !== true || base === undefined || count === undefined) return undefined;
  const rates = ratesOf(m, make, call, base, count);
  return rates === undefined
    ? undefined
    : drawnFacts({ rates, sources: [], at: placeOf(make, call, NAME.exec(call.name)?.[1] ?? '') }, 'epoch', 'custom');
}
