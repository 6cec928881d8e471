import { type ChildProcess, fork } from 'node:child_process';
import type { ResauditError } from '../spec/errors.ts';
import { RunError, type RunJob, type Runner, type RunResult, RuntimeMissing } from './session.ts';

export interface Bounds {
  /** Memory that the process of the run may take, in bytes. */
  readonly maxMemory: number;
  /** Time that all runs together may take, in seconds. */
  readonly maxSeconds: number;
}

/** What the child is told at its start, and what it answers to each job. */
export interface ChildStart {
  readonly maxMemory: number;
}
export type ChildAnswer =
  | { readonly kind: 'result'; readonly result: RunResult }
  | { readonly kind: 'failed'; readonly missing: boolean; readonly message: string; readonly help?: string };

/** How a child that took more memory than it may ends itself. */
export const TOO_MUCH_MEMORY = 'SIGTERM';

/** Runs models in a process of their own, which ends when this one does, or when it takes too much. */
export function childRunner(script: string, bounds: Bounds): { readonly run: Runner; close(): void } {
  let child: ChildProcess | undefined;
  const deadline = performance.now() + bounds.maxSeconds * 1000;
  const start = (): ChildProcess => {
    const made = fork(script, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    made.send({ maxMemory: bounds.maxMemory } satisfies ChildStart);
    return made;
  };
  const run = (job: RunJob): Promise<RunResult> => {
    child ??= start();
    const running = child;
    return new Promise((resolve, reject) => {
      let outOfTime = false;
      const timer = setTimeout(
        () => {
          outOfTime = true;
          running.kill('SIGKILL');
        },
        Math.max(0, deadline - performance.now()),
      );
      const done = (): void => {
        clearTimeout(timer);
        running.off('message', answered);
        running.off('exit', exited);
      };
      const answered = (answer: ChildAnswer): void => {
        done();
        if (answer.kind === 'result') resolve(answer.result);
        else {
          const { message, help, missing } = answer;
          const options = help === undefined ? {} : { help };
          reject(missing ? new RuntimeMissing(message, options) : new RunError(message, options));
        }
      };
      const exited = (code: number | null, signal: NodeJS.Signals | null): void => {
        done();
        child = undefined;
        reject(ended(code, signal, outOfTime, bounds));
      };
      running.on('message', answered);
      running.on('exit', exited);
      running.send(job);
    });
  };
  return { run, close: () => child?.kill('SIGKILL') };
}

function ended(code: number | null, signal: string | null, outOfTime: boolean, bounds: Bounds): ResauditError {
  if (outOfTime) {
    return new RunError(`the run was ended: it took more than ${bounds.maxSeconds} s`, {
      help: 'give it more with --max-time, or less to do with --batch 1',
    });
  }
  if (signal === TOO_MUCH_MEMORY) {
    return new RunError(`the run was ended: it took more than ${Math.round(bounds.maxMemory / 1e6)} MB`, {
      help: 'give it more with --max-memory, or less to hold with --batch 1 or --dims',
    });
  }
  return new RunError(`the run ended by itself (${signal ?? `exit code ${code}`})`, {
    help: signal === 'SIGKILL' ? 'the system may be out of memory: try --batch 1' : 'try another --device',
  });
}
