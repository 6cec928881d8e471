import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser of this machine; RESAUDIT_CHROMIUM names another. */
export function findChromium(): string | undefined {
  const named = process.env.RESAUDIT_CHROMIUM;
  const names = named === undefined ? NAMES : [named];
  return names.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

/** A page in a headless browser, driven over the pipe of the DevTools protocol. */
export interface Browser {
  send(method: string, params?: object): Promise<Record<string, unknown>>;
  /** The value of an expression in the page. */
  evaluate(expression: string): Promise<unknown>;
  /** Opens an address and waits until it is loaded. */
  open(url: string): Promise<void>;
  /** Events so far, by name. */
  events(method: string): readonly Record<string, unknown>[];
  close(): Promise<void>;
}

export async function startBrowser(program: string): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'resaudit-chromium-'));
  const child = spawn(
    program,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--no-first-run',
      '--hide-scrollbars',
      '--window-size=1240,900',
      `--user-data-dir=${profile}`,
      '--remote-debugging-pipe',
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const connection = connect(child);
  const { targetInfos } = await connection.send('Target.getTargets');
  const page = (targetInfos as { targetId: string; type: string }[]).find(({ type }) => type === 'page');
  if (page === undefined) throw new TypeError('the browser opened no page');
  const { sessionId } = await connection.send('Target.attachToTarget', { targetId: page.targetId, flatten: true });
  const send: Browser['send'] = (method, params = {}) => connection.send(method, params, String(sessionId));
  for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await send(`${domain}.enable`);
  return {
    send,
    async evaluate(expression) {
      const { result, exceptionDetails } = await send('Runtime.evaluate', {
        expression,
        returnByValue: true,
        awaitPromise: true,
      });
      if (exceptionDetails !== undefined) throw new TypeError(JSON.stringify(exceptionDetails));
      return (result as { value?: unknown }).value;
    },
    async open(url) {
      const loaded = connection.once('Page.loadEventFired');
      await send('Page.navigate', { url });
      await loaded;
    },
    events: connection.events,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await connection.send('Browser.close').catch(() => child.kill());
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function connect(child: ChildProcess) {
  const [, , , input, output] = child.stdio as unknown[] as [null, null, null, Writable, Readable];
  const waiting = new Map<number, { resolve(result: Record<string, unknown>): void; reject(error: Error): void }>();
  const seen = new Map<string, Record<string, unknown>[]>();
  const listeners = new Map<string, (() => void)[]>();
  let [id, buffer] = [0, ''];
  const take = ({ id, method, params = {}, result = {}, error }: Message): void => {
    if (method !== undefined) {
      seen.set(method, [...(seen.get(method) ?? []), params]);
      for (const listener of listeners.get(method) ?? []) listener();
      listeners.delete(method);
    }
    const call = id === undefined ? undefined : waiting.get(id);
    if (call === undefined || id === undefined) return;
    waiting.delete(id);
    if (error === undefined) call.resolve(result);
    else call.reject(new TypeError(error.message));
  };
  output.setEncoding('utf8').on('data', (text: string) => {
    const parts = (buffer + text).split('\0');
    buffer = parts.pop() ?? '';
    for (const part of parts) take(JSON.parse(part));
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new TypeError('the browser ended'));
  });
  return {
    send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
      id += 1;
      const message = { id, method, params, ...(sessionId === undefined ? {} : { sessionId }) };
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        input.write(`${JSON.stringify(message)}\0`);
      });
    },
    once: (method: string): Promise<void> =>
      new Promise((resolve) => {
        listeners.set(method, [...(listeners.get(method) ?? []), resolve]);
      }),
    events: (method: string): readonly Record<string, unknown>[] => seen.get(method) ?? [],
  };
}
