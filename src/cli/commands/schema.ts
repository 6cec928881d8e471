import { notAmong } from '../choices.ts';
import type { Outcome } from '../outcome.ts';
import { DONE } from '../outcome.ts';
import { readShipped } from '../shipped.ts';
import type { Stdio } from '../stdio.ts';

export const SCHEMAS = ['spec', 'config', 'compare', 'lint', 'extract', 'check', 'verify'] as const;

export async function run(name: string, stdio: Stdio): Promise<Outcome> {
  const known = SCHEMAS.find((candidate) => candidate === name);
  if (known === undefined) throw notAmong('the schema', name, SCHEMAS);
  await stdio.stdout.write(await readShipped('schemas', `${known}.schema.json`));
  return DONE;
}
