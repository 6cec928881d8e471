import { RULES } from '../../rules/index.generated.ts';
import { FORMATS_WITH_PAGES, type ReporterOptions, type ReportFormat } from '../report/reporter.ts';
import { readShipped } from './shipped.ts';

/** The pages of the rules that some findings are of, where the format carries them. A rule that is not ours has none. */
export async function readPages(
  format: ReportFormat,
  findings: readonly { readonly rule: string }[],
): Promise<Pick<ReporterOptions, 'pages'>> {
  if (!FORMATS_WITH_PAGES.includes(format)) return {};
  const found = new Set(findings.map(({ rule }) => rule));
  const ours = RULES.filter(({ id }) => found.has(id));
  const read = ours.map(async ({ id }) => [id, await readShipped('docs', 'rules', `${id}.md`)] as const);
  return { pages: new Map(await Promise.all(read)) };
}
