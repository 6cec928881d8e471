import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import { NOWHERE, primitive, type Value } from '../../script/value.ts';
import { argument, type Call, callOf, itemsOf } from './values.ts';

/** A scheduler as it changes one learning rate: at its start, and at each step. */
interface Stepper {
  /** The rate after the first, silent step. */
  start(rate: number): number;
  /** The rate at a position that was 0 at the start. */
  step(rate: number, position: number): number;
  /** The rate at a position that a sequence jumps to. */
  jump(position: number): number | undefined;
}

/** Most positions for which a schedule is drawn, and steps of the script that each function may take for all of them. */
const MAX_POSITIONS = 4096;
const TRIAL_STEPS = 300_000;

/** The learning rates of a scheduler at so many positions from 0; undefined where one of them cannot be told. */
export function ratesOf(m: Machine, make: FactMaker, call: Call, base: number, count: number): number[] | undefined {
  if (count > MAX_POSITIONS) return undefined;
  const rates: number[] = [];
  let isWhole = false;
  m.trial(TRIAL_STEPS, () => {
    const stepper = stepperOf(m, make, call, base);
    if (stepper === undefined) return;
    let rate = stepper.start(base);
    for (let i = 0; i < count; i++) {
      if (i > 0) rate = stepper.step(rate, i);
      if (!Number.isFinite(rate)) return;
      rates.push(rate);
    }
    isWhole = true;
  });
  return isWhole ? rates : undefined;
}

function stepperOf(m: Machine, make: FactMaker, call: Call, base: number): Stepper | undefined {
  const short = call.name.split('.').at(-1) ?? '';
  const given = (index: number, name: string, fallback?: number): number => {
    const value = argument(call, index, name);
    if (value === undefined && fallback !== undefined) return fallback;
    const plain = value === undefined || value === 'open' ? undefined : make.plain(value);
    return typeof plain === 'number' ? plain : Number.NaN;
  };
  const lastEpoch = call.arguments.keyword.get('last_epoch');
  if (call.arguments.open || (lastEpoch !== undefined && make.plain(lastEpoch) !== -1)) return undefined;
  switch (short) {
    case 'LambdaLR':
    case 'MultiplicativeLR': {
      const factor = factorOf(m, call);
      if (factor === undefined) return undefined;
      return short === 'LambdaLR'
        ? { start: () => base * factor(0), step: (_, i) => base * factor(i), jump: (i) => base * factor(i) }
        : { start: (rate) => rate, step: (rate, i) => rate * factor(i), jump: () => undefined };
    }
    case 'StepLR': {
      const [size, gamma] = [given(1, 'step_size'), given(2, 'gamma', 0.1)];
      return {
        start: (rate) => rate,
        step: (rate, i) => (i % size === 0 ? rate * gamma : rate),
        jump: (i) => base * gamma ** Math.floor(i / size),
      };
    }
    case 'MultiStepLR': {
      const value = argument(call, 1, 'milestones');
      const plain = value === undefined || value === 'open' ? undefined : make.plain(value);
      if (!Array.isArray(plain)) return undefined;
      const gamma = given(2, 'gamma', 0.1);
      const times = (i: number): number => plain.filter((milestone) => milestone === i).length;
      return {
        start: (rate) => rate,
        step: (rate, i) => rate * gamma ** times(i),
        jump: (i) => base * gamma ** plain.filter((milestone) => Number(milestone) <= i).length,
      };
    }
    case 'ConstantLR': {
      const [factor, total] = [given(1, 'factor', 1 / 3), given(2, 'total_iters', 5)];
      return {
        start: (rate) => rate * factor,
        step: (rate, i) => (i === total ? rate / factor : rate),
        jump: (i) => base * (i >= total ? 1 : factor),
      };
    }
    case 'LinearLR': {
      const [from, to, total] = [
        given(1, 'start_factor', 1 / 3),
        given(2, 'end_factor', 1),
        given(3, 'total_iters', 5),
      ];
      return {
        start: (rate) => rate * from,
        step: (rate, i) => (i > total ? rate : rate * (1 + (to - from) / (total * from + (i - 1) * (to - from)))),
        jump: (i) => base * (from + ((to - from) * Math.min(total, i)) / total),
      };
    }
    case 'ExponentialLR': {
      const gamma = given(1, 'gamma');
      return { start: (rate) => rate, step: (rate) => rate * gamma, jump: (i) => base * gamma ** i };
    }
    case 'PolynomialLR': {
      const [total, power] = [given(1, 'total_iters', 5), given(2, 'power', 1)];
      return {
        start: (rate) => rate,
        step: (rate, i) => (i > total ? rate : rate * ((1 - i / total) / (1 - (i - 1) / total)) ** power),
        jump: (i) => base * (1 - Math.min(total, i) / total) ** power,
      };
    }
    case 'CosineAnnealingLR': {
      const [period, low] = [given(1, 'T_max'), given(2, 'eta_min', 0)];
      const cos = (i: number): number => 1 + Math.cos((Math.PI * i) / period);
      return {
        start: (rate) => rate,
        step: (rate, i) =>
          (i - 1 - period) % (2 * period) === 0
            ? rate + ((base - low) * (1 - Math.cos(Math.PI / period))) / 2
            : (cos(i) / cos(i - 1)) * (rate - low) + low,
        jump: (i) => low + ((base - low) * cos(i)) / 2,
      };
    }
    case 'CosineAnnealingWarmRestarts': {
      const [first, factor, low] = [given(1, 'T_0'), given(2, 'T_mult', 1), given(3, 'eta_min', 0)];
      const at = (position: number): number => {
        let [length, from] = [first, 0];
        while (position - from >= length) {
          from += length;
          length *= factor;
        }
        return low + ((base - low) * (1 + Math.cos((Math.PI * (position - from)) / length))) / 2;
      };
      if (!(first > 0) || !(factor >= 1)) return undefined;
      return { start: () => at(0), step: (_, i) => at(i), jump: at };
    }
    case 'ChainedScheduler':
      return chained(m, make, call, base);
    case 'SequentialLR':
      return sequential(m, make, call, base);
    default:
      return undefined;
  }
}

