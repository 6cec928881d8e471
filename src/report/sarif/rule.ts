import { SEVERITIES, type Severity } from '../../rule.ts';
import type { Entry } from '../entries.ts';
import { clean } from '../pretty/text.ts';
import { messageText } from './message.ts';

export const levelOf = (severity: Severity): 'error' | 'warning' | 'note' =>
  severity === 'error' || severity === 'warning' ? severity : 'note';

/** What is said of a rule once for all of its results. */
export function descriptorOf(rule: string, entries: readonly Entry[], page: string | undefined): unknown {
  const own = entries.filter((entry) => entry.rule === rule);
  const [first] = own;
  if (first === undefined) throw new TypeError(`${rule} has no result`);
  const worst = own.reduce((worst, entry) =>
    SEVERITIES.indexOf(entry.severity) < SEVERITIES.indexOf(worst.severity) ? entry : worst,
  );
  const { title, why, help } = first.finding;
  const level = levelOf(worst.severity);
  return {
    id: rule,
    name: nameOf(rule),
    shortDescription: { text: messageText(clean(title)) },
    fullDescription: { text: messageText(clean(why)) },
    help: { text: messageText(clean(help)), markdown: page === undefined ? escaped(clean(help)) : helpOf(page) },
    defaultConfiguration: { level },
    properties: {
      tags: [rule.split('/')[0] ?? rule],
      'problem.severity': level === 'note' ? 'recommendation' : level,
    },
  };
}

/** `optimizer/weight-decay` is `OptimizerWeightDecay`. */
const nameOf = (rule: string): string =>
  rule
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

const escaped = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>()#+!|&~]/g, '\\$&');

/** A page of the documentation without its title, its marks for generators and links to pages beside it. */
function helpOf(page: string): string {
  return page
    .replaceAll(/<!--.*?-->\n?/gs, '')
    .replace(/^\s*# .*\n+/, '')
    .replaceAll(/\[([^\]]+)\]\((?!https?:)[^)]+\)/g, '$1')
    .trim();
}
