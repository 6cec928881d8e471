import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../cli/memory-stdio.ts';

/**
 * A page that is followed from top to bottom in an empty folder: a block with a file name (```python train.py) is written there,
 * and each command of a block of the language `console` is run. Its output follows it; `head=12` behind the language shows only
 * that many lines of it.
 * @returns the page with the output as it is, and how many commands were run.
 */
export async function follow(page: string): Promise<{ readonly page: string; readonly commands: number }> {
  const cwd = await mkdtemp(join(tmpdir(), 'resaudit-page-'));
  let commands = 0;
  try {
    const parts: string[] = [];
    let at = 0;
    for (const match of page.matchAll(/^```(\w+)(?: ([^\n]+))?\n(.*?)^```$/gms)) {
      const [block, language = '', info = '', text = ''] = match;
      parts.push(page.slice(at, match.index));
      at = match.index + block.length;
      if (language !== 'console') {
        if (/^[\w./-]+$/.test(info)) {
          await mkdir(dirname(join(cwd, info)), { recursive: true });
          await writeFile(join(cwd, info), text);
        }
        parts.push(block);
        continue;
      }
      const most = Number(/^head=(\d+)$/.exec(info)?.[1] ?? Number.POSITIVE_INFINITY);
      const shown: string[] = [];
      for (const line of text.split('\n').filter((each) => each.startsWith('$ '))) {
        commands++;
        shown.push(line, ...(await outputOf(line.slice(2), cwd, most)));
      }
      parts.push(`\`\`\`console${info === '' ? '' : ` ${info}`}\n${shown.join('\n')}\n\`\`\``);
    }
    return { page: [...parts, page.slice(at)].join(''), commands };
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

async function outputOf(command: string, cwd: string, most: number): Promise<string[]> {
  const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
  const [program, ...args] = words;
  if (program !== 'resaudit') throw new Error(`a page can only run resaudit, not ${command}`);
  const { out, err } = await run(args, { cwd });
  if (err.includes('mistake of its own')) throw new Error(err);
  const lines = `${out}${err}`.trimEnd().split('\n');
  const trimmed = lines.map((line) => line.trimEnd());
  return trimmed.length > most ? [...trimmed.slice(0, most), '…'] : trimmed;
}
