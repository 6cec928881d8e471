import * as z from 'zod/mini';
import { toJSONSchema } from 'zod/v4/core';
import { SEVERITIES } from '../rule.ts';
import { type Alternative, type FactStatus, KNOWN_STATUSES, REASON_CODES, type Reason } from '../spec/fact.ts';
import type { Origin, TextOrigin } from '../spec/origin.ts';
import type { Problem, SourceInfo } from '../spec/setup.ts';
import { SCOPES } from '../spec/vocabulary.ts';
import {
  type CheckReport,
  type CompareReport,
  type Evidence,
  type ExtractReport,
  type Finding,
  type FindingSide,
  type LintFinding,
  type LintReport,
  type SubjectVerdict,
  type Suppressed,
  VERDICTS,
} from './report.ts';

interface Note {
  readonly id?: string;
  readonly title?: string;
  readonly description?: string;
}

const notes = z.registry<Note>();
const noted = <T extends z.ZodMiniType>(schema: T, note: Note): T => {
  notes.add(schema, note);
  return schema;
};

const count = z.int().check(z.nonnegative());
const position = z.int().check(z.positive());
const texts = z.array(z.string());
const severity = noted(z.enum(SEVERITIES), {
  id: 'severity',
  description:
    'error: likely two points of accuracy or more, or invalid training. warning: typically 0.2 to 2 points. info: convention, or within noise. note: a matter of taste.',
});
const verdict = noted(z.enum(VERDICTS), { id: 'verdict' });
const status: z.ZodMiniType<FactStatus> = noted(z.enum([...KNOWN_STATUSES, 'absent', 'unknown']), {
  id: 'status',
  description: 'How the value is known. absent: known not to be there. unknown: could not be told.',
});
const scopes = z.array(z.enum(SCOPES));
const tool = z.object({ name: z.literal('resaudit'), version: z.string() });

const via = z.exactOptional(
  noted(z.array(z.lazy(() => origin)), { description: 'Places that the value passed through, nearest first.' }),
);

const textOrigin: z.ZodMiniType<TextOrigin> = noted(
  z.object({
    kind: z.literal('text'),
    file: z.string(),
    line: position,
    column: position,
    endLine: z.exactOptional(position),
    endColumn: z.exactOptional(position),
    cell: z.exactOptional(position),
    raw: z.exactOptional(z.string()),
    via,
  }),
  { id: 'place', description: 'A place in a text; lines and columns count from 1, columns in UTF-16 units.' },
);

const origin: z.ZodMiniType<Origin> = noted(
  z.union([
    textOrigin,
    z.object({
      kind: z.literal('graph'),
      file: z.string(),
      node: z.exactOptional(z.string()),
      tensor: z.exactOptional(z.string()),
      via,
    }),
    z.object({
      kind: z.literal('default'),
      library: z.string(),
      version: z.exactOptional(z.string()),
      parameter: z.string(),
      from: z.exactOptional(z.array(z.string())),
      omittedAt: z.exactOptional(textOrigin),
      via,
    }),
    z.object({
      kind: z.literal('preset'),
      preset: z.string(),
      line: position,
      column: position,
      citation: z.string(),
      via,
    }),
    z.object({ kind: z.literal('derived'), from: texts, how: z.string(), via }),
    z.object({
      kind: z.literal('argument'),
      argument: z.string(),
      file: z.exactOptional(z.string()),
      line: z.exactOptional(position),
      column: z.exactOptional(position),
      via,
    }),
  ]),
  { id: 'origin', description: 'Where a fact comes from.' },
);

const reason: z.ZodMiniType<Reason> = noted(
  z.object({
    code: z.enum(REASON_CODES),
    text: z.string(),
    settledBy: z.exactOptional(noted(z.string(), { description: 'What --set would settle it by.' })),
  }),
  { id: 'reason', description: 'Why a fact is unknown.' },
);

const alternative: z.ZodMiniType<Alternative> = z.object({
  value: z.json(),
  when: z.exactOptional(z.string()),
  origin: z.exactOptional(origin),
});

