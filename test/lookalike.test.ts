import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolve } from '../src/engine/resolve.ts';
import { openSource } from '../src/sources/registry.ts';
import type { Fact } from '../src/spec/fact.ts';
import type { Origin } from '../src/spec/origin.ts';

const root = join(import.meta.dirname, '../fixtures/lookalike');

interface Row {
  readonly fact: string;
  readonly value: unknown;
  readonly status: string;
  readonly at?: { readonly path: string; readonly line: number };
}

interface Script {
  readonly id: string;
  readonly files: readonly { readonly role: string; readonly path: string }[];
  readonly truth: readonly Row[];
}

const { scripts } = JSON.parse(readFileSync(join(root, 'truth.json'), 'utf8')) as { scripts: readonly Script[] };
const ratchet = JSON.parse(readFileSync(join(root, 'unknown.json'), 'utf8')) as Record<string, Record<string, number>>;

async function factsOf({ files }: Script): Promise<ReadonlyMap<string, Fact>> {
  const main = files.find(({ role }) => role === 'main')?.path ?? '';
  return resolve(await openSource(main, { cwd: root })).facts;
}

function places(origin: Origin | undefined): string[] {
  if (origin === undefined) return [];
  const own = origin.kind === 'text' ? [`${origin.file}:${origin.line}`] : [];
  return [...own, ...(origin.via ?? []).flatMap(places)];
}

const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, part) => (typeof part === 'number' ? Number(part.toPrecision(9)) : part));

describe('scripts of real size and style', () => {
  for (const script of scripts) {
    it(`${script.id}: no fact is wrong, and what is written is found where it is written`, async () => {
      const facts = await factsOf(script);
      for (const { fact: path, value, status, at } of script.truth) {
        const fact = facts.get(path);
        const read = fact !== undefined && 'value' in fact ? fact.value : undefined;
        if (status === 'dynamic') expect({ path, read }).toEqual({ path, read: undefined });
        else if (read !== undefined || status !== 'expr') {
          expect({ path, read: rounded(read) }).toEqual({ path, read: rounded(value) });
          if (status === 'framework_default')
            expect({ path, status: fact?.status }).toEqual({ path, status: 'default' });
          if (at !== undefined) expect(places(fact?.origin), path).toContain(`${at.path}:${at.line}`);
        }
      }
    });

    it(`${script.id}: no more is unknown than was, by reason`, async () => {
      const counts: Record<string, number> = {};
      for (const fact of (await factsOf(script)).values()) {
        if (fact.status !== 'unknown' || fact.reason.code === 'not-stated') continue;
        counts[fact.reason.code] = (counts[fact.reason.code] ?? 0) + 1;
      }
      const allowed = ratchet[script.id] ?? {};
      const more = Object.entries(counts).filter(([code, count]) => count > (allowed[code] ?? 0));
      expect(more).toEqual([]);
    });
  }

  it('are enough of them, with rows that can fail', () => {
    expect(scripts.length).toBeGreaterThanOrEqual(8);
    expect(scripts.flatMap(({ truth }) => truth).length).toBeGreaterThan(90);
  });
});
