import { describe, expect, it } from 'vitest';
import { type Resolved, resolve, runCompare, runLint } from '../../src/engine/index.ts';
import type { Rule, Severity } from '../../src/rule.ts';
import { SCOPES } from '../../src/spec/vocabulary.ts';
import { setupOf } from './setup.ts';

type Values = Readonly<Record<string, unknown>>;
type Pair = readonly [a: Values, b: Values];

interface Expected {
  readonly pair: Pair;
  readonly severity: Severity;
  /** A part of the message. */
  readonly message?: string;
  readonly subject?: string;
}

interface ExpectedComplaint {
  readonly setup: Values;
  readonly severity: Severity;
  readonly message?: string;
  readonly subject?: string;
}

export interface RuleCases {
  /** Verdict same. */
  readonly same?: Readonly<Record<string, Pair>>;
  readonly equivalent?: Readonly<Record<string, Pair>>;
  readonly different?: Readonly<Record<string, Expected>>;
  readonly unknown?: Readonly<Record<string, Pair>>;
  readonly notApplicable?: Readonly<Record<string, Pair>>;
  readonly clean?: Readonly<Record<string, Values>>;
  readonly complains?: Readonly<Record<string, ExpectedComplaint>>;
  readonly lintUnknown?: Readonly<Record<string, Values>>;
  readonly lintNotApplicable?: Readonly<Record<string, Values>>;
}

/**
 * Runs a rule on pairs (compare) and setups (lint), each given as flat paths with plain values; what is not given is unknown
 * unless a `framework.name` has a default for it. Applies the laws to every case: a setup against itself is silent, swapping
 * the sides mirrors the finding, and every message is produced by some case.
 */
export function ruleTest(rule: Rule, cases: RuleCases): void {
  const produced = new Set<string>();
  const seen = (message: string): void => {
    for (const [id, template] of Object.entries<string>(rule.messages)) {
      const pattern = template.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\\\{\w+\\\}/g, '[\\s\\S]*');
      if (new RegExp(`^${pattern}$`).test(message)) produced.add(id);
    }
  };
  describe(rule.id, () => {
    for (const verdict of ['same', 'equivalent', 'unknown', 'notApplicable'] as const) {
      for (const [title, [a, b]] of Object.entries(cases[verdict] ?? {})) {
        it(`${verdict}: ${title}`, () => {
          const expected = verdict === 'notApplicable' ? 'not-applicable' : verdict;
          expect(verdicts(rule, a, b)).toContain(expected);
          expect(verdicts(rule, a, b)).not.toContain('different');
          expect(verdicts(rule, b, a)).toEqual(verdicts(rule, a, b));
          lawSelf(rule, a);
          lawSelf(rule, b);
        });
      }
    }
    for (const [title, { pair, severity, message, subject }] of Object.entries(cases.different ?? {})) {
      it(`different: ${title}`, () => {
        const [a, b] = pair.map(side) as [Resolved, Resolved];
        const { findings } = runCompare(a, b, [rule]);
        const finding = findings.find((f) => subject === undefined || f.subject === subject);
        expect(finding, 'no finding').toBeDefined();
        if (finding === undefined) return;
        expect(finding.severity).toBe(severity);
        if (message !== undefined) expect(finding.message).toContain(message);
        expect(finding.a.facts.length).toBeGreaterThan(0);
        expect(JSON.parse(JSON.stringify(finding))).toEqual(finding);
        seen(finding.message);
        const mirrored = runCompare(b, a, [rule]).findings;
        expect(mirrored.map(({ id, severity }) => [id, severity])).toEqual(
          findings.map(({ id, severity }) => [id, severity]),
        );
        const back = mirrored.find(({ id }) => id === finding.id);
        expect([back?.b.text, back?.a.text]).toEqual([finding.a.text, finding.b.text]);
        lawSelf(rule, pair[0]);
        lawSelf(rule, pair[1]);
      });
    }
    for (const [title, values] of Object.entries(cases.clean ?? {})) {
      it(`clean: ${title}`, () => {
        expect(lintVerdicts(rule, values)).toContain('same');
        expect(lintVerdicts(rule, values)).not.toContain('different');
      });
    }
    for (const [title, values] of Object.entries(cases.lintUnknown ?? {})) {
      it(`lint unknown: ${title}`, () => {
        expect(lintVerdicts(rule, values)).toContain('unknown');
        expect(lintVerdicts(rule, values)).not.toContain('different');
      });
    }
    for (const [title, values] of Object.entries(cases.lintNotApplicable ?? {})) {
      it(`lint not applicable: ${title}`, () => {
        expect(lintVerdicts(rule, values)).not.toContain('different');
        expect(lintVerdicts(rule, values)).not.toContain('same');
      });
    }
    for (const [title, { setup, severity, message, subject }] of Object.entries(cases.complains ?? {})) {
      it(`complains: ${title}`, () => {
        const { findings } = runLint(side(setup), [rule]);
        const finding = findings.find((f) => subject === undefined || f.subject === subject);
        expect(finding, 'no complaint').toBeDefined();
        if (finding === undefined) return;
        expect(finding.severity).toBe(severity);
        if (message !== undefined) expect(finding.message).toContain(message);
        expect(JSON.parse(JSON.stringify(finding))).toEqual(finding);
        seen(finding.message);
      });
    }
    it('every message is produced by some case', () => {
      if (rule.source === undefined) expect([...produced].sort()).toEqual(Object.keys(rule.messages).sort());
    });
  });
}

/** Every scope is stated, so that a rule's own scope never hides a case; the facts decide the rest. */
function side(values: Values): Resolved {
  return resolve({ ...setupOf(values), scope: (values['setup.scope'] as typeof SCOPES | undefined) ?? SCOPES });
}

function verdicts(rule: Rule, a: Values, b: Values): string[] {
  return runCompare(side(a), side(b), [rule]).subjects.map(({ verdict }) => verdict);
}

function lintVerdicts(rule: Rule, values: Values): string[] {
  return runLint(side(values), [rule]).subjects.map(({ verdict }) => verdict);
}

function lawSelf(rule: Rule, values: Values): void {
  expect(runCompare(side(values), side(values), [rule]).findings).toEqual([]);
}