const factShape = {
  status,
  value: z.exactOptional(z.json()),
  origin: z.exactOptional(origin),
  reason: z.exactOptional(reason),
  overridable: z.exactOptional(noted(z.string(), { description: 'The option or parameter that changes it.' })),
  alternatives: z.exactOptional(z.array(alternative)),
  basis: z.exactOptional(
    noted(z.array(z.lazy(() => evidence)), {
      description: 'Of a derived fact: the facts below it that nobody derived, those that differ first.',
    }),
  ),
};
const evidence: z.ZodMiniType<Evidence> = noted(z.object({ path: z.string(), ...factShape }), {
  id: 'fact',
  description: 'A fact that a finding rests on.',
});

const side: z.ZodMiniType<FindingSide> = noted(
  z.object({
    text: z.string(),
    value: z.exactOptional(z.json()),
    status,
    origin: z.exactOptional(origin),
    facts: z.array(evidence),
  }),
  { id: 'side', description: 'What one side has; the first fact is the one to look at.' },
);

const findingShape = {
  id: z.string(),
  rule: z.string(),
  subject: z.string(),
  severity,
  title: z.string(),
  message: noted(z.string(), { description: 'What differs, in one line.' }),
  why: z.string(),
  help: z.string(),
  effect: z.nullable(z.object({ text: z.string(), source: z.string() })),
  context: noted(texts, { description: 'What set the severity.' }),
  fingerprint: noted(z.string(), { description: 'The same for the same difference, however lines move.' }),
};
const finding: z.ZodMiniType<Finding> = noted(
  z.object({
    ...findingShape,
    a: side,
    b: side,
    consequences: noted(z.array(z.lazy(() => finding)), { description: 'Differences that vanish with this one.' }),
  }),
  { id: 'finding' },
);
const lintFinding: z.ZodMiniType<LintFinding> = noted(z.object({ ...findingShape, at: side }), { id: 'complaint' });

const subject: z.ZodMiniType<SubjectVerdict> = noted(
  z.object({
    id: z.string(),
    rule: z.string(),
    subject: z.string(),
    verdict,
    note: z.exactOptional(z.string()),
    missing: z.exactOptional(z.object({ a: texts, b: texts })),
    oneSided: z.exactOptional(z.boolean()),
  }),
  { id: 'check' },
);
const verdicts = noted(z.record(z.string(), verdict), { description: 'The strongest verdict of each rule.' });

const source: z.ZodMiniType<SourceInfo> = z.object({
  name: z.string(),
  kind: z.string(),
  ran: z.exactOptional(z.literal(true)),
});
const sideShape = { name: z.string(), sources: z.array(source), scope: scopes };
const facts = noted(
  z.object({ total: count, byStatus: z.partialRecord(z.enum([...KNOWN_STATUSES, 'absent', 'unknown']), count) }),
  { id: 'counts', description: 'How many facts are known, and how.' },
);

const problemShape = {
  severity: z.enum(['error', 'warning', 'info']),
  code: z.string(),
  message: z.string(),
  help: z.exactOptional(z.string()),
  at: z.exactOptional(textOrigin),
};
const problem: z.ZodMiniType<Problem> = z.object(problemShape);

const suppressed: z.ZodMiniType<readonly Suppressed[]> = noted(
  z.array(
    z.object({
      id: z.string(),
      rule: z.string(),
      severity,
      message: z.string(),
      reason: z.string(),
      at: textOrigin,
    }),
  ),
  { description: 'Findings that comments take out; left out where they take nothing.' },
);

const factTable = noted(z.record(z.string(), z.object(factShape)), { description: 'Facts by path.' });

