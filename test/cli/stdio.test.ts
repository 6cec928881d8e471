import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { colorLevel, type Output, outputTo, widthOf } from '../../src/cli/stdio.ts';
import { run } from './memory-stdio.ts';

const ESCAPE = '\u001b[';
const terminal: Output = { isTerminal: true, columns: 80, write: async () => {} };
const pipe: Output = { isTerminal: false, write: async () => {} };
const args = ['compare', 'fixtures/first/mine.yaml', 'preset:torchvision/resnet50-v1'];

describe('color', () => {
  it('follows the flag, then NO_COLOR, then FORCE_COLOR, then the terminal', () => {
    expect(colorLevel(undefined, {}, terminal)).toBe(1);
    expect(colorLevel(undefined, {}, pipe)).toBe(0);
    expect(colorLevel(undefined, { TERM: 'dumb' }, terminal)).toBe(0);
    expect(colorLevel(undefined, { FORCE_COLOR: '1' }, pipe)).toBe(1);
    expect(colorLevel(undefined, { FORCE_COLOR: '0' }, terminal)).toBe(0);
    expect(colorLevel(undefined, { NO_COLOR: '1', FORCE_COLOR: '1' }, terminal)).toBe(0);
    expect(colorLevel(undefined, { NO_COLOR: '' }, terminal)).toBe(1);
    expect(colorLevel(true, { NO_COLOR: '1' }, pipe)).toBe(1);
    expect(colorLevel(false, { FORCE_COLOR: '1' }, terminal)).toBe(0);
  });

  it('changes nothing but colors', async () => {
    const plain = await run(args, { columns: 100, env: { NO_COLOR: '1' } });
    const colored = await run(args, { columns: 100 });
    expect(plain.out).not.toContain(ESCAPE);
    expect(colored.out).toContain(ESCAPE);
    expect(stripVTControlCharacters(colored.out)).toBe(plain.out);
    expect((await run([...args, '--no-color'], { columns: 100 })).out).toBe(plain.out);
    expect((await run([...args, '--color'])).out).toContain(ESCAPE);
    expect((await run(args)).out).not.toContain(ESCAPE);
  });
});

describe('width', () => {
  it('is that of the terminal within reason', () => {
    expect([widthOf(terminal), widthOf(pipe)]).toEqual([80, 100]);
    expect(widthOf({ ...terminal, columns: 300 })).toBe(120);
    expect(widthOf({ ...terminal, columns: 20 })).toBe(60);
    expect(widthOf({ ...terminal, columns: 0 })).toBe(100);
  });

  it.each([80, 100, 120])('holds every line of a report to %i columns', async (columns) => {
    const { out } = await run([...args, '--no-color', '--all'], { columns });
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(columns);
  });
});

describe('streams', () => {
  const failing = (code: string): Writable =>
    new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('cannot write'), { code }));
      },
    });

  it('are quiet where nobody reads any more, and keep the exit code', async () => {
    let complained = '';
    const stderr: Output = {
      isTerminal: false,
      write: async (text) => {
        complained += text;
      },
    };
    const stdout = outputTo(failing('EPIPE'));
    const code = await main(args, { stdout, stderr, cwd: '.', env: {} });
    expect([code, complained]).toEqual([1, '']);
    await stdout.write('more');
  });

  it('fail the job where the report cannot be written', async () => {
    let complained = '';
    const stderr: Output = {
      isTerminal: false,
      write: async (text) => {
        complained += text;
      },
    };
    const code = await main(args, { stdout: outputTo(failing('ENOSPC')), stderr, cwd: '.', env: {} });
    expect(code).toBe(2);
    expect(complained).toMatch(/^error: /);
  });

  it('leave the exit code where errors cannot be written either', async () => {
    const broken = outputTo(failing('ENOSPC'));
    expect(await main(['compare', 'a'], { stdout: broken, stderr: broken, cwd: '.', env: {} })).toBe(2);
  });
});
