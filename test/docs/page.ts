import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RULES } from '../../rules/index.generated.ts';
import { auditCompare, auditLint } from '../../src/audit.ts';
import { complaintBlock, differenceBlock } from '../../src/report/pretty/finding.ts';
import { pageOf } from '../../src/report/pretty/page.ts';
import type { Finding, LintFinding } from '../../src/report/report.ts';
import type { Rule } from '../../src/rule.ts';

const root = resolve(import.meta.dirname, '../..');

/** The sections of a rule's page, in order. */
export const SECTIONS = [
  'What it checks',
  'Why it matters',
  'Example',
  'What to do',
  'When it is fine',
  'References',
] as const;

export interface ExampleFile {
  readonly name: string;
  readonly text: string;
}

/** Blocks with a file name in their info string. */
export function exampleFiles(page: string): ExampleFile[] {
  return [...page.matchAll(/^```(\w+) (\S+)\n(.*?)^```$/gms)].map(([, , name = '', text = '']) => ({ name, text }));
}

/** The text of each section, without what is generated. */
export function sectionsOf(page: string): readonly (readonly [heading: string, text: string])[] {
  const written = page.replaceAll(/<!-- generated:\w+ -->.*?<!-- \/generated -->/gs, '');
  return written
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...lines] = section.split('\n');
      return [heading.trim(), lines.join('\n').trim()] as const;
    });
}

/** The page with its generated parts as they should be. */
export async function freshPage(rule: Rule, page: string): Promise<string> {
  const output = (await exampleFindings(rule, exampleFiles(page))).map(({ lines }) => lines.join('\n'));
  const blocks = output.map((text) => `\`\`\`text\n${text.replaceAll(/[ \t]+$/gm, '')}\n\`\`\``).join('\n\n');
  return withRegion(withRegion(page, 'header', header(rule)), 'output', blocks);
}

function withRegion(page: string, name: string, text: string): string {
  const region = new RegExp(`(<!-- generated:${name} -->\n).*?(<!-- /generated -->)`, 's');
  if (!region.test(page)) throw new Error(`the page has no region <!-- generated:${name} --> … <!-- /generated -->`);
  return page.replace(region, (_, start: string, end: string) => `${start}${text}\n${end}`);
}

function header(rule: Rule): string {
  const inputs = [rule.compare, rule.lint].filter((part) => part !== undefined);
  const paths = (of: 'reads' | 'optional' | 'context'): string[] => [
    ...new Set(inputs.flatMap((part) => part[of] ?? [])),
  ];
  const reads = paths('reads');
  const optional = paths('optional').filter((path) => !reads.includes(path as never));
  const context = paths('context').filter((path) => ![...reads, ...optional].includes(path as never));
  const rows = [
    ['Checks', kindOf(rule)],
    ['Scope', rule.scope.join(', ') + (rule.images === true ? '; setups on images' : '')],
    ['Needs', code(reads)],
    ['Looks at', code(optional)],
    ['Severity depends on', code(context)],
    ['Options', optionsOf(rule)],
  ].filter(([, text]) => text !== '');
  return [`# ${rule.id}`, '', `${rule.title}.`, '', ...rows.map(([label, text]) => `- ${label}: ${text}`)].join('\n');
}

const optionsOf = ({ options = {} }: Rule): string =>
  Object.entries(options)
    .map(([name, option]) => `\`${name}\` (${option.default}): ${option.description}`)
    .join('; ');

const code = (paths: readonly string[]): string => paths.map((path) => `\`${path}\``).join(', ');

/** Whether a rule looks at two setups, at one, or speaks for what a source notices. */
export function kindOf({ compare, lint, source }: Rule): string {
  return [
    ...(compare === undefined ? [] : ['two setups (`compare`)']),
    ...(lint === undefined ? [] : ['one setup (`lint`)']),
    ...(source === undefined ? [] : ['one setup, while it is read (`lint`)']),
  ].join(', ');
}

interface ExampleFinding {
  /** The finding as the terminal report prints it. */
  readonly lines: readonly string[];
}

/**
 * Runs the example of a page: its pair, and what else is there as one setup.
 * @throws {Error} where it does not come to exactly one root finding of the rule, or to others of weight.
 */
async function exampleFindings(rule: Rule, files: readonly ExampleFile[]): Promise<ExampleFinding[]> {
  const cwd = await mkdtemp(join(tmpdir(), 'resaudit-docs-'));
  try {
    for (const { name, text } of files) {
      // A network is no text: its block names the fixture that it is.
      if (name.endsWith('.onnx')) await copyFile(resolve(root, text.trim()), join(cwd, name));
      else await writeFile(join(cwd, name), text);
    }
    const pair = files.filter(({ name }) => /^[ab]\.\w+$/.test(name)).map(({ name }) => name);
    const single = files.filter(({ name }) => !/^[ab]\.\w+$/.test(name)).map(({ name }) => name);
    const found: ExampleFinding[] = [];
    if (pair[0] !== undefined && pair[1] !== undefined) {
      const { report, texts } = await auditCompare(pair[0], pair[1], RULES, { cwd });
      const finding = only(rule, report.findings);
      found.push({ lines: differenceBlock(plain(texts), { finding, others: [] }) });
    }
    if (single.length > 0) {
      const { report, texts } = await auditLint([single.join(' + ')], RULES, { cwd });
      const finding = only(rule, report.setups[0]?.findings ?? []);
      found.push({ lines: complaintBlock(plain(texts), { finding, others: [] }) });
    }
    return found;
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

const plain = (texts: ReadonlyMap<string, string>) => pageOf({ texts, color: 0, width: 100, all: true });

function only<F extends Finding | LintFinding>(rule: Rule, findings: readonly F[]): F {
  const [finding, ...more] = findings.filter((each) => each.rule === rule.id);
  const shown = findings.map(({ id, severity }) => `${severity} ${id}`).join(', ');
  if (finding === undefined || more.length > 0) {
    throw new Error(`the example should come to one root finding of ${rule.id}; it comes to: ${shown || 'nothing'}`);
  }
  const others = findings.filter((each) => each !== finding && /error|warning/.test(each.severity));
  if (others.length > 0) {
    throw new Error(`the example comes to other findings of weight: ${others.map(({ id }) => id).join(', ')}`);
  }
  return finding;
}