const compareReport: z.ZodMiniType<CompareReport> = noted(
  z.object({
    schemaVersion: z.literal(1),
    kind: z.literal('compare'),
    tool,
    answer: noted(z.string(), { description: 'The question answered in one sentence.' }),
    a: z.object(sideShape),
    b: z.object(sideShape),
    findings: noted(z.array(finding), { description: 'Roots, worst first.' }),
    verdicts,
    subjects: z.array(subject),
    lint: z.object({ a: z.array(lintFinding), b: z.array(lintFinding) }),
    coverage: z.object({
      facts: z.object({ a: facts, b: facts }),
      unknown: z.array(
        z.object({ side: z.enum(['a', 'b']), settledBy: z.string(), reason: z.string(), checks: texts }),
      ),
      scope: z.exactOptional(z.string()),
      exporters: z.exactOptional(
        noted(z.string(), { description: 'What only exporters make differ between the two networks.' }),
      ),
    }),
    problems: z.array(z.object({ ...problemShape, side: z.enum(['a', 'b']) })),
    suppressed: z.exactOptional(suppressed),
    facts: z.exactOptional(
      noted(z.object({ a: factTable, b: factTable }), {
        description: 'Every fact of both sides; only where it was asked for.',
      }),
    ),
  }),
  { title: 'Report of resaudit compare' },
);

const lintReport: z.ZodMiniType<LintReport> = noted(
  z.object({
    schemaVersion: z.literal(1),
    kind: z.literal('lint'),
    tool,
    answer: z.string(),
    setups: z.array(
      z.object({
        ...sideShape,
        findings: z.array(lintFinding),
        verdicts,
        subjects: z.array(subject),
        facts,
        problems: z.array(problem),
        suppressed: z.exactOptional(suppressed),
      }),
    ),
  }),
  { title: 'Report of resaudit lint' },
);

const extractReport: z.ZodMiniType<ExtractReport> = noted(
  z.object({
    schemaVersion: z.literal(1),
    kind: z.literal('extract'),
    tool,
    source: z.string(),
    sources: z.array(source),
    scope: scopes,
    facts: factTable,
    about: z.exactOptional(z.string()),
    unknown: z.array(
      z.object({
        code: z.enum(REASON_CODES),
        reason: z.string(),
        settledBy: z.exactOptional(z.string()),
        paths: texts,
      }),
    ),
    problems: z.array(problem),
  }),
  { title: 'Report of resaudit extract' },
);

const checkId = noted(z.string(), { description: 'compare NAME, lint SOURCE or change SOURCE.' });

const checkReport: z.ZodMiniType<CheckReport> = noted(
  z.object({
    schemaVersion: z.literal(1),
    kind: z.literal('check'),
    tool,
    checks: z.array(
      z.union([
        z.object({
          id: checkId,
          outcome: z.literal('checked'),
          since: z.exactOptional(
            noted(z.string(), { description: 'The commit that a setup is compared with its past at.' }),
          ),
          accepted: noted(z.int().check(z.nonnegative()), {
            description: 'How many findings were taken out because they are accepted.',
          }),
          report: z.union([compareReport, lintReport]),
        }),
        z.object({
          id: checkId,
          outcome: noted(z.literal('untouched'), { description: 'It rests on no file that was asked about.' }),
        }),
        z.object({
          id: checkId,
          outcome: noted(z.enum(['failed', 'new']), {
            description: 'failed: it could not be made. new: the past of the setup could not be read.',
          }),
          error: z.string(),
        }),
      ]),
    ),
  }),
  { title: 'Report of resaudit check' },
);

export const REPORT_SCHEMAS = {
  compare: compareReport,
  lint: lintReport,
  extract: extractReport,
  check: checkReport,
} as const;

/**
 * The JSON Schema (draft 2020-12) of a report.
 * @param options.closed refuse keys that are not named. What is published is open: reports may gain keys within a version.
 */
export function reportJsonSchema(
  kind: keyof typeof REPORT_SCHEMAS,
  { closed = false }: { readonly closed?: boolean } = {},
): Record<string, unknown> {
  const made = toJSONSchema(REPORT_SCHEMAS[kind], {
    target: 'draft-2020-12',
    metadata: notes,
    io: closed ? 'output' : 'input',
  });
  return JSON.parse(JSON.stringify(made));
}
