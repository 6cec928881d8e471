import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { automatic, type Devices, findDevices } from '../../src/forward/devices.ts';
import { runHere } from '../../src/forward/session.ts';
import { verifyModels } from '../../src/forward/verify.ts';
import { network } from './network.ts';

const folder = mkdtempSync(join(tmpdir(), 'resaudit-devices-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const found = await findDevices(runHere);
const webgpu = found.devices.find(({ device }) => device === 'webgpu');

describe('devices', () => {
  it('are the processor at least', () => {
    expect(found.runtime).toMatch(/^1\./);
    expect(found.devices.find(({ device }) => device === 'cpu')?.runs).toBe(true);
  });

  it('each say what to do where they are not there', () => {
    for (const { device, runs, what, help } of found.devices) {
      expect(what, device).not.toContain('\n');
      expect(help === '', device).toBe(runs);
    }
  });

  it('come to the first that runs, where that is left to choose', () => {
    const devices = (...running: readonly string[]): Devices => ({
      runtime: '1',
      devices: (['cpu', 'webgpu', 'cuda', 'dml', 'coreml'] as const).map((device) => ({
        device,
        runs: running.includes(device),
        what: '',
        help: '',
      })),
    });
    expect(automatic(devices('cpu'))).toBe('cpu');
    expect(automatic(devices('cpu', 'webgpu'))).toBe('webgpu');
    expect(automatic(devices('cpu', 'webgpu', 'cuda'))).toBe('cuda');
  });
});

describe.skipIf(webgpu?.runs !== true)(`WebGPU (${webgpu?.what ?? 'not there'})`, () => {
  const verify = async (other: Parameters<typeof network>[0]) => {
    const files = [network({ size: 16 }), network({ size: 16, ...other })].map((bytes, i) => {
      const path = join(folder, `${i}.onnx`);
      writeFileSync(path, bytes);
      return { path, name: `${i}.onnx` };
    });
    const [a, b] = files;
    if (a === undefined || b === undefined) throw new Error('no files');
    const options = { runner: runHere, runtime: 'test', seed: 0, threads: 1, batch: 1 };
    return verifyModels(a, b, { ...options, device: 'webgpu', taps: 'stage 2, block 2, second activation' });
  };

  it('finds equal networks equal, and says which provider ran', { timeout: 180_000 }, async () => {
    const result = await verify({ folded: true });
    expect(result.verdict, result.answer).toBe('match');
    expect(result.run.providers.WebGpuExecutionProvider).toBeGreaterThan(20);
  });

  it('names the place where networks part', { timeout: 180_000 }, async () => {
    const result = await verify({ plant: 'activation' });
    expect(result.first?.place).toBe('stage 2, block 2, first activation');
  });
});
