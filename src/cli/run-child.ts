/** The process that runs models for `verify`, so that whatever happens in there ends nothing else. */
import { Worker } from 'node:worker_threads';
import { type RunJob, RuntimeMissing, runHere } from '../forward/session.ts';
import { type ChildAnswer, type ChildStart, TOO_MUCH_MEMORY } from '../forward/spawn.ts';
import { ResauditError } from '../spec/errors.ts';

/**
 * Looks after this process while a run holds its main thread: ends it when its parent is gone, or when it takes more memory
 * than it may.
 */
const WATCH = `
const { workerData } = require('node:worker_threads');
setInterval(() => {
  if (process.ppid !== workerData.parent) process.kill(process.pid, 'SIGKILL');
  if (process.memoryUsage.rss() > workerData.maxMemory) process.kill(process.pid, workerData.signal);
}, 50);
`;

function watch({ maxMemory }: ChildStart): void {
  const workerData = { parent: process.ppid, maxMemory, signal: TOO_MUCH_MEMORY };
  new Worker(WATCH, { eval: true, workerData }).unref();
}

async function answer(job: RunJob): Promise<ChildAnswer> {
  try {
    const result = await runHere(job);
    // Of this process, in KiB.
    return { kind: 'result', result: { ...result, peakMemory: process.resourceUsage().maxRSS * 1024 } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const help = error instanceof ResauditError ? error.help : undefined;
    return {
      kind: 'failed',
      missing: error instanceof RuntimeMissing,
      message,
      ...(help === undefined ? {} : { help }),
    };
  }
}

process.once('message', (start: ChildStart) => {
  watch(start);
  process.on('message', async (job: RunJob) => {
    process.send?.(await answer(job));
  });
});
process.once('disconnect', () => process.exit());
