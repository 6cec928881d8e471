import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPORT_FORMATS } from '../../src/report/reporter.ts';
import { run, withFolder } from './memory-stdio.ts';

const setup = (lr: number): string =>
  JSON.stringify({
    framework: { name: 'torch' },
    optimizer: { name: 'sgd', lr },
    train: { epochs: 90 },
    schedule: null,
  });
const FILES = { 'a.json': setup(0.1), 'b.json': setup(2) };
const inFolder = (args: readonly string[]) => withFolder(FILES, (cwd) => run(args, { cwd }));

describe('--format', () => {
  it.each(REPORT_FORMATS)('prints %s of compare and lint', async (format) => {
    for (const args of [
      ['compare', 'a.json', 'b.json'],
      ['lint', 'b.json'],
    ]) {
      const { code, out, err } = await inFolder([...args, '--format', format, '--fail-on', 'never']);
      expect(err).toBe('');
      expect(code).toBe(0);
      expect(out.endsWith('\n')).toBe(true);
    }
  });

  it('fails the cases of JUnit that fail the run', async () => {
    const failures = async (failOn: string): Promise<string | undefined> => {
      const { out } = await inFolder(['compare', 'a.json', 'b.json', '--format', 'junit', '--fail-on', failOn]);
      return / failures="(\d+)"/.exec(out)?.[1];
    };
    expect(await failures('never')).toBe('0');
    expect(Number(await failures('info'))).toBeGreaterThan(0);
  });

  it('writes the page of a rule into SARIF', async () => {
    const { out } = await inFolder(['compare', 'a.json', 'b.json', '--format', 'sarif']);
    const { rules } = JSON.parse(out).runs[0].tool.driver;
    const rule = rules.find(({ id }: { id: string }) => id === 'optimizer/lr');
    expect(rule.help.markdown).toContain('## What it checks');
  });

  it('puts the facts of both sides into the HTML report, and into JSON none', async () => {
    await withFolder(FILES, async (cwd) => {
      const { code, out } = await run(
        ['compare', 'a.json', 'b.json', '--format', 'html', '--fail-on', 'info', '--output', 'r.html'],
        {
          cwd,
        },
      );
      expect([code, out]).toEqual([1, '']);
      expect(await readFile(join(cwd, 'r.html'), 'utf8')).toContain('id="facts-table"');
    });
    const { out } = await inFolder(['compare', 'a.json', 'b.json', '--format', 'json']);
    expect(JSON.parse(out)).not.toHaveProperty('facts');
  });

  it('of facts and catalogues takes only what shows them', async () => {
    for (const args of [['extract', 'a.json'], ['presets'], ['rules']]) {
      const { code, err } = await inFolder([...args, '--format', 'sarif']);
      expect(code).toBe(2);
      expect(err).toMatch(/it takes pretty, json/);
    }
  });
});

describe('--plot', () => {
  it('draws in the terminal', async () => {
    const { out } = await withFolder(FILES, (cwd) =>
      run(['compare', 'a.json', 'b.json', '--plot', '--no-color'], { cwd, columns: 80 }),
    );
    expect(out).toContain('Learning rate over the run');
    for (const line of out.split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
  });

  it('is refused where nothing is drawn', async () => {
    const { code, err } = await inFolder(['compare', 'a.json', 'b.json', '--plot', '--format', 'json']);
    expect(code).toBe(2);
    expect(err).toContain('--plot');
  });
});
