import type { Writable } from 'node:stream';
import { ResauditError } from '../spec/errors.ts';

/** Where a command writes to. */
export interface Output {
  readonly isTerminal: boolean;
  /** Width in characters, where it is a terminal. */
  readonly columns?: number;
  /** Resolves once written, or once nobody reads any more. */
  write(text: string): Promise<void>;
}

/** All that a command may know of the process that it runs in. */
export interface Stdio {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** 0: no color; 1: the sixteen basic ones, which follow the theme of the terminal. */
export type ColorLevel = 0 | 1;

export function processStdio(): Stdio {
  return {
    stdout: outputTo(process.stdout),
    stderr: outputTo(process.stderr),
    cwd: process.cwd(),
    env: process.env,
  };
}

/** An output to a stream. That its reader went away, as `head` does, is no error. */
export function outputTo(stream: Writable & { readonly isTTY?: boolean; readonly columns?: number }): Output {
  let broken = false;
  // Without a listener the same error, reported twice, would end the process.
  stream.on('error', () => {
    broken = true;
  });
  return {
    isTerminal: stream.isTTY === true,
    ...(stream.columns === undefined ? {} : { columns: stream.columns }),
    write: (text) =>
      new Promise((resolve, reject) => {
        if (broken) return resolve();
        stream.write(text, (error) => {
          if (error === undefined || error === null || isBrokenPipe(error)) resolve();
          else reject(new ResauditError(`the output cannot be written: ${codeOf(error)}`, { cause: error }));
        });
      }),
  };
}

/** Whether the reader of what is written went away. */
export const isBrokenPipe = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED' || error.code === 'EOF');

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : error.name);

/** Flag over NO_COLOR over FORCE_COLOR over whether it is a terminal. */
export function colorLevel(flag: boolean | undefined, env: Stdio['env'], output: Output | undefined): ColorLevel {
  if (flag !== undefined) return flag ? 1 : 0;
  if (isSet(env.NO_COLOR)) return 0;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced === '0' || forced === 'false' ? 0 : 1;
  return output?.isTerminal === true && env.TERM !== 'dumb' ? 1 : 0;
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

const [NARROWEST, WIDEST, UNKNOWN_WIDTH] = [60, 120, 100];

/** The width that text is set to: the terminal's within reason, or one that suits logs. */
export function widthOf(output: Output | undefined): number {
  if (output?.isTerminal !== true || output.columns === undefined || output.columns <= 0) return UNKNOWN_WIDTH;
  return Math.min(WIDEST, Math.max(NARROWEST, output.columns));
}
