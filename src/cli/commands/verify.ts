import { existsSync, statSync } from 'node:fs';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditVerify } from '../../audit.ts';
import { automatic, findDevices } from '../../forward/devices.ts';
import { DEVICES, type Device, type Runner, runHere, runtimeInfo } from '../../forward/session.ts';
import { childRunner } from '../../forward/spawn.ts';
import { VERIFY_REPORTERS, type VerifyFormat } from '../../report/verify-reporter.ts';
import { ResauditError, SourceError, UsageError } from '../../spec/errors.ts';
import { printable, quoted } from '../../spec/text.ts';
import { notAmong } from '../choices.ts';
import { DONE, type Outcome } from '../outcome.ts';
import { colorLevel, type Stdio, widthOf } from '../stdio.ts';

export interface VerifyFlags {
  readonly format: VerifyFormat;
  readonly output?: string;
  readonly color?: boolean;
  readonly device: string;
  readonly devices?: boolean;
  readonly batch?: string;
  readonly dims?: readonly string[];
  readonly taps: string;
  readonly inputs: string;
  readonly shareWeights?: boolean;
  readonly weights: string;
  readonly seed: string;
  readonly threads?: string;
  readonly maxMemory?: string;
  readonly maxTime: string;
}

export async function run(words: readonly string[], flags: VerifyFlags, stdio: Stdio): Promise<Outcome> {
  const bounds = { maxMemory: memoryOf(flags.maxMemory), maxSeconds: positive('--max-time', flags.maxTime) };
  const script = fileURLToPath(new URL('./run-child.cjs', import.meta.url));
  // Run from source there is no script to start.
  const child = existsSync(script) ? childRunner(script, bounds) : undefined;
  try {
    const runner = child?.run ?? runHere;
    return flags.devices ? await showDevices(runner, flags, stdio) : await verify(words, flags, stdio, runner);
  } finally {
    child?.close();
  }
}

async function verify(words: readonly string[], flags: VerifyFlags, stdio: Stdio, runner: Runner): Promise<Outcome> {
  const [a, b] = words;
  if (a === undefined || b === undefined || words.length > 2) {
    throw new UsageError(`verify takes two ONNX files, not ${words.length}`, {
      help: 'name both: resaudit verify A.onnx B.onnx',
    });
  }
  if (flags.inputs !== 'seeded') throw notAmong('--inputs', flags.inputs, ['seeded']);
  const { version } = await runtimeInfo();
  const progress = progressOn(stdio);
  const options = {
    device: await deviceOf(flags.device, runner),
    runner,
    runtime: `onnxruntime-node ${version}`,
    seed: whole('--seed', flags.seed),
    threads: flags.threads === undefined ? Math.min(8, availableParallelism()) : positive('--threads', flags.threads),
    taps: flags.taps,
    dims: dimsOf(flags.dims ?? []),
    progress: progress.show,
    ...(flags.shareWeights === true ? { share: sharingOf(flags.weights) } : {}),
    ...(flags.batch === undefined ? {} : { batch: positive('--batch', flags.batch) }),
  };
  const report = await auditVerify(fileOf(a, stdio), fileOf(b, stdio), options).finally(progress.clear);
  const reporter = await VERIFY_REPORTERS[flags.format]();
  const output = flags.output === undefined ? stdio.stdout : undefined;
  const text = reporter(report, { color: colorLevel(flags.color, stdio.env, output), width: widthOf(output) });
  if (flags.output === undefined) await stdio.stdout.write(text);
  else await (await import('../output.ts')).writeWhole(flags.output, stdio.cwd, text);
  if (report.verdict === 'cannot-tell') return { kind: 'failed' };
  return report.verdict === 'part' ? { kind: 'found', why: report.answer } : DONE;
}

function fileOf(name: string, { cwd }: Stdio): { path: string; name: string } {
  const path = resolve(cwd, name);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new SourceError(`${printable(name)} does not exist`);
  if (!found.isFile()) throw new SourceError(`${printable(name)} is no file`, { help: 'give an ONNX file' });
  return { path, name };
}

async function deviceOf(written: string, runner: Runner): Promise<Device> {
  if (written === 'auto') return automatic(await findDevices(runner));
  const device = DEVICES.find((candidate) => candidate === written);
  if (device === undefined) throw notAmong('--device', written, ['auto', ...DEVICES]);
  return device;
}

const SHARINGS = ['generic', 'a'] as const;

function sharingOf(written: string): (typeof SHARINGS)[number] {
  const known = SHARINGS.find((sharing) => sharing === written);
  if (known === undefined) throw notAmong('--weights', written, SHARINGS);
  return known;
}

/** `name=224`, several after commas or by several options. */
function dimsOf(written: readonly string[]): ReadonlyMap<string, number> {
  const dims = new Map<string, number>();
  for (const part of written.flatMap((list) => list.split(',')).filter((part) => part !== '')) {
    const at = part.lastIndexOf('=');
    if (at <= 0)
      throw new UsageError(`--dims ${quoted(part)} lacks a name or a size`, { help: 'write --dims height=224' });
    dims.set(part.slice(0, at), positive('--dims', part.slice(at + 1)));
  }
  return dims;
}

function whole(option: string, written: string): number {
  const value = Number(written);
  if (Number.isSafeInteger(value) && value >= 0 && written.trim() !== '') return value;
  throw new UsageError(`${option} ${quoted(written)} is no whole number`);
}

function positive(option: string, written: string): number {
  const value = whole(option, written);
  if (value > 0) return value;
  throw new UsageError(`${option} ${quoted(written)} must be at least 1`);
}

const UNITS: Readonly<Record<string, number>> = { '': 1e6, kb: 1e3, mb: 1e6, gb: 1e9, k: 1e3, m: 1e6, g: 1e9 };

/** In bytes: `800`, `800MB`, `2GB`; half of what the machine has, or what is free, where left out. */
function memoryOf(written: string | undefined): number {
  if (written === undefined) return Math.max(freemem(), totalmem() / 2);
  const [, digits, unit = ''] = /^([0-9.]+) *([a-z]*)$/i.exec(written.trim()) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  const bytes = Number(digits) * (factor ?? Number.NaN);
  if (bytes > 0) return bytes;
  throw new UsageError(`--max-memory ${quoted(written)} is no size`, {
    help: 'write a number of megabytes, or such as 2GB',
  });
}

/** What is being done, on one line of the terminal that goes away. */
function progressOn({ stderr }: Stdio): { show(text: string): void; clear(): void } {
  if (!stderr.isTerminal) return { show() {}, clear() {} };
  return {
    show: (text) => void stderr.write(`\r\x1b[2K${printable(text)} …`),
    clear: () => void stderr.write('\r\x1b[2K'),
  };
}

async function showDevices(runner: Runner, flags: VerifyFlags, stdio: Stdio): Promise<Outcome> {
  const found = await findDevices(runner);
  if (flags.format === 'json') await stdio.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  else {
    const lines = found.devices.flatMap(({ device, runs, what, help }) => [
      `${device.padEnd(8)}${runs ? '' : 'no: '}${what}`,
      ...(help === '' ? [] : [`        ${help}`]),
    ]);
    const runtime = found.runtime === null ? 'no ONNX Runtime' : `ONNX Runtime ${found.runtime}`;
    await stdio.stdout.write(`${[runtime, '', ...lines].join('\n')}\n`);
  }
  if (found.devices.some(({ runs }) => runs)) return DONE;
  throw new ResauditError('no model can be run here', { help: found.devices[0]?.help ?? 'install ONNX Runtime' });
}
