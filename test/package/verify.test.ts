import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { network } from '../forward/network.ts';
import { BIN, run } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'resaudit-verify-package-'));
// What is run is put here, so that what is left behind shows.
process.env.TMPDIR = folder;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'a.onnx'), network({ size: 'side' }));
writeFileSync(join(folder, 'b.onnx'), network({ size: 'side', folded: true }));

const HEAVY = ['--batch', '64', '--dims', 'side=512'];
const verify = (...args: string[]) => run(process.execPath, [BIN, 'verify', 'a.onnx', 'b.onnx', ...args], folder);
const leftovers = (): string[] => readdirSync(folder).filter((name) => name.startsWith('resaudit-run-'));

describe('a run in a process of its own', () => {
  it('gives the verdict, and its memory', () => {
    const { status, stdout, stderr } = verify('--dims', 'side=32', '--format', 'json');
    expect([status, stderr]).toEqual([0, '']);
    const report = JSON.parse(stdout);
    expect(report.verdict).toBe('match');
    expect(report.run.peakMemory).toBeGreaterThan(1e7);
    expect(leftovers()).toEqual([]);
  });

  it('is ended where it takes too much memory', () => {
    const { status, stdout, stderr } = verify(...HEAVY, '--max-memory', '60MB');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: the run was ended: it took more than 60 MB; [^\n]*--max-memory[^\n]*\n$/);
    expect(leftovers()).toEqual([]);
  });

  it('is ended where it takes too much time', () => {
    const { status, stdout, stderr } = verify(...HEAVY, '--max-time', '1');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: the run was ended: it took more than 1 s; [^\n]*--max-time[^\n]*\n$/);
    expect(leftovers()).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('ends with the process that started it, however that ends', async () => {
    const parent = spawn(process.execPath, [BIN, 'verify', 'a.onnx', 'b.onnx', ...HEAVY], {
      cwd: folder,
      stdio: 'ignore',
    });
    const pid = parent.pid ?? 0;
    const children = (): string[] =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    await expect.poll(children, { timeout: 20_000 }).toHaveLength(1);
    const [child] = children();
    // Into the run, where its main thread listens to nobody.
    await wait(1500);
    expect(existsSync(`/proc/${child}`)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => running(child ?? ''), { timeout: 10_000 }).toBe(false);
  });
});

function running(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
