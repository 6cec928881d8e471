import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openSource } from '../../../src/sources/registry.ts';
import type { Fact } from '../../../src/spec/fact.ts';

/** Reads a project of these files, from a folder that is gone afterwards. */
export async function readProject(
  files: Readonly<Record<string, string>>,
  name = 'train.py',
  sets: readonly (readonly [string, string])[] = [],
): Promise<ReadonlyMap<string, Fact>> {
  const cwd = mkdtempSync(join(tmpdir(), 'resaudit-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
    return (await openSource(name, { cwd, sets })).facts;
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** The value of a fact, else its status. */
export function told(facts: ReadonlyMap<string, Fact>, path: string): unknown {
  const fact = facts.get(path);
  return fact !== undefined && 'value' in fact ? fact.value : fact?.status;
}
