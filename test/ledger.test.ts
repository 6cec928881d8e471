import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULES } from '../rules/index.generated.ts';

interface Entry {
  readonly repo: string;
  readonly commit: string;
  readonly script: string;
  readonly rule: string;
  readonly message: string;
  readonly judgment?: string;
  readonly why?: string;
}

const {
  repositories,
  findings,
}: { repositories: readonly { repo: string; commit: string; scripts: number }[]; findings: readonly Entry[] } =
  JSON.parse(readFileSync(new URL('oracles/data/lint-ledger.json', import.meta.url), 'utf8'));

/** Written by oracles/lint-ledger.mjs from public scripts, and judged by hand. */
describe('the ledger of lint findings on public scripts', () => {
  it('looked at many', () => {
    expect(repositories.reduce((sum, { scripts }) => sum + scripts, 0)).toBeGreaterThan(130);
    expect(findings.length).toBeGreaterThan(20);
  });

  it('has no finding that was not judged, and none that is wrong', () => {
    expect(findings.filter(({ judgment, why }) => judgment !== 'right' || (why ?? '') === '')).toEqual([]);
  });

  it('speaks of rules that there are, and of scripts at a commit', () => {
    const known = new Set(RULES.map(({ id }) => id));
    expect(findings.filter(({ rule }) => !known.has(rule))).toEqual([]);
    for (const { repo, commit } of findings)
      expect(repositories.map((one) => `${one.repo} ${one.commit}`)).toContain(`${repo} ${commit}`);
  });
});
