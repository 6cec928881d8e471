import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ForwardResult } from '../../src/forward/result.ts';
import { runHere, runtimeInfo } from '../../src/forward/session.ts';
import { type ForwardOptions, verifyModels } from '../../src/forward/verify.ts';
import { type NetworkOptions, network, PLANTED } from './network.ts';

const folder = mkdtempSync(join(tmpdir(), 'resaudit-verify-test-'));
// What is run is put under the folder for temporary files.
process.env.TMPDIR = folder;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function written(options: NetworkOptions): { path: string; name: string } {
  const path = join(folder, `${files++}.onnx`);
  writeFileSync(path, network(options));
  return { path, name: `${files}.onnx` };
}

const DEFAULTS: ForwardOptions = {
  device: 'cpu',
  runner: runHere,
  runtime: 'test',
  seed: 0,
  threads: 1,
  taps: 'blocks',
};

const verify = (a: NetworkOptions, b: NetworkOptions, options: Partial<ForwardOptions> = {}): Promise<ForwardResult> =>
  verifyModels(written(a), written(b), { ...DEFAULTS, ...options });

describe('the runtime', () => {
  it('is there, for the processor', async () => {
    const { version, backends } = await runtimeInfo();
    expect(version).toMatch(/^1\.\d+/);
    expect(backends).toContain('cpu');
  });
});

describe('equal networks', () => {
  const equal: Readonly<Record<string, readonly [NetworkOptions, NetworkOptions]>> = {
    'the same file twice': [{}, {}],
    'norms folded on one side': [{}, { folded: true }],
    'other names': [{}, { renamed: true }],
    'another order': [{}, { reordered: true }],
    'another version of the operators': [{ opset: 13 }, { opset: 18 }],
    'channels last': [{}, { channelsLast: true }],
    'all of it': [
      { folded: true, renamed: true },
      { reordered: true, opset: 14 },
    ],
  };
  for (const [title, [a, b]] of Object.entries(equal)) {
    it(`match: ${title}`, async () => {
      const result = await verify(a, b);
      expect(result.verdict, result.answer).toBe('match');
      expect(result.guilty).toEqual([]);
      expect(result.outputs[0]?.relative).toBeLessThan(2e-6);
      expect(result.run.inputHash).toMatch(/^[0-9a-f]{64}$/);
      expect(result.taps.length).toBeGreaterThanOrEqual(6);
      for (const tap of result.taps) expect(tap.accumulated ?? 1, tap.place).toBeLessThan(2e-6);
    });
  }

  it('have the same statistics on both sides', async () => {
    const { taps } = await verify({}, { folded: true });
    for (const { a, b, shapeA } of taps) {
      expect(a?.std).toBeGreaterThan(0);
      expect(b?.mean).toBeCloseTo(a?.mean ?? 0, 4);
      expect(b?.zero).toBeCloseTo(a?.zero ?? 0, 3);
      expect(shapeA?.[0]).toBe(2);
      expect(a?.nan).toBe(0);
    }
  });
});

describe('networks with one planted difference', () => {
  for (const [plant, place] of Object.entries(PLANTED)) {
    for (const folded of [false, true]) {
      it(`part there: ${plant}${folded ? ', folded' : ''}`, async () => {
        const options = { plant: plant as keyof typeof PLANTED };
        const result = await verify({ folded }, { ...options, folded });
        expect(result.verdict, result.answer).toBe('part');
        expect(result.first?.place).toMatch(place);
        expect(result.guilty).toHaveLength(1);
        const mirrored = await verify({ ...options, folded }, { folded });
        expect(mirrored.verdict).toBe('part');
        expect(mirrored.first?.place).toMatch(place);
      });
    }
  }

  it('name both where there are two', async () => {
    const { guilty } = await verify({}, { plant: 'two' });
    expect(guilty.map(({ place }) => place)).toEqual([
      expect.stringMatching(PLANTED.epsilon),
      expect.stringMatching(PLANTED.activation),
    ]);
  });
});

