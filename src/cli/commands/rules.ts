import { RULES } from '../../../rules/index.generated.ts';
import { inertJson } from '../../report/json.ts';
import type { FactFormat } from '../../report/reporter.ts';
import type { Rule } from '../../rule.ts';
import { DONE, type Outcome } from '../outcome.ts';
import { colorLevel, type Stdio, widthOf } from '../stdio.ts';

export interface RulesFlags {
  readonly format: FactFormat;
  readonly color?: boolean;
}

export async function run(flags: RulesFlags, stdio: Stdio): Promise<Outcome> {
  if (flags.format === 'json') {
    await stdio.stdout.write(inertJson(RULES.map(record)));
    return DONE;
  }
  const { renderRules } = await import('../../report/pretty/catalogue.ts');
  const color = colorLevel(flags.color, stdio.env, stdio.stdout);
  await stdio.stdout.write(renderRules(RULES.map(record), { color, width: widthOf(stdio.stdout) }));
  return DONE;
}

function record({ id, title, why, help, effect, scope, images, compare, lint, source }: Rule) {
  const kinds = [
    ...(compare === undefined ? [] : ['compare' as const]),
    ...(lint === undefined && source === undefined ? [] : ['lint' as const]),
  ];
  const reads = [...new Set([...(compare?.reads ?? []), ...(compare?.optional ?? []), ...(lint?.reads ?? [])])];
  return { id, title, kinds, why, help, effect, scope, images: images === true, reads };
}
