import { readdirSync, readFileSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../rules/index.generated.ts';
import { type Resolved, resolve, runCompare, runLint } from '../src/engine/index.ts';
import type { Finding } from '../src/report/report.ts';
import { SEVERITIES, type Severity } from '../src/rule.ts';
import { openSource } from '../src/sources/registry.ts';
import { readSpecText } from '../src/sources/structured/text.ts';

const folder = resolvePath(import.meta.dirname, '../fixtures/cases');

/** A pair of setups that people compared in public; `a` is the one that was right, `twin` the same as `a` in other words. */
interface Case {
  /** C01 to C84 of the collection of worked cases, S for singletons, N for negative controls. */
  readonly id: string;
  readonly title: string;
  readonly threads: readonly string[];
  /** Ids of the findings that must be roots; the first is the first of the report. */
  readonly causes?: readonly string[];
  /** At least so severe is the first; exactly so, with `exactly`. */
  readonly severity?: Severity;
  readonly exactly?: true;
  /** A lint rule that must complain of `b`. */
  readonly lint?: string;
  /** Nothing material may be found, and why. */
  readonly control?: string;
  /** Whether it is decided by what `lint` says of scripts: `a.py`, `b.py` and `twin.py`. */
  readonly scripts?: true;
  /** Why facts alone do not decide it, and what will. */
  readonly undecided?: string;
  readonly note?: string;
}

const CASES: readonly Case[] = JSON.parse(readFileSync(resolvePath(folder, 'cases.json'), 'utf8'));

function read(id: string, name: string): Resolved {
  const file = `${name}.yaml`;
  return resolve(readSpecText(readFileSync(resolvePath(folder, id, file), 'utf8'), file, 'yaml'));
}

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);
const isMaterial = ({ severity }: Finding): boolean => rank(severity) <= rank('warning');
const key = ({ id, severity }: Finding): string => `${id} ${severity}`;
const tree = (findings: readonly Finding[]) =>
  findings.map((finding) => [key(finding), finding.consequences.map(key).sort()]);

describe('cases from public threads', () => {
  it('are 84 with singletons and controls, and each is decided or says why not', () => {
    const numbered = CASES.filter(({ id }) => id.startsWith('C')).map(({ id }) => id);
    expect(numbered).toEqual(Array.from({ length: 84 }, (_, i) => `C${String(i + 1).padStart(2, '0')}`));
    for (const { id, causes, control, undecided, scripts, threads } of CASES) {
      expect(
        [causes, control, undecided, scripts].filter((part) => part !== undefined),
        id,
      ).toHaveLength(1);
      expect(threads.length, id).toBeGreaterThan(0);
    }
    const withFiles = CASES.filter(({ undecided }) => undecided === undefined).map(({ id }) => id);
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual(withFiles.sort());
  });

  for (const { id, title, causes, severity = 'note', exactly, lint, control, undecided, scripts } of CASES) {
    if (undecided !== undefined) continue;
    if (scripts) {
      it(`${id}: ${title}`, async () => {
        const rules = async (name: string) => {
          const setup = await openSource(`${name}.py`, { cwd: resolvePath(folder, id) });
          return runLint(resolve(setup), RULES).findings.map(({ rule }) => rule);
        };
        expect(await rules('b')).toContain(lint);
        expect(await rules('a')).not.toContain(lint);
        expect(await rules('twin')).not.toContain(lint);
      });
      continue;
    }
    it(`${id}: ${title}`, () => {
      const [a, b] = [read(id, 'a'), read(id, 'b')];
      const { findings } = runCompare(a, b, RULES);
      const ids = findings.map((finding) => finding.id);
      if (causes === undefined) {
        expect(findings.filter(isMaterial).map(key), control).toEqual([]);
      } else {
        const first = findings[0];
        expect(first?.id).toBe(causes[0]);
        expect(rank(first?.severity ?? 'note')).toBeLessThanOrEqual(rank(severity));
        if (exactly) expect(first?.severity).toBe(severity);
        expect(ids).toEqual(expect.arrayContaining([...causes]));
        expect(findings.filter((finding) => isMaterial(finding) && !causes.includes(finding.id)).map(key)).toEqual([]);
        expect(first?.a.facts.length).toBeGreaterThan(0);
        const twin = runCompare(a, read(id, 'twin'), RULES).findings;
        expect(twin.filter((finding) => finding.severity !== 'note').map(key)).toEqual([]);
      }
      expect(tree(runCompare(b, a, RULES).findings)).toEqual(tree(findings));
      if (lint !== undefined) {
        expect(runLint(b, RULES).findings.map(({ rule }) => rule)).toContain(lint);
        expect(runLint(a, RULES).findings.map(({ rule }) => rule)).not.toContain(lint);
      }
    });
  }
});
