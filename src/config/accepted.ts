import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { SEVERITIES, type Severity } from '../rule.ts';
import { ResauditError } from '../spec/errors.ts';
import { printable } from '../spec/text.ts';

export const ACCEPTED_FILE = 'resaudit.accepted.json';

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const day = z.string().check(z.regex(DAY));

const entry = z.strictObject({
  /** The comparison or lint that the finding is of, such as `compare mine` or `lint train.py`. */
  in: z.string(),
  /** The finding, such as `optimizer/lr`. */
  id: z.string(),
  /** The same for the same finding, however lines move. */
  fingerprint: z.string(),
  /** A finding that has become worse than this is shown again. */
  severity: z.enum(SEVERITIES),
  message: z.string(),
  reason: z.string().check(z.minLength(1)),
  /** The last day on which it holds; left out: it does not expire. */
  expires: z.optional(day),
});

const document = z.strictObject({ schemaVersion: z.literal(1), accepted: z.array(entry) });

export type AcceptedEntry = z.infer<typeof entry>;

export const isDay = (text: string): boolean =>
  DAY.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

/**
 * What is accepted beside a configuration; nothing where there is no such file.
 * @throws {ResauditError} where the file is broken.
 */
export async function readAccepted(folder: string): Promise<readonly AcceptedEntry[]> {
  const text = await readFile(join(folder, ACCEPTED_FILE), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new ResauditError(`${ACCEPTED_FILE} cannot be read`, { cause });
  });
  if (text === undefined) return [];
  const parsed = document.safeParse(parse(text));
  if (parsed.success) return parsed.data.accepted;
  const [issue] = parsed.error.issues;
  throw broken(`${printable(issue?.path.map(String).join('.') ?? '')}: ${printable(issue?.message ?? '')}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw broken('it is no JSON');
  }
}

const broken = (why: string): ResauditError =>
  new ResauditError(`${ACCEPTED_FILE} is broken: ${why}`, {
    help: 'mend it, or delete it and run resaudit accept again',
  });

export const acceptedText = (accepted: readonly AcceptedEntry[]): string =>
  `${JSON.stringify({ schemaVersion: 1, accepted }, null, 2)}\n`;

interface Acceptable {
  readonly id: string;
  readonly fingerprint: string;
  readonly severity: Severity;
}

export interface Settled<F> {
  readonly left: readonly F[];
  /** Entries that took a finding out. */
  readonly used: readonly AcceptedEntry[];
  /** Entries that would have, but for their date or because the finding has become worse. */
  readonly stale: readonly { readonly entry: AcceptedEntry; readonly why: 'expired' | 'worse' }[];
}

/**
 * Takes accepted findings out.
 * @param today as `2026-01-31`.
 */
export function settle<F extends Acceptable>(
  target: string,
  findings: readonly F[],
  accepted: readonly AcceptedEntry[],
  today: string,
): Settled<F> {
  const left: F[] = [];
  const used: AcceptedEntry[] = [];
  const stale: { entry: AcceptedEntry; why: 'expired' | 'worse' }[] = [];
  for (const finding of findings) {
    const entry = accepted.find(
      (each) => each.in === target && each.id === finding.id && each.fingerprint === finding.fingerprint,
    );
    if (entry === undefined) left.push(finding);
    else if (entry.expires !== undefined && entry.expires < today) {
      left.push(finding);
      stale.push({ entry, why: 'expired' });
    } else if (SEVERITIES.indexOf(finding.severity) < SEVERITIES.indexOf(entry.severity)) {
      left.push(finding);
      stale.push({ entry, why: 'worse' });
    } else used.push(entry);
  }
  return { left, used, stale };
}