describe('what cannot be told', () => {
  it('is whether networks of other weights compute the same', async () => {
    const result = await verify({}, { seed: 2 });
    expect(result.verdict).toBe('cannot-tell');
    expect(result.answer).toContain('--share-weights');
  });

  it('is anything of outputs that are no numbers', async () => {
    const result = await verify({}, { broken: true });
    expect(result.verdict).toBe('cannot-tell');
    expect(result.answer).toContain('NaN');
  });
});

describe('what cannot be run', () => {
  const refuses = async (a: NetworkOptions, b: NetworkOptions, part: RegExp, options: Partial<ForwardOptions> = {}) => {
    const error: unknown = await verify(a, b, options).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(Error);
    if (!(error instanceof Error)) return;
    expect(error.message).toMatch(part);
    expect(error.message).not.toContain('\n');
  };
  it('a size that nobody gave', () => refuses({ size: 'height' }, { size: 'height' }, /height/));
  it('an operator that the runtime does not know', () => refuses({ custom: true }, { custom: true }, /Mystery/));
  it('inputs of other sizes', () => refuses({ size: 32 }, { size: 48 }, /different inputs/));
  it('a batch that is fixed', () => refuses({ batch: 1 }, {}, /fixed at 1/, { batch: 4 }));
  it('a size that no input leaves open', () => refuses({}, {}, /depth/, { dims: new Map([['depth', 3]]) }));
  it('a place that neither has', () => refuses({}, {}, /--taps/, { taps: 'stage 9' }));

  it('and leaves nothing behind', () => {
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('resaudit-run-'))).toEqual([]);
  });
});

describe('sizes', () => {
  it('are given by name, or taken from the other side', async () => {
    const given = await verify({ size: 'side' }, { size: 'side' }, { dims: new Map([['side', 48]]) });
    expect(given.verdict).toBe('match');
    expect(given.run.inputs[0]?.dims).toEqual([2, 3, 48, 48]);
    const taken = await verify({ size: 'side' }, { size: 32, batch: 1 });
    expect(taken.verdict).toBe('match');
    expect(taken.run.inputs[0]?.dims).toEqual([1, 3, 32, 32]);
  });
});

describe('taps', () => {
  it('are all, or those of a place', async () => {
    const all = await verify({}, {}, { taps: 'all' });
    expect(all.taps.length).toBeGreaterThan(25);
    const some = await verify({}, {}, { taps: 'stage 2' });
    expect(some.taps.length).toBeGreaterThan(5);
    expect(some.taps.every(({ place }) => place.includes('stage 2'))).toBe(true);
  });
});

describe('networks of other weights, with weights shared', () => {
  const shared = { a: {}, b: { seed: 2 } };
  for (const share of ['generic', 'a'] as const) {
    const equal: Readonly<Record<string, readonly [NetworkOptions, NetworkOptions]>> = {
      'as they are': [{}, {}],
      'norms folded in B': [{}, { folded: true }],
      'norms folded in A': [{ folded: true }, {}],
      'other names and order': [{ renamed: true }, { reordered: true, folded: true }],
    };
    for (const [title, [a, b]] of Object.entries(equal)) {
      it(`match: ${title}, ${share}`, async () => {
        const result = await verify({ ...shared.a, ...a }, { ...shared.b, ...b }, { share });
        expect(result.verdict, result.answer).toBe('match');
        expect(result.notes.join()).toMatch(/layers of both have the same weights[^;]/);
      });
    }
    for (const plant of ['stride', 'activation', 'missing-residual', 'pooling'] as const) {
      it(`part there: ${plant}, ${share}`, async () => {
        const result = await verify({}, { ...shared.b, plant }, { share });
        expect(result.verdict, result.answer).toBe('part');
        expect(result.first?.place).toMatch(PLANTED[plant]);
        expect(result.guilty).toHaveLength(1);
      });
    }
  }
});
