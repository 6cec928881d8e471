import { describe, expect, it } from 'vitest';
import { placeCurve } from '../../../src/canonical/curve.ts';
import type { Curve } from '../../../src/spec/curve.ts';
import type { Fact } from '../../../src/spec/fact.ts';
import oracle from '../../oracles/data/pytorch-programs.json' with { type: 'json' };
import { readProject, told } from './support.ts';

interface Program {
  readonly name: string;
  readonly program: string;
  readonly group?: Readonly<Record<string, unknown>>;
  readonly rates?: readonly number[];
  readonly transform?: string;
  readonly probe?: Readonly<Record<string, unknown>>;
}

const PROGRAMS: readonly Program[] = oracle.programs;
const PATHS: Readonly<Record<string, string>> = {
  lr: 'optimizer.lr',
  momentum: 'optimizer.momentum',
  nesterov: 'optimizer.nesterov',
  weight_decay: 'optimizer.weightDecay',
  betas: 'optimizer.betas',
  eps: 'optimizer.epsilon',
  alpha: 'optimizer.rho',
};

const number = (facts: ReadonlyMap<string, Fact>, path: string, fallback: number): number => {
  const value = told(facts, path);
  return typeof value === 'number' ? value : fallback;
};

/** The learning rates that the facts of a schedule come to, behind those of its warmup. */
function ratesOf(facts: ReadonlyMap<string, Fact>, count: number): number[] | undefined {
  const warmup = number(facts, 'schedule.warmup.epochs', 0);
  const factor = number(facts, 'schedule.warmup.startFactor', Number.NaN);
  if (warmup > 0 && told(facts, 'schedule.warmup.kind') !== 'constant') return undefined;
  const low = number(facts, 'optimizer.lr', Number.NaN) * factor;
  const rest = decayOf(facts, count - warmup);
  return rest === undefined ? undefined : [...Array.from({ length: warmup }, () => low), ...rest];
}

/** Those of the schedule itself; undefined where the facts do not tell. */
function decayOf(facts: ReadonlyMap<string, Fact>, count: number): number[] | undefined {
  const lr = number(facts, 'optimizer.lr', Number.NaN);
  const at = (rate: (epoch: number) => number): number[] => Array.from({ length: count }, (_, i) => rate(i));
  const gamma = number(facts, 'schedule.gamma', 0.1);
  switch (told(facts, 'schedule.kind')) {
    case 'step':
      return at((i) => lr * gamma ** Math.floor(i / number(facts, 'schedule.stepSize', Number.NaN)));
    case 'multi-step': {
      const milestones = told(facts, 'schedule.milestones');
      return Array.isArray(milestones)
        ? at((i) => lr * gamma ** milestones.filter((one) => one <= i).length)
        : undefined;
    }
    case 'exponential':
      return at((i) => lr * gamma ** i);
    case 'cosine': {
      const [low, period] = [number(facts, 'schedule.minLr', 0), number(facts, 'schedule.period', Number.NaN)];
      return at((i) => low + ((lr - low) * (1 + Math.cos((Math.PI * i) / period))) / 2);
    }
    case 'custom': {
      const curve = told(facts, 'schedule.curve') as Curve;
      if ('inputs' in placeCurve(curve)) return undefined;
      return at((i) => {
        const segment = curve.segments.find(({ from, to }) => Number(from) <= i && i < Number(to));
        return (segment?.start ?? Number.NaN) * Number(curve.peak);
      });
    }
    default:
      return undefined;
  }
}

/** Facts that only settle what a call left out are those of the resolved setup; the reader states what was written. */
function expectGroup(
  facts: ReadonlyMap<string, Fact>,
  group: Readonly<Record<string, unknown>>,
  program: string,
): void {
  for (const [name, value] of Object.entries(group)) {
    const found = told(facts, PATHS[name] ?? name);
    if (found === undefined && !new RegExp(`\\b${name}=`).test(program)) continue;
    expect([name, found]).toEqual([name, value]);
  }
}

function expectProbe(facts: ReadonlyMap<string, Fact>, { transform, probe }: Program): void {
  if (probe === undefined) return;
  if (transform === 'Normalize') {
    const [mean, std] = ['mean', 'std'].map((part) => told(facts, `preprocess.train.normalization.${part}`));
    const low = probe.low as readonly number[];
    const high = probe.high as readonly number[];
    for (const [i, value] of low.entries()) {
      const [m, s] = [Number((mean as number[])[i]), Number((std as number[])[i])];
      expect(-m / s).toBeCloseTo(value, 5);
      expect((1 - m) / s).toBeCloseTo(high[i] ?? Number.NaN, 5);
    }
  } else if (transform === 'Resize') {
    const size = told(facts, 'preprocess.train.resize.size');
    const [height, width] = probe.size as readonly number[];
    // The probe is 32 high and 40 wide: a short side is its height.
    if (typeof size === 'number') expect([size, Math.trunc((size * 40) / 32)]).toEqual([height, width]);
    else expect(size).toEqual([height, width]);
  } else if (transform === 'CenterCrop') {
    const size = told(facts, 'preprocess.train.crop.size');
    expect(typeof size === 'number' ? [size, size] : size).toEqual(probe.size);
  } else expect(told(facts, 'augment.horizontalFlip.probability')).toBe(probe.flipped === true ? 1 : 0);
}

describe('programs that were run by torch and torchvision', () => {
  it('are at least 300', () => {
    expect(PROGRAMS.length).toBeGreaterThanOrEqual(300);
    expect(new Set(PROGRAMS.map(({ program }) => program)).size).toBe(PROGRAMS.length);
  });

  it.each(PROGRAMS)('$name', async (one) => {
    const facts = await readProject({ 'train.py': one.program });
    if (one.group !== undefined) expectGroup(facts, one.group, one.program);
    expectProbe(facts, one);
    if (one.rates === undefined) return;
    const rates = ratesOf(facts, one.rates.length);
    expect(rates).toBeDefined();
    for (const [i, rate] of one.rates.entries()) expect(rates?.[i]).toBeCloseTo(rate, 12);
  });
});
