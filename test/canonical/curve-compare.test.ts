import { describe, expect, it } from 'vitest';
import { compareCurves } from '../../src/canonical/curve-compare.ts';
import { input, multiply } from '../../src/canonical/quantity.ts';
import { resolve } from '../../src/engine/resolve.ts';
import type { Curve } from '../../src/spec/curve.ts';
import { isKnown } from '../../src/spec/fact.ts';
import { setupOf } from '../support/setup.ts';

const PYTORCH = {
  'framework.name': 'pytorch',
  'optimizer.lr': 0.1,
  'schedule.unit': 'epoch',
  'schedule.steppedPer': 'epoch',
  'schedule.warmup.kind': 'none',
  'schedule.minLr': 0,
};

function curveOf(facts: Readonly<Record<string, unknown>>): Curve {
  const fact = resolve(setupOf({ ...PYTORCH, ...facts })).facts.get('schedule.curve');
  if (fact === undefined || !isKnown(fact)) throw new Error(`no curve: ${JSON.stringify(fact)}`);
  return fact.value as unknown as Curve;
}

const cosine = (epochs: number, period = epochs): Curve =>
  curveOf({ 'schedule.kind': 'cosine', 'schedule.period': period, 'train.epochs': epochs });
const step = (epochs: number | undefined, size: number, gamma = 0.1): Curve =>
  curveOf({
    'schedule.kind': 'step',
    'schedule.stepSize': size,
    'schedule.gamma': gamma,
    ...(epochs === undefined ? {} : { 'train.epochs': epochs }),
  });

describe('compareCurves', () => {
  it('says how far, where, and by how much on the whole', () => {
    const relation = compareCurves(step(90, 30), step(90, 45));
    expect(relation).toMatchObject({
      kind: 'different',
      largest: expect.closeTo(0.9, 6),
      areaRatio: expect.closeTo((45 + 4.5) / (30 + 3 + 0.3), 2),
      endOverPeak: { a: expect.closeTo(0.01), b: expect.closeTo(0.1) },
    });
    if (relation.kind !== 'different') return;
    expect(relation.at.progress).toBeGreaterThanOrEqual(30 / 90);
    expect(relation.at.progress).toBeLessThanOrEqual(1);
    expect(relation.at.a / relation.at.b).toBeCloseTo(0.1, 6);
  });

  it('holds shapes over the run, whatever its length and peak', () => {
    const higher = curveOf({
      'optimizer.lr': 0.8,
      'schedule.kind': 'cosine',
      'schedule.period': 90,
      'train.epochs': 90,
    });
    expect(compareCurves(cosine(90), higher)).toEqual({ kind: 'same' });
    expect(compareCurves(cosine(90), cosine(180)).kind).toBe('same-but-stepping');
    expect(compareCurves(step(90, 30), step(180, 60))).toEqual({ kind: 'same' });
    expect(compareCurves(step(90, 30), step(100, 30)).kind).toBe('different');
  });

  it('sees a milestone one epoch off, and a last rate of 1e-5', () => {
    const at = (milestones: number[]): Curve =>
      curveOf({
        'schedule.kind': 'multi-step',
        'schedule.milestones': milestones,
        'schedule.gamma': 0.1,
        'train.epochs': 300,
      });
    expect(compareCurves(at([100, 200]), at([100, 201])).kind).toBe('different');
    const floored = curveOf({
      'schedule.kind': 'cosine',
      'schedule.period': 90,
      'schedule.minLr': 1e-5,
      'train.epochs': 90,
    });
    expect(compareCurves(cosine(90), floored).kind).toBe('different');
  });

  it('sees a rebound', () => {
    expect(compareCurves(cosine(90), cosine(90, 60))).toMatchObject({
      kind: 'different',
      endOverPeak: { b: expect.closeTo(0.48, 1) },
    });
  });

  it('compares closed forms even where the run has no length', () => {
    expect(compareCurves(step(undefined, 30), step(undefined, 30))).toEqual({ kind: 'same' });
    expect(compareCurves(step(undefined, 30), step(undefined, 20))).toEqual({
      kind: 'unknown',
      inputs: ['train.epochs'],
    });
  });

  it('compares over the run where steps per epoch are unknown on both sides', () => {
    const spe = input('data.stepsPerEpoch');
    const inSteps = curveOf({
      'schedule.kind': 'step',
      'schedule.unit': 'step',
      'schedule.steppedPer': 'step',
      'schedule.stepSize': 3000,
      'schedule.gamma': 0.1,
      'train.steps': 9000,
    });
    expect(compareCurves(step(90, 30), inSteps).kind).toBe('same');
    const warm = (length: Readonly<Record<string, unknown>>): Curve =>
      curveOf({
        'schedule.kind': 'constant',
        'schedule.warmup.kind': 'linear',
        'schedule.warmup.startFactor': 0,
        'train.epochs': 90,
        ...length,
      });
    expect(
      compareCurves(warm({ 'schedule.warmup.epochs': 5 }), warm({ 'schedule.warmup.steps': multiply(5, spe) })).kind,
    ).toBe('same');
    expect(compareCurves(warm({ 'schedule.warmup.epochs': 5 }), warm({ 'schedule.warmup.steps': 500 }))).toEqual({
      kind: 'unknown',
      inputs: ['data.stepsPerEpoch'],
    });
  });

  it('is the same against itself and mirrored by swapping', () => {
    const curves = [cosine(90), cosine(90, 60), step(90, 30), step(100, 7, 0.5), step(undefined, 30)];
    for (const a of curves) {
      expect(compareCurves(a, a)).toEqual({ kind: 'same' });
      for (const b of curves) {
        const [there, back] = [compareCurves(a, b), compareCurves(b, a)];
        expect(back.kind).toBe(there.kind);
        if (there.kind !== 'different' || back.kind !== 'different') continue;
        expect(back.largest).toBeCloseTo(there.largest, 9);
        expect(back.areaRatio * there.areaRatio).toBeCloseTo(1, 9);
        expect(back.endOverPeak).toEqual({ a: there.endOverPeak.b, b: there.endOverPeak.a });
      }
    }
  });

  it('stays fast with many segments', () => {
    const dense = curveOf({ 'schedule.kind': 'cosine-restarts', 'schedule.period': 1, 'train.epochs': 1000 });
    const plain = cosine(1000);
    const start = process.cpuUsage();
    for (let i = 0; i < 10; i++) compareCurves(dense, plain);
    const { user } = process.cpuUsage(start);
    // A hundred times what a warm run takes for curves of a few segments; it grows with segments, not with their square.
    expect(user / 1000 / 10).toBeLessThan(100);
  });
});
