import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { VERIFY_SCHEMA, verifyJsonSchema } from '../../src/report/verify-schema.ts';
import { type NetworkOptions, network } from '../forward/network.ts';
import { run } from './memory-stdio.ts';

const cwd = mkdtempSync(join(tmpdir(), 'resaudit-verify-cli-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
const put = (name: string, options: NetworkOptions): void => writeFileSync(join(cwd, name), network(options));
put('a.onnx', {});
put('folded.onnx', { folded: true });
put('leaky.onnx', { plant: 'activation' });
put('other.onnx', { seed: 9 });
put('open.onnx', { size: 'side' });
put('custom.onnx', { custom: true });
writeFileSync(join(cwd, 'text.onnx'), 'no model, but a text of some length');

const verify = (...args: string[]) => run(['verify', ...args], { cwd });

describe('verify', () => {
  it('says that equal networks match, and how that was found', async () => {
    const { code, out, err } = await verify('a.onnx', 'folded.onnx', '--seed', '3');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^match: /);
    for (const part of ['stage 2, block 2', 'device: cpu', 'float32', 'seed 3', 'SHA-256', 'assumed batch = 2']) {
      expect(out).toContain(part);
    }
  });

  it('names the place where networks part, and fails', async () => {
    const { code, out } = await verify('a.onnx', 'leaky.onnx');
    expect(code).toBe(1);
    expect(out).toMatch(/^part at stage 2, block 2, first activation/);
    expect(out).toContain('/s2b2.relu1/Relu');
    expect(out).toContain('/s2b2.relu1/LeakyRelu');
  });

  it('does not take what it cannot tell for a match', async () => {
    const { code, out } = await verify('a.onnx', 'other.onnx');
    expect(code).toBe(2);
    expect(out).toMatch(/^cannot tell: /);
  });

  it('colors and fits the terminal where there is one', async () => {
    const { out } = await run(['verify', 'a.onnx', 'leaky.onnx', '--color'], { cwd, columns: 100 });
    expect(out).toContain('\u001b[31m');
    const plain = out.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), '');
    for (const line of plain.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  });

  it('writes JSON by its schema', async () => {
    const validate = new Ajv2020({ strict: false, allErrors: true }).compile(verifyJsonSchema({ closed: true }));
    for (const other of ['folded.onnx', 'leaky.onnx', 'other.onnx']) {
      const { out } = await verify('a.onnx', other, '--format', 'json');
      const report: unknown = JSON.parse(out);
      validate(report);
      expect(validate.errors ?? []).toEqual([]);
      expect(VERIFY_SCHEMA.safeParse(report).success).toBe(true);
    }
    expect(validate({ kind: 'verify' })).toBe(false);
  });

  it('writes to a file', async () => {
    await verify('a.onnx', 'a.onnx', '--format', 'json', '--output', 'report.json');
    expect(JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8')).verdict).toBe('match');
  });

  const mistakes: Readonly<Record<string, readonly [string[], RegExp]>> = {
    'one file': [['a.onnx'], /takes two ONNX files/],
    'three files': [['a.onnx', 'a.onnx', 'a.onnx'], /not 3/],
    'a file that is not there': [['a.onnx', 'none.onnx'], /none\.onnx does not exist/],
    'a folder': [['a.onnx', '.'], /is no file/],
    'what is no model': [['a.onnx', 'text.onnx'], /text\.onnx .*text file/],
    'an unknown device': [['a.onnx', 'a.onnx', '--device', 'cpuu'], /did you mean cpu\?/],
    'a device that is not there': [['a.onnx', 'a.onnx', '--device', 'dml'], /dml/],
    'a size that nobody gave': [['open.onnx', 'open.onnx'], /side.*--dims side=224/],
    'a size without a name': [['a.onnx', 'a.onnx', '--dims', '224'], /--dims/],
    'no size': [['a.onnx', 'a.onnx', '--max-memory', 'much'], /--max-memory/],
    'a batch of nothing': [['a.onnx', 'a.onnx', '--batch', '0'], /at least 1/],
    'a seed that is no number': [['a.onnx', 'a.onnx', '--seed', 'x'], /whole number/],
    'other inputs': [['a.onnx', 'a.onnx', '--inputs', 'images'], /seeded/],
    'a place that is not there': [['a.onnx', 'a.onnx', '--taps', 'stage 7'], /--taps/],
    'an operator that no runtime knows': [['custom.onnx', 'custom.onnx'], /Mystery/],
  };
  for (const [title, [args, part]] of Object.entries(mistakes)) {
    it(`refuses ${title}, in a line`, async () => {
      const { code, out, err } = await verify(...args);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/^error: [^\n]+\n$/);
      expect(err).toMatch(part);
    });
  }

  it('tells which devices there are', async () => {
    const { code, out } = await verify('--devices');
    expect(code).toBe(0);
    expect(out).toMatch(/^ONNX Runtime 1\./);
    for (const device of ['cpu', 'webgpu', 'cuda', 'dml', 'coreml'])
      expect(out).toMatch(new RegExp(`^${device} `, 'm'));
    const { devices } = JSON.parse((await verify('--devices', '--format', 'json')).out);
    expect(devices[0]).toEqual({ device: 'cpu', runs: true, what: 'runs', help: '' });
  });
});

describe('the schema of the report', () => {
  it('is published', async () => {
    const text = `${JSON.stringify(verifyJsonSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../schemas/verify.schema.json');
  });
});

describe('compare --forward', () => {
  const compare = (...args: string[]) => run(['compare', ...args], { cwd });
  const verdictOf = async (other: string, ...args: string[]): Promise<string> => {
    const { out } = await compare('a.onnx', other, '--format', 'json', ...args);
    return JSON.parse(out).verdicts['forward/output'];
  };

  it('finds what running tells, and only where it was asked', async () => {
    expect(await verdictOf('leaky.onnx', '--forward')).toBe('different');
    expect(await verdictOf('folded.onnx', '--forward')).toBe('same');
    expect(await verdictOf('other.onnx', '--forward')).toBe('unknown');
    expect(await verdictOf('leaky.onnx')).toBe('unknown');
  });

  it('names the place, with both nodes', async () => {
    const { code, out } = await compare('a.onnx', 'leaky.onnx', '--forward', '--only', 'forward');
    expect(code).toBe(1);
    expect(out).toContain('part at stage 2, block 2, first activation');
    expect(out).toContain('/s2b2.relu1/LeakyRelu');
  });

  it('mirrors what it finds', async () => {
    const facts = async (a: string, b: string): Promise<unknown> => {
      const { out } = await compare(a, b, '--forward', '--format', 'json', '--only', 'forward');
      const { findings, verdicts } = JSON.parse(out);
      return [verdicts, findings.map(({ id, severity }: { id: string; severity: string }) => [id, severity])];
    };
    expect(await facts('a.onnx', 'leaky.onnx')).toEqual(await facts('leaky.onnx', 'a.onnx'));
  });

  it('says why where a network cannot be run', async () => {
    const { code, err } = await compare('open.onnx', 'open.onnx', '--forward');
    expect(code).toBe(2);
    expect(err).toContain('--dims side=224');
    expect((await compare('open.onnx', 'open.onnx', '--forward', '--dims', 'side=32')).code).toBe(0);
  });

  it('leaves the rules unknown where a side has no ONNX file', async () => {
    writeFileSync(join(cwd, 'spec.yaml'), 'model: { name: resnet18, depths: [2, 2] }\n');
    expect(await verdictOf('spec.yaml', '--forward')).toBe('unknown');
  });
});
