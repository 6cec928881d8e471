import { describe, expect, it } from 'vitest';
import { reporter } from '../../src/report/github.ts';
import type { Finding } from '../../src/report/report.ts';
import { commandsIn } from './commands.ts';
import { A, B, reportsOf } from './sample.ts';

const { compare, lint, options } = reportsOf(A, B);

describe('workflow commands', () => {
  it('name the line and columns', () => {
    const commands = commandsIn(reporter.compare(compare, options));
    expect(commands[0]).toEqual({ command: 'notice', properties: { title: 'resaudit' }, message: compare.answer });
    const rate = commands.find(({ properties }) => properties.title?.includes('[sample/lr]'));
    expect(rate?.command).toBe('error');
    expect(rate?.properties).toMatchObject({ file: 'mine.yaml', line: '4', endLine: '4', col: '7', endColumn: '10' });
    expect(rate?.message).toContain('A: 0.1 (mine.yaml:4:7)\nB: 2 (theirs.json:2:');
  });

  it('of lint name the setup of each complaint', () => {
    const files = commandsIn(reporter.lint(lint, { ...options, all: true })).map(({ properties }) => properties.file);
    expect(files).toContain('mine.yaml');
    expect(files).toContain('theirs.json');
  });

  it('stay within what GitHub keeps, and say what is left', () => {
    const [finding] = compare.findings;
    if (finding === undefined) throw new TypeError('no finding');
    const severities = ['error', 'warning', 'info'] as const;
    const findings = severities.flatMap((severity) =>
      Array.from({ length: 15 }, (): Finding => ({ ...finding, severity })),
    );
    const commands = commandsIn(reporter.compare({ ...compare, findings, lint: { a: [], b: [] } }, options));
    for (const kind of ['error', 'warning', 'notice']) {
      expect(commands.filter(({ command }) => command === kind)).toHaveLength(10);
    }
    expect(commands.at(-1)?.message).toBe('17 more in the summary');
  });

  it('escape exactly what the runner unescapes', () => {
    const nasty = '100 % %0A :: , ::error::x';
    const findings = compare.findings.map((finding) => ({ ...finding, title: nasty, message: nasty }));
    const commands = commandsIn(reporter.compare({ ...compare, findings }, options));
    expect(commands[1]?.message.split('\n')[0]).toBe(nasty);
    expect(commands[1]?.properties.title).toContain(nasty);
  });
});
