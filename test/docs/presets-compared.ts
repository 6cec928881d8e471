import { RULES } from '../../rules/index.generated.ts';
import { compareSetups } from '../../src/audit.ts';
import type { CompareReport, Finding } from '../../src/report/report.ts';
import type { Preset } from '../../src/sources/presets/preset.ts';

export interface Compared {
  /** `torchvision/resnet50-v1 against torchvision/resnet50-v2`. */
  readonly pair: string;
  readonly report: CompareReport;
}

/** Every pair of shipped recipes, each once, in order of name. */
export function comparePresets(presets: readonly Preset[]): Compared[] {
  return presets.flatMap((a, i) =>
    presets.slice(i + 1).map((b) => ({
      pair: `${a.name} against ${b.name}`,
      report: compareSetups(a.setup, b.setup, RULES),
    })),
  );
}

/** The page with its generated parts as they should be. */
export function freshComparison(page: string, presets: readonly Preset[], compared: readonly Compared[]): string {
  const pairs = compared.map(({ pair, report }) => `### ${pair}\n\n${differences(report)}`);
  return withRegion(withRegion(page, 'recipes', recipes(presets)), 'pairs', pairs.join('\n\n'));
}

export interface Published {
  readonly pair: string;
  readonly rules: readonly string[];
}

/** The pairs of the tables, each with the rules that its rows name. */
export function publishedDifferences(page: string): Published[] {
  const section = page.slice(page.indexOf('## What the publications say'), page.indexOf('## Every pair'));
  return section
    .split(/^### /m)
    .slice(1)
    .map((part) => {
      const lines = part.split('\n');
      const rows = lines.filter((line) => line.startsWith('| ')).slice(2);
      const rules = rows.flatMap((row) => {
        const cell = row.split(' | ').at(-1) ?? '';
        return [...cell.matchAll(/`([a-z-]+\/[a-z-]+)`/g)].map(([, rule = '']) => rule);
      });
      return { pair: (lines[0] ?? '').trim(), rules };
    });
}

function recipes(presets: readonly Preset[]): string {
  const rows = presets.map(({ name, title, citations, setup }) => {
    const told = [...setup.facts.values()].filter(({ status }) => status !== 'unknown').length;
    return [`\`${name}\``, title, citations.get('setup') ?? '', String(told)].map(cell).join(' | ');
  });
  return [
    '| Preset | Recipe | Source of the setup | Facts |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

function differences({ findings }: CompareReport): string {
  return findings.length === 0 ? 'No difference.' : findings.map(line).join('\n');
}

function line({ severity, rule, subject, message, consequences }: Finding): string {
  const place = subject === 'setup' ? '' : ` (${subject})`;
  const follows = consequences.map((finding) => `\`${finding.rule}\``).join(', ');
  return `- ${severity} \`${rule}\`: ${message}${place}${follows === '' ? '' : `; from it ${follows}`}`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function withRegion(page: string, name: string, text: string): string {
  const region = new RegExp(`(<!-- generated:${name} -->\n).*?(<!-- /generated -->)`, 's');
  if (!region.test(page)) throw new Error(`the page has no region <!-- generated:${name} --> … <!-- /generated -->`);
  return page.replace(region, (_, start: string, end: string) => `${start}\n${text}\n\n${end}`);
}
