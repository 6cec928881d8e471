import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { ResauditError } from '../spec/errors.ts';
import { printable } from '../spec/text.ts';
import { type Feed, fillFeed } from './inputs.ts';

export const DEVICES = ['cpu', 'webgpu', 'cuda', 'dml', 'coreml'] as const;
export type Device = (typeof DEVICES)[number];

export interface RunJob {
  /** The folder that holds `model.onnx` and what it refers to. */
  readonly folder: string;
  readonly feeds: readonly Feed[];
  readonly fetches: readonly string[];
  readonly device: Device;
  readonly threads: number;
  /** Runs in one session; values of all, one after the other. */
  readonly runs?: number;
}

export interface RunResult {
  /** By output; of each run. */
  readonly values: readonly Readonly<Record<string, readonly number[]>>[];
  /** SHA-256 of all input data. */
  readonly inputHash: string;
  /** Nodes by the provider that ran them, where that is not the processor alone. */
  readonly providers: Readonly<Record<string, number>>;
  readonly milliseconds: number;
  /** Largest memory of the process so far, in bytes, where it has one of its own. */
  readonly peakMemory?: number;
}

export type Runner = (job: RunJob) => Promise<RunResult>;

export const INSTALL = 'ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node';

/** The runtime is not installed, or does not load here. */
export class RuntimeMissing extends ResauditError {
  override readonly name = 'RuntimeMissing';
}

/** A model that the runtime refuses, or that fails while it runs. */
export class RunError extends ResauditError {
  override readonly name = 'RunError';
}

/**
 * ONNX Runtime, loaded when it is first asked for.
 * @throws {RuntimeMissing} where it is not there, with the command that installs it.
 */
async function loadRuntime(): Promise<typeof import('onnxruntime-node')> {
  try {
    const loaded = await import('onnxruntime-node');
    return 'default' in loaded ? (loaded.default as typeof import('onnxruntime-node')) : loaded;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const why =
      code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
        ? 'ONNX Runtime is not installed'
        : `ONNX Runtime does not load: ${printable(cause instanceof Error ? cause.message : String(cause), 160)}`;
    throw new RuntimeMissing(why, { help: `install it with: ${INSTALL}`, cause });
  }
}

export interface RuntimeInfo {
  readonly version: string;
  /** Providers that the runtime was built with, by their names in it. */
  readonly backends: readonly string[];
}

/** @throws {RuntimeMissing} where there is no runtime. */
export async function runtimeInfo(): Promise<RuntimeInfo> {
  const { env, listSupportedBackends } = await loadRuntime();
  return {
    version: env.versions.node ?? env.versions.common,
    backends: listSupportedBackends().map(({ name }) => name),
  };
}

/** Runs a model once in this process. */
export async function runHere(job: RunJob): Promise<RunResult> {
  const ort = await loadRuntime();
  const hash = createHash('sha256');
  const feeds: Record<string, Tensor> = {};
  for (const feed of job.feeds) {
    const { type, data } = fillFeed(feed);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    feeds[feed.name] = new ort.Tensor(type as 'float32', data as Float32Array, [...feed.dims]);
  }
  const start = performance.now();
  const profile = job.device === 'cpu' ? undefined : join(job.folder, PROFILE);
  const options = {
    graphOptimizationLevel: 'disabled',
    executionProviders: [provider(job.device)],
    intraOpNumThreads: job.threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // Taps free what they made at once; an arena would keep it.
    enableCpuMemArena: false,
    enableMemPattern: false,
    logSeverityLevel: 4,
    ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
  } as const satisfies InferenceSession.SessionOptions;
  let session: InferenceSession | undefined;
  try {
    session = await ort.InferenceSession.create(join(job.folder, 'model.onnx'), options);
    const values: Record<string, number[]>[] = [];
    for (let i = 0; i < (job.runs ?? 1); i++) {
      const outputs = await session.run(feeds, [...job.fetches]);
      values.push(Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, numbersIn(tensor)])));
    }
    const providers = profile === undefined ? {} : profiled(session, job.folder);
    const milliseconds = performance.now() - start;
    return { values, inputHash: hash.digest('hex'), providers, milliseconds };
  } catch (cause) {
    throw new RunError(explain(cause, job.device), { cause });
  } finally {
    await session?.release();
  }
}

function provider(device: Device): InferenceSession.ExecutionProviderConfig {
  // Rounding to 10 bits of mantissa is a choice of speed that would hide what is looked for.
  const cuda = { name: 'cuda', useTf32: 0 };
  return device === 'cuda' ? cuda : device;
}

function numbersIn({ data }: Tensor): number[] {
  return Array.isArray(data) ? [] : Array.from(data as ArrayLike<number | bigint>, Number);
}

/** Which provider ran how many nodes, from the profile of a session. */
function profiled(session: InferenceSession, folder: string): Record<string, number> {
  session.endProfiling();
  const counts: Record<string, number> = {};
  for (const name of readdirSync(folder).filter((file) => file.startsWith(PROFILE))) {
    const events: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    for (const event of Array.isArray(events) ? events : []) {
      const ran: unknown = event?.args?.provider;
      if (event?.cat === 'Node' && typeof ran === 'string' && ran !== '') counts[ran] = (counts[ran] ?? 0) + 1;
    }
    rmSync(join(folder, name), { force: true });
  }
  return counts;
}

const PROFILE = 'profile';

/** What the runtime complains of, in one line. */
function explain(cause: unknown, device: Device): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const operator = /([\w.]+[:.][\w]+|\w+)\(-?\d+\) is not a registered function\/op/.exec(message)?.[1];
  if (operator !== undefined) return `the runtime does not know the operator ${printable(operator)}`;
  const size = /allocate memory for requested buffer of size (\d+)/.exec(message)?.[1];
  if (size !== undefined) return `the run needs more memory than there is: ${Math.ceil(Number(size) / 1e6)} MB at once`;
  if (device !== 'cpu' && /adapter|not supported|not available|backend not found|provider/i.test(message))
    return `no device for ${device}: ${printable(message, 200)}`;
  return `the runtime fails: ${printable(message.replace(/^.*?(?:ERROR|FAIL) : /, ''), 300)}`;
}
