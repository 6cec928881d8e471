import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../rules/index.generated.ts';
import { auditCompare } from '../../../src/audit.ts';
import { reporter as html } from '../../../src/report/html/index.ts';
import { reporter as json } from '../../../src/report/json.ts';
import { reporter as pretty } from '../../../src/report/pretty/index.ts';
import { openSource } from '../../../src/sources/registry.ts';
import type { Fact } from '../../../src/spec/fact.ts';
import { type SmallOptions, smallNetwork } from './small-network.ts';

const folder = mkdtempSync(join(tmpdir(), 'resaudit-onnx-'));

function file(name: string, bytes: Uint8Array): string {
  writeFileSync(join(folder, name), bytes);
  return name;
}

async function factsOf(options: SmallOptions = {}): Promise<ReadonlyMap<string, Fact>> {
  const setup = await openSource(file('facts.onnx', smallNetwork(options)), { cwd: folder });
  expect(setup.scope).toEqual(['model']);
  return setup.facts;
}

const findings = async (a: SmallOptions, b: SmallOptions): Promise<[rule: string, message: string][]> => {
  file('a.onnx', smallNetwork(a));
  file('b.onnx', smallNetwork(b));
  const { report } = await auditCompare('a.onnx', 'b.onnx', RULES, { cwd: folder });
  return report.findings.map(({ rule, message }) => [rule, message]);
};

describe('a network as a setup', () => {
  it('gives facts with the nodes that show them', async () => {
    const facts = await factsOf();
    expect(facts.get('model.depths')).toMatchObject({
      status: 'derived',
      value: [2, 2],
      origin: { kind: 'graph', file: 'facts.onnx' },
    });
    expect(facts.get('model.norm.epsilon')).toMatchObject({ status: 'stated', value: 1e-5, origin: { node: 'norm0' } });
    expect(facts.get('model.norm.momentum')).toMatchObject({ value: 0.1 });
    expect(facts.get('model.convBias')).toMatchObject({ value: false });
    expect(facts.get('input.size.eval')).toMatchObject({ value: 32 });
    expect(facts.get('model.head.classes')).toMatchObject({ value: 10 });
    expect(facts.get('model.totalStride')).toMatchObject({ value: 2 });
  });

  it('tells what the network does to its input', async () => {
    expect((await factsOf()).get('preprocess.eval.normalization.inModel')).toMatchObject({ status: 'absent' });
    const facts = await factsOf({ normalization: { mean: [0.5, 0.25, 0.125], std: [0.5, 0.5, 0.25] } });
    expect(facts.get('preprocess.eval.normalization.inModel')).toMatchObject({
      status: 'derived',
      value: { scale: [2, 2, 4], offset: [-1, -0.5, -0.5] },
    });
  });

  it('tells what its weights were drawn by', async () => {
    const facts = await factsOf({ width: 16 });
    expect(facts.get('init.conv')).toMatchObject({
      status: 'inferred',
      value: { name: 'kaiming-normal', mode: 'fan-in', distribution: 'normal' },
    });
    expect(facts.get('init.dense')).toMatchObject({ status: 'inferred', value: { name: 'normal', std: 0.01 } });
    expect(facts.get('init.norm')).toMatchObject({ value: 'ones' });
    expect(facts.get('init.bias')).toMatchObject({ value: 'zeros' });
    expect(facts.get('init.zeroGamma')).toMatchObject({ value: false });
  });

  it('is written out without the whole graph', async () => {
    expect(JSON.stringify([...(await factsOf())]).length).toBeLessThan(20_000);
  });
});

describe('two networks', () => {
  it('that are the same have no finding', async () => {
    expect(await findings({}, {})).toEqual([]);
  });

  it('differ by one layer: it is named with its place', async () => {
    expect(await findings({}, { epsilon: [3, 1e-3] })).toEqual([
      ['arch/layers', 'epsilon 1e-5 against 0.001 in stage 1, block 2, first normalization (norm3)'],
    ]);
  });

  it('differ by a softmax in the graph', async () => {
    expect(await findings({}, { softmax: true })).toEqual([
      ['arch/layers', expect.stringContaining('softmax in the head')],
    ]);
  });
});

describe('what only exporters make differ', () => {
  const told = async (a: SmallOptions, b: SmallOptions): Promise<string | undefined> => {
    file('a.onnx', smallNetwork(a));
    file('b.onnx', smallNetwork(b));
    return (await auditCompare('a.onnx', 'b.onnx', RULES, { cwd: folder })).report.coverage.exporters;
  };

  it('is one line of the report, and no finding', async () => {
    expect(await findings({}, { identities: 3 })).toEqual([]);
    expect(await told({}, { identities: 3 })).toMatch(/^0 and 3 nodes are constants/);
    const { report } = await auditCompare('a.onnx', 'b.onnx', RULES, { cwd: folder });
    const options = { texts: new Map(), color: 0, width: 100, all: false } as const;
    expect(pretty.compare(report, options)).toMatch(/exporters +0 and 3 nodes/);
    expect(html.compare(report, options)).toContain('<dt>Exporters</dt>');
    expect(JSON.parse(json.compare(report, options)).coverage.exporters).toMatch(/nodes/);
  });

  it('is not mentioned where there is nothing', async () => {
    expect(await told({}, { epsilon: [3, 1e-3] })).toBe(undefined);
  });
});

describe('two networks of other weights', () => {
  it('differ by what their kernels were drawn by, and by nothing else', async () => {
    const found = await findings({ width: 16 }, { width: 16, gain: 1 });
    expect(found.map(([rule]) => rule)).toEqual(['init/conv']);
  });
});

describe('a network of unknown kind', () => {
  const none = (name: string): Promise<unknown> =>
    openSource(resolve(import.meta.dirname, '../../../fixtures/onnx', name), { cwd: folder });

  it('without layers is refused', async () => {
    await expect(none('polygraphy_empty.onnx')).rejects.toThrow(/holds no layer/);
    await expect(none('lfs_pointer_cspresnet50.onnx')).rejects.toThrow(/Git LFS pointer/);
  });

  it('of one operation, or an operator of another domain, is read', async () => {
    await expect(none('wonnx_single_relu.onnx')).resolves.toMatchObject({ scope: ['model'] });
    await expect(none('polygraphy_custom_op_node.onnx')).resolves.toMatchObject({ scope: ['model'] });
  });
});
