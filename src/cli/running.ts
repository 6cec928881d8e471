import { existsSync } from 'node:fs';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { automatic, findDevices } from '../forward/devices.ts';
import { DEVICES, type Device, type Runner, runHere, runtimeInfo } from '../forward/session.ts';
import { childRunner } from '../forward/spawn.ts';
import type { ForwardOptions } from '../forward/verify.ts';
import { UsageError } from '../spec/errors.ts';
import { printable, quoted } from '../spec/text.ts';
import { notAmong } from './choices.ts';
import type { Stdio } from './stdio.ts';

/** How networks are run, as given on a command line. */
export interface RunFlags {
  readonly device?: string;
  readonly batch?: string;
  readonly dims?: readonly string[];
  readonly taps?: string;
  readonly inputs?: string;
  readonly shareWeights?: boolean;
  readonly weights?: string;
  readonly seed?: string;
  readonly threads?: string;
  readonly maxMemory?: string;
  readonly maxTime?: string;
}

/** Calls with what runs models, in a process of its own where the program is built, and ends that process. */
export async function withRunner<T>(flags: RunFlags, use: (runner: Runner) => Promise<T>): Promise<T> {
  const bounds = { maxMemory: memoryOf(flags.maxMemory), maxSeconds: positive('--max-time', flags.maxTime ?? '1800') };
  const script = fileURLToPath(new URL('./run-child.cjs', import.meta.url));
  const child = existsSync(script) ? childRunner(script, bounds) : undefined;
  try {
    return await use(child?.run ?? runHere);
  } finally {
    child?.close();
  }
}

/**
 * @throws {RuntimeMissing} where there is no runtime.
 * @throws {UsageError} where a flag cannot be meant.
 */
export async function forwardOptions(
  flags: RunFlags,
  runner: Runner,
  stdio: Stdio,
): Promise<ForwardOptions & Progress> {
  if (flags.inputs !== undefined && flags.inputs !== 'seeded') throw notAmong('--inputs', flags.inputs, ['seeded']);
  const { version } = await runtimeInfo();
  return {
    device: await deviceOf(flags.device ?? 'cpu', runner),
    runner,
    runtime: `onnxruntime-node ${version}`,
    seed: whole('--seed', flags.seed ?? '0'),
    threads: flags.threads === undefined ? Math.min(8, availableParallelism()) : positive('--threads', flags.threads),
    taps: flags.taps ?? 'blocks',
    dims: dimsOf(flags.dims ?? []),
    ...progressOn(stdio),
    ...(flags.shareWeights === true ? { share: sharingOf(flags.weights ?? 'generic') } : {}),
    ...(flags.batch === undefined ? {} : { batch: positive('--batch', flags.batch) }),
  };
}

interface Progress {
  /** Takes away what was said of the progress. */
  clear(): void;
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
function progressOn({ stderr }: Stdio): Progress & { progress(text: string): void } {
  if (!stderr.isTerminal) return { progress() {}, clear() {} };
  return {
    progress: (text) => void stderr.write(`\r\x1b[2K${printable(text)} …`),
    clear: () => void stderr.write('\r\x1b[2K'),
  };
}
