import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { compareSetups, lintSetups } from '../../src/audit.ts';
import { CHECK_FORMATS } from '../../src/cli/check/formats.ts';
import { rendererOf } from '../../src/cli/check/render.ts';
import type { Checked } from '../../src/cli/check/run.ts';
import { reporter as github } from '../../src/report/github.ts';
import { reporter as html } from '../../src/report/html/index.ts';
import { reporter as junit } from '../../src/report/junit.ts';
import { reporter as markdown } from '../../src/report/markdown.ts';
import { reporter as rdjson } from '../../src/report/rdjson.ts';
import { type FindingReporter, REPORT_FORMATS, type ReporterOptions } from '../../src/report/reporter.ts';
import { reporter as sarif } from '../../src/report/sarif/index.ts';
import { REPORT_SCHEMAS } from '../../src/report/schema.ts';
import { ResauditError } from '../../src/spec/errors.ts';
import type { Setup } from '../../src/spec/setup.ts';
import { commandsIn } from './commands.ts';
import { hostileSetup } from './hostile-setups.ts';
import { elementsIn } from './html/elements.ts';
import { validateSarif } from './oasis/validate.ts';
import { SAMPLE_RULES } from './sample.ts';
import { parseXml } from './xml.ts';

/** What a terminal acts on or hides; a line end is the only one that may stand. */
const ACTIVE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
/** Names of files stay as they are, so that tools find them; JSON escapes what is active in them. */
const FILE_KEYS = ['path', 'uri'];

/** What each format makes of text that must be nothing but text. */
const CHECKS: Readonly<Record<string, { readonly reporter: FindingReporter; readonly check: (text: string) => void }>> =
  {
    sarif: { reporter: sarif, check: checkJson },
    rdjson: { reporter: rdjson, check: checkJson },
    github: {
      reporter: github,
      check(text) {
        for (const { command, properties } of commandsIn(text)) {
          expect(['error', 'warning', 'notice']).toContain(command);
          for (const key of Object.keys(properties)) {
            expect(['file', 'line', 'endLine', 'col', 'endColumn', 'title']).toContain(key);
          }
        }
        expect(commandsIn(text).length).toBeLessThanOrEqual(30);
      },
    },
    junit: {
      reporter: junit,
      check(text) {
        const names = new Set(parseXml(text).map(({ name }) => name));
        for (const name of names) {
          expect(['testsuites', 'testsuite', 'testcase', 'failure', 'skipped', 'system-out']).toContain(name);
        }
      },
    },
    markdown: { reporter: markdown, check: checkMarkdown },
    html: { reporter: html, check: (text) => void elementsIn(text) },
  };

function checkJson(text: string): void {
  JSON.parse(text, (key, value) => {
    if (typeof value === 'string' && !FILE_KEYS.includes(key)) expect(value).not.toMatch(ACTIVE);
    return value;
  });
}

const MARKDOWN_TAGS = 'h1 h2 h3 p strong em table thead tbody tr th td code pre ul li details summary'.split(' ');

/** As GitHub reads it: nothing but our own structure, no link, no image, no mention. */
function checkMarkdown(text: string): void {
  const made = micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });
  const prose = made.replaceAll('<!-- -->', '‖');
  const tags = [...prose.matchAll(/<(?:\/?([\w]*))([^>]*)>/g)];
  for (const [tag, name = '', attributes = ''] of tags) {
    expect(MARKDOWN_TAGS, tag).toContain(name);
    expect(attributes, tag).toMatch(/^(?: class="language-text"| align="\w+")?$/);
  }
  const plain = prose.replaceAll(/<(code|pre)\b.*?<\/\1>/gs, '');
  expect(plain).not.toMatch(/@(?!‖)|#(?=\d)/);
  // Ours are balanced: what an input says closes none of them.
  for (const name of ['details', 'pre', 'table', 'ul']) {
    const count = (start: string): number => tags.filter(([tag]) => tag.startsWith(`${start}${name}`)).length;
    expect(count('<')).toBe(count('</'));
  }
  const rows = [...prose.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) => row.match(/<t[dh]/g)?.length);
  for (const cells of rows) expect([3, 4]).toContain(cells);
}

const optionsFor = (setups: readonly Setup[], all: boolean): ReporterOptions => ({
  texts: new Map(setups.flatMap(({ texts }) => [...texts])),
  color: 0,
  width: 100,
  all,
});

describe('whatever inputs hold', () => {
  it('is looked at in every format', () => {
    // pretty and json have a test of their own, as they show facts as well.
    expect(Object.keys(CHECKS).sort()).toEqual(REPORT_FORMATS.filter((f) => f !== 'pretty' && f !== 'json').sort());
  });

  it.each(Object.keys(CHECKS))('comes out inert in %s', (format) => {
    const { reporter, check } = CHECKS[format] ?? {};
    if (reporter === undefined || check === undefined) throw new TypeError(format);
    fc.assert(
      fc.property(hostileSetup, hostileSetup, fc.boolean(), (a, b, all) => {
        const options = optionsFor([a, b], all);
        const texts = [
          reporter.compare(compareSetups(a, b, SAMPLE_RULES, { withFacts: true }), options),
          reporter.lint(lintSetups([a, b], SAMPLE_RULES), options),
        ];
        for (const text of texts) {
          expect(text).not.toMatch(ACTIVE);
          check(text);
        }
      }),
      { numRuns: 50, seed: 11 },
    );
  });
});

/** All that `check` may come to, with names that are hostile too. */
function checksOf(a: Setup, b: Setup): Checked[] {
  const settled = <F>(left: readonly F[]) => ({ left, used: [], stale: [] });
  const texts = new Map([...a.texts, ...b.texts]);
  const compare = compareSetups(a, b, SAMPLE_RULES, { withFacts: true });
  const lint = lintSetups([a], SAMPLE_RULES);
  const target = {
    kind: 'compare',
    id: `compare ${a.name}`,
    a: a.name,
    b: b.name,
    sets: { a: [], b: [] },
    strict: false,
  } as const;
  const linted = { kind: 'lint', id: `lint ${b.name}`, source: b.name } as const;
  const findings = lint.setups.flatMap((setup) => setup.findings);
  const error = new ResauditError('x cannot be read');
  return [
    { kind: 'compare', target, report: compare, settled: settled(compare.findings), texts },
    {
      kind: 'compare',
      target: { ...target, since: 'HEAD' },
      report: compare,
      settled: settled(compare.findings),
      texts,
    },
    { kind: 'lint', target: linted, report: lint, settled: settled(findings), texts },
    { kind: 'failed', target: linted, error },
    { kind: 'new', target, error },
    { kind: 'untouched', target },
  ];
}

describe('whatever a repository holds', () => {
  it.each(CHECK_FORMATS)('comes out of check inert in %s', async (format) => {
    await fc.assert(
      fc.asyncProperty(hostileSetup, hostileSetup, fc.boolean(), async (a, b, all) => {
        const render = await rendererOf(checksOf(a, b), format);
        const text = render(optionsFor([], all));
        expect(text).not.toMatch(ACTIVE);
        if (format === 'json') {
          expect(REPORT_SCHEMAS.check.safeParse(JSON.parse(text)).error?.issues ?? []).toEqual([]);
        } else CHECKS[format]?.check(text);
        if (format === 'sarif') expect(validateSarif(JSON.parse(text)) || validateSarif.errors).toBe(true);
      }),
      { numRuns: 25, seed: 13 },
    );
  });
});
