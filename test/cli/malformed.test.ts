import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './memory-stdio.ts';

/** What a terminal, a log or a diff would act on; a report may have line ends. */
const ACTIVE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
const deep = (open: string, close: string): string => `{"model": ${open.repeat(20_000)}1${close.repeat(20_000)}}`;

/** A file, its bytes, and the cause that must be told. */
const REFUSED: readonly (readonly [file: string, bytes: string | Buffer, cause: RegExp])[] = [
  ['nothing.json', '', /is empty/],
  ['utf16.json', utf16('{"optimizer": {"lr": 0.1}}'), /UTF-16/],
  ['latin1.yaml', Buffer.from('model:\n  name: caf\u00e9\n', 'latin1'), /latin1\.yaml.*UTF-8/],
  ['nul.json', '{"model": {"name": "a\u0000b"}}', /nul\.json.* line 1/],
  ['escape.yaml', 'model:\n  name: "\\e[31mred"\n', /escape\.yaml:2:\d+: .*U\+001B/],
  ['raw-escape.yaml', 'model:\n  name: \u001b[31mred\n', /raw-escape\.yaml:2/],
  ['key.json', '{"optimizer": {"\\u001b]0;title\\u0007": 1}}', /key\.json:1:\d+: .*U\+001B/],
  ['hidden.json', '{"optimizer": {"l\\u202er": 0.1}}', /hidden\.json:1:\d+: .*\\u\{202e\}/],
  ['proto.json', '{"__proto__": {"lr": 1}, "optimizer": {"lr": 0.1}}', /proto\.json:1:2: .*__proto__/],
  ['proto-below.yaml', 'optimizer:\n  __proto__: {lr: 1}\n', /proto-below\.yaml:2:3: .*__proto__/],
  ['constructor.json', '{"constructor": {"prototype": {}}, "loss": "mse"}', /constructor\.json:1:2: .*constructor/],
  ['deep.json', deep('[', ']'), /deep\.json/],
  ['deep.yaml', deep('{a: ', '}'), /deep\.yaml/],
  ['twice.json', '{"loss": "mse", "loss": "mae"}', /twice\.json:1:17: .*twice/],
  ['infinite.json', '{"optimizer": {"lr": 1e999}}', /infinite\.json:1:22: /],
  ['nan.yaml', 'optimizer: {lr: .nan}', /nan\.yaml:1:17: /],
  ['tag.yaml', 'model: !!js/function "function () {}"', /tag\.yaml:1/],
  ['two.yaml', 'loss: mse\n---\nloss: mae\n', /two\.yaml:2/],
  ['number.json', '{"optimizer": {"lr": "fast"}}', /number\.json:1:22: .*optimizer\.lr/],
  ['bound.json', '{"optimizer": {"momentum": 9}}', /bound\.json:1:28: .*optimizer\.momentum/],
  ['list.json', '[{"optimizer": {"lr": 0.1}}]', /list\.json/],
  ['page.html.json', '<!DOCTYPE html><title>404</title>', /web page/],
  ['picture.json', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0]), /picture\.json/],
];

const GOOD = '{"optimizer": {"name": "sgd", "lr": 0.1}, "schedule": "constant"}';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resaudit-'));
  for (const [file, bytes] of REFUSED) await writeFile(join(folder, file), bytes);
  await writeFile(join(folder, 'good.json'), GOOD);
  await writeFile(join(folder, 'huge.json'), GOOD);
  await truncate(join(folder, 'huge.json'), 200 * 1024 * 1024);
  await mkdir(join(folder, 'folder.json'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const expectOneLine = ({ code, out, err }: Awaited<ReturnType<typeof run>>, cause: RegExp): void => {
  expect(err).toMatch(cause);
  expect(err).toMatch(/^error: [^\n]+\n$/);
  expect(err).not.toMatch(ACTIVE);
  expect(err.length).toBeLessThan(1500);
  expect([code, out]).toEqual([2, '']);
};

describe('a file that cannot be read as a spec', () => {
  const files = [...REFUSED, ['huge.json', '', /huge\.json/], ['folder.json', '', /folder\.json/]] as const;
  for (const [file, , cause] of files) {
    it(`${file} ends every command with one line`, async () => {
      const shared = { cwd: folder };
      expectOneLine(await run(['compare', 'good.json', file], shared), cause);
      expectOneLine(await run(['compare', file, 'good.json', '--format', 'json'], shared), cause);
      expectOneLine(await run(['lint', file], shared), cause);
      expectOneLine(await run(['extract', file], shared), cause);
      expectOneLine(await run(['compare', 'good.json', `good.json + ${file}`], shared), cause);
    });
  }

  it('pollutes no prototype', () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>).lr).toBeUndefined();
  });
});

describe('what a spec may hold', () => {
  // Format characters are text to JSON and YAML; in comments and notes anything may stand.
  const hostile = [
    'title: "\u202eevil\u2066"',
    'notes: "a\u2028b\u200bc"',
    '# \u202e a comment that turns the line around \u2069',
    'model: { name: "res\u202enet\u00ad50" } # \u2066',
    'data: { dataset: "image\u200bnet" }',
    'optimizer: { name: "sg\u200dd", lr: 0.1, momentum: 0.9 } # \u202e',
    'metrics: ["top\u20681"]',
  ].join('\n');

  it.each([
    ['compare', 'a.yaml', 'b.yaml'],
    ['compare', 'a.yaml', 'b.yaml', '--format', 'json'],
    ['lint', 'a.yaml'],
    ['extract', 'a.yaml'],
    ['extract', 'a.yaml', '--why', 'model.name'],
  ])('reaches no terminal raw: %s %s', async (...args) => {
    const own = await mkdtemp(join(tmpdir(), 'resaudit-'));
    try {
      await writeFile(join(own, 'a.yaml'), hostile);
      await writeFile(
        join(own, 'b.yaml'),
        hostile.replaceAll('evil', 'good').replaceAll('0.1', '0.9').replaceAll('net', 'ten'),
      );
      const { out, err } = await run(args, { cwd: own, columns: 100, env: { NO_COLOR: '1' } });
      expect(out.length).toBeGreaterThan(0);
      expect(`${out}${err}`).not.toMatch(ACTIVE);
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  });

  it('nor does what the command line gives', async () => {
    const { code, out, err } = await run(
      ['compare', 'good.json', 'good.json', '--set', 'b:model.name=a\u202eb', '--set', 'a:model.name=\u2066c'],
      { cwd: folder, columns: 100, env: { NO_COLOR: '1' } },
    );
    expect(`${out}${err}`).not.toMatch(ACTIVE);
    expect(code).not.toBe(2);
  });
});
