import { Chalk } from 'chalk';
import { cells, clean, pad, shorten } from './text.ts';

interface Options {
  readonly color: 0 | 1;
  readonly width: number;
}

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly kinds: readonly string[];
}

/** The catalogue of rules, a line each, by facet. */
export function renderRules(rules: readonly Entry[], { color, width }: Options): string {
  const { bold, dim } = new Chalk({ level: color });
  const room = Math.max(0, ...rules.map(({ id }) => cells(id)));
  const facet = (id: string): string => id.split('/')[0] ?? id;
  const lines = rules.flatMap(({ id, title, kinds }, i) => {
    const isNew = i > 0 && facet(id) !== facet(rules[i - 1]?.id ?? '');
    const kind = pad(kinds.join(' '), 12);
    const line = `${bold(pad(id, room))}  ${dim(kind)}  ${shorten(title, width - room - 16)}`;
    return isNew ? ['', line] : [line];
  });
  const about = `${rules.length} rules; one rule’s page: resaudit explain RULE`;
  return `${[...lines, '', dim(about)].join('\n')}\n`;
}

interface PresetEntry {
  readonly name: string;
  readonly title: string;
}

/** The presets, a line each. */
export function renderPresets(presets: readonly PresetEntry[], { color, width }: Options): string {
  const { bold, dim } = new Chalk({ level: color });
  const room = Math.max(0, ...presets.map(({ name }) => cells(name)));
  const lines = presets.map(
    ({ name, title }) => `${bold(pad(name, room))}  ${shorten(clean(title), width - room - 2)}`,
  );
  const about = `one with its citations: resaudit presets NAME; as a side: preset:${presets[0]?.name ?? 'NAME'}`;
  return `${[...lines, '', dim(shorten(about, width))].join('\n')}\n`;
}