/** The function of a lambda schedule, run by the evaluator; not a number where it cannot be told. */
function factorOf(m: Machine, call: Call): ((position: number) => number) | undefined {
  const given = argument(call, 1, 'lr_lambda');
  if (given === undefined || given === 'open') return undefined;
  const list = itemsOf(m, given);
  const fn = list === undefined ? given : list.length === 1 ? list[0] : undefined;
  if (fn === undefined) return undefined;
  return (position) => {
    const args = { positional: [primitive(position, NOWHERE, false)], keyword: new Map<string, Value>(), open: false };
    const value = m.call(fn, args, call.site);
    return value.kind === 'primitive' && typeof value.value === 'number' ? value.value : Number.NaN;
  };
}

function partsOf(m: Machine, make: FactMaker, call: Call, index: number, base: number): readonly Stepper[] | undefined {
  const given = argument(call, index, 'schedulers');
  const list = given === undefined || given === 'open' ? undefined : itemsOf(m, given);
  const parts = list?.map((one) => {
    const inner = callOf(m, one);
    return inner === undefined ? undefined : stepperOf(m, make, inner, base);
  });
  const known = parts?.flatMap((part) => part ?? []);
  return known === undefined || known.length !== parts?.length || known.length === 0 ? undefined : known;
}

/** Each scheduler changes the rate that the one before it left. */
function chained(m: Machine, make: FactMaker, call: Call, base: number): Stepper | undefined {
  const parts = partsOf(m, make, call, 0, base);
  if (parts === undefined) return undefined;
  return {
    start: (rate) => parts.reduce((at, part) => part.start(at), rate),
    step: (rate, i) => parts.reduce((at, part) => part.step(at, i), rate),
    jump: () => undefined,
  };
}

/** One scheduler after the other, each from its own start. */
function sequential(m: Machine, make: FactMaker, call: Call, base: number): Stepper | undefined {
  const parts = partsOf(m, make, call, 1, base);
  const given = argument(call, 2, 'milestones');
  const plain = given === undefined || given === 'open' ? undefined : make.plain(given);
  if (parts === undefined || !Array.isArray(plain) || plain.length !== parts.length - 1) return undefined;
  const milestones = plain.map(Number);
  const phase = (i: number): number => milestones.filter((milestone) => milestone <= i).length;
  return {
    start: () => parts[0]?.start(base) ?? Number.NaN,
    step(rate, i) {
      const at = phase(i);
      const from = milestones[at - 1] ?? 0;
      const part = parts[at];
      return (i === from ? part?.jump(0) : part?.step(rate, i - from)) ?? Number.NaN;
    },
    jump: () => undefined,
  };
}
