import { RULES } from '../../../rules/index.generated.ts';
import { ruleNamed } from '../names.ts';
import { DONE, type Outcome } from '../outcome.ts';
import { readShipped } from '../shipped.ts';
import { colorLevel, type Stdio, widthOf } from '../stdio.ts';

export interface ExplainFlags {
  readonly color?: boolean;
}

/** Shows the page of a rule. */
export async function run(id: string, flags: ExplainFlags, stdio: Stdio): Promise<Outcome> {
  const rule = ruleNamed(id, RULES);
  const page = await readShipped('docs', 'rules', `${rule.id}.md`);
  const { renderMarkdown } = await import('../../report/pretty/markdown.ts');
  const color = colorLevel(flags.color, stdio.env, stdio.stdout);
  await stdio.stdout.write(renderMarkdown(page, { color, width: widthOf(stdio.stdout) }));
  return DONE;
}
