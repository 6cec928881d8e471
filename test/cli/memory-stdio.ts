import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main.ts';
import type { Output, Stdio } from '../../src/cli/stdio.ts';

export interface Ran {
  readonly code: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
}

interface Surroundings {
  readonly cwd?: string;
  readonly env?: Stdio['env'];
  /** Width of the terminal; without it there is none. */
  readonly columns?: number;
}

/** Runs the program as a shell would, with its streams kept. */
export async function run(args: readonly string[], { cwd = '.', env = {}, columns }: Surroundings = {}): Promise<Ran> {
  const kept = { out: '', err: '' };
  const output = (name: 'out' | 'err'): Output => ({
    isTerminal: columns !== undefined,
    ...(columns === undefined ? {} : { columns }),
    write: async (text) => {
      kept[name] += text;
    },
  });
  const code = await main(args, { stdout: output('out'), stderr: output('err'), cwd, env });
  return { code, ...kept };
}

/** Runs a test in a folder that holds some files, which goes away afterwards. */
export async function withFolder<T>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'resaudit-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
