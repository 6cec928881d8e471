import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openSource } from '../../../src/sources/registry.ts';
import type { Facts } from '../../../src/spec/fact.ts';

interface Program {
  readonly carrier: string;
  readonly main: string;
  readonly files: Readonly<Record<string, string>>;
}

interface Data {
  readonly probe: readonly (readonly number[])[];
  readonly optimizers: readonly (Program & {
    readonly name: string;
    readonly config: Readonly<Record<string, number | boolean>>;
  })[];
  readonly pipelines: readonly (Program & { readonly output: readonly (readonly number[])[] })[];
}

/** What the real library made of each program. */
const data = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../oracles/data/tfjs-programs.json'), 'utf8'),
) as Data;

const cwd = mkdtempSync(join(tmpdir(), 'resaudit-programs-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

async function read({ main, files }: Program): Promise<Facts> {
  for (const [name, text] of Object.entries({ ...files, 'main.js': main })) writeFileSync(join(cwd, name), text);
  return (await openSource('main.js', { cwd })).facts;
}

const valueAt = (facts: Facts, path: string): unknown => {
  const fact = facts.get(path);
  return fact !== undefined && 'value' in fact ? fact.value : fact?.status;
};

const NAMES: Readonly<Record<string, string>> = { Momentum: 'sgd' };
const PATHS: Readonly<Record<string, string>> = {
  learningRate: 'optimizer.lr',
  momentum: 'optimizer.momentum',
  useNesterov: 'optimizer.nesterov',
  epsilon: 'optimizer.epsilon',
  centered: 'optimizer.centered',
  rho: 'optimizer.rho',
  initialAccumulatorValue: 'optimizer.initialAccumulator',
};

/** The library's configuration under the paths of facts. */
function expected(name: string, config: Readonly<Record<string, number | boolean>>): Record<string, unknown> {
  const { beta1, beta2, decay } = config;
  const paths = Object.entries(config).flatMap(([key, value]) => {
    const path = PATHS[key];
    return path === undefined ? [] : [[path, value] as const];
  });
  return {
    'optimizer.name': NAMES[name] ?? name.toLowerCase(),
    ...Object.fromEntries(paths),
    ...(beta1 === undefined ? {} : { 'optimizer.betas': [beta1, beta2] }),
    ...(name === 'RMSProp' ? { 'optimizer.rho': decay } : {}),
  };
}

const asNumbers = (value: unknown): readonly number[] =>
  Array.isArray(value) ? value.map(Number) : [Number(value), Number(value), Number(value)];

describe('programs mean what TensorFlow.js makes of them', () => {
  it('are at least two hundred, over every carrier', () => {
    expect(data.optimizers.length + data.pipelines.length).toBeGreaterThanOrEqual(200);
    expect(new Set(data.optimizers.map(({ carrier }) => carrier)).size).toBeGreaterThanOrEqual(10);
  });

  it('optimizers have the configuration of the real ones', async () => {
    for (const program of data.optimizers) {
      const facts = await read(program);
      const wanted = expected(program.name, program.config);
      const got = Object.fromEntries(Object.keys(wanted).map((path) => [path, valueAt(facts, path)]));
      expect(got, `${program.carrier}\n${program.main}`).toEqual(wanted);
    }
  });

  it('pixels reach the network as they do in the real library', async () => {
    for (const program of data.pipelines) {
      const facts = await read(program);
      const at = (name: string): readonly number[] =>
        asNumbers(valueAt(facts, `preprocess.serve.normalization.${name}`));
      const [scale, mean, std] = [at('scale'), at('mean'), at('std')];
      for (const [i, pixel] of data.probe.entries()) {
        for (const [channel, value] of pixel.entries()) {
          const reached = (value * (scale[channel] ?? 0) - (mean[channel] ?? 0)) / (std[channel] ?? 0);
          const real = program.output[i]?.[channel] ?? Number.NaN;
          expect(Math.abs(reached - real), `${program.carrier}\n${program.main}`).toBeLessThan(2e-4);
        }
      }
    }
  });
});
