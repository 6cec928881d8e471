import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPORT_FORMATS } from '../../src/report/reporter.ts';
import { run, withFolder } from '../cli/memory-stdio.ts';

const file = join(import.meta.dirname, '../../docs/guide/formats.md');
const page = readFileSync(file, 'utf8');

const blocks = [...page.matchAll(/^```(\w+) ([\w.-]+)\n(.*?)^```/gms)];
const files = Object.fromEntries(
  blocks.filter(([, kind]) => kind === 'yaml').map(([, , name = '', text = '']) => [name, text]),
);

/** The words of a command line of the page. */
const wordsOf = (command: string): string[] => command.trim().split(/\s+/).slice(1);

const LANGUAGES: Readonly<Record<string, string>> = { markdown: 'markdown', junit: 'xml' };

describe('the page of formats', () => {
  it('shows what its commands print', async () => {
    const outputs = new Map<string, string>();
    await withFolder(files, async (cwd) => {
      for (const [, kind, name = '', command = ''] of blocks) {
        if (kind !== 'sh') continue;
        const { out, err } = await run(wordsOf(command), { cwd });
        expect(err).not.toContain('error:');
        outputs.set(name, out);
      }
    });
    const fresh = page.replaceAll(/(<!-- generated:(\w+) -->\n).*?(<!-- \/generated -->)/gs, (_, start, name, end) => {
      const output = outputs.get(name);
      if (output === undefined) throw new TypeError(`no command is named ${name}`);
      const shown =
        name === 'plot' ? output.slice(output.indexOf('Learning rate over'), output.indexOf('\n\nWhat was')) : output;
      return `${start}\`\`\`\`${LANGUAGES[name] ?? 'text'}\n${shown.trimEnd()}\n\`\`\`\`\n${end}`;
    });
    await expect(fresh).toMatchFileSnapshot(file);
  });

  it('runs every other command, too', async () => {
    const commands = [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, text = '']) =>
      text.replace(/ (?:>>|\|).*$/s, ''),
    );
    expect(commands.length).toBeGreaterThan(3);
    await withFolder(files, async (cwd) => {
      for (const command of commands) expect((await run(wordsOf(command), { cwd })).code, command).toBeLessThan(2);
    });
  });

  it('names every format', () => {
    for (const format of REPORT_FORMATS) expect(page).toContain(`| \`${format}\` |`);
  });
});
