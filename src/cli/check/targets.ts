import { relative, resolve } from 'node:path';
import type { FoundConfig } from '../../config/find.ts';
import { splitSources } from '../../sources/names.ts';
import { ResauditError } from '../../spec/errors.ts';
import { printable, quoted } from '../../spec/text.ts';
import { filesOf } from '../glob.ts';
import type { Assignment } from '../sets.ts';

/** One comparison or lint to make. */
export type Target = CompareTarget | LintTarget;

export interface CompareTarget {
  readonly kind: 'compare';
  /** How accepted differences and messages call it, wherever the program is run from. */
  readonly id: string;
  /** Sources as they are opened from where the program runs. */
  readonly a: string;
  readonly b: string;
  readonly sets: { readonly a: readonly Assignment[]; readonly b: readonly Assignment[] };
  readonly strict: boolean;
  /** Set where b is a as a commit holds it: what changed is shown, and fails nothing. */
  readonly since?: string;
}

export interface LintTarget {
  readonly kind: 'lint';
  readonly id: string;
  readonly source: string;
}

/**
 * All that a configuration names, with globs expanded.
 * @throws {ResauditError} where it names nothing, or a glob means no file.
 */
export async function targetsOf(found: FoundConfig, cwd: string): Promise<Target[]> {
  const { config, folder, at } = found;
  const ignore = ['**/node_modules/**', '**/resaudit.{config,accepted}.*', ...(config.ignore ?? [])];
  const expand = async (name: string, path: readonly (string | number)[]): Promise<readonly string[]> => {
    if (!isGlob(name)) return [name];
    const files = await filesOf(folder, name, ignore);
    if (files.length === 0) throw new ResauditError(`${quoted(name)} means no file`, { at: at(path) });
    return files;
  };
  const place = (name: string): string => rebase(name, folder, cwd);
  const targets: Target[] = [];
  for (const [name, { a, b, set, strict = false }] of Object.entries(config.compare ?? {})) {
    if (isGlob(b)) {
      throw new ResauditError('a glob can stand on side a only', {
        at: at(['compare', name, 'b']),
        help: 'swap the sides',
      });
    }
    for (const one of await expand(a, ['compare', name, 'a'])) {
      targets.push({
        kind: 'compare',
        id: one === a ? `compare ${name}` : `compare ${name} (${one})`,
        a: place(one),
        b: place(b),
        sets: { a: assignments(set?.a), b: assignments(set?.b) },
        strict,
      });
    }
  }
  const linted = new Set<string>();
  for (const [i, name] of (config.lint ?? []).entries()) {
    for (const source of await expand(name, ['lint', i])) linted.add(source);
  }
  for (const source of linted) targets.push({ kind: 'lint', id: `lint ${source}`, source: place(source) });
  if (targets.length === 0) {
    throw new ResauditError(`${printable(relative(cwd, found.path))} names nothing to compare or lint`, {
      help: 'name comparisons under "compare" and sources under "lint"',
    });
  }
  return targets;
}

/** Every setup of the targets against itself as a commit holds it. A setup that a commit or a preset names does not change. */
export function pastTargets(targets: readonly Target[], ref: string): CompareTarget[] {
  const past = new Map<string, CompareTarget>();
  const add = (source: string, sets: readonly Assignment[]): void => {
    if (splitSources(source).every((part) => part.startsWith('preset:') || part.includes('@'))) return;
    const id = `change ${source}`;
    if (!past.has(id))
      past.set(id, {
        kind: 'compare',
        id,
        a: source,
        b: source,
        sets: { a: sets, b: sets },
        strict: false,
        since: ref,
      });
  };
  for (const target of targets) {
    if (target.kind === 'lint') add(target.source, []);
    else {
      add(target.a, target.sets.a);
      add(target.b, target.sets.b);
    }
  }
  return [...past.values()];
}

/** Whether a name is a glob of files; a source that is joined, has an entry, or is a command is none. */
const isGlob = (name: string): boolean => /[*?{[]/.test(name) && !/\s|::|\(/.test(name) && !name.includes('preset:');

const assignments = (set: Readonly<Record<string, string | number | boolean>> = {}): Assignment[] =>
  Object.entries(set).map(([key, value]) => [key, String(value)]);

/** A source named relative to a folder, named relative to another. */
function rebase(name: string, from: string, to: string): string {
  if (resolve(from) === resolve(to)) return name;
  const parts = splitSources(name).map((part) => {
    if (part.startsWith('preset:') || /^\S+\s/.test(part)) return part;
    const [path = '', ...entry] = part.split('::');
    return [(relative(to, resolve(from, path)) || '.').replaceAll('\\', '/'), ...entry].join('::');
  });
  return parts.join(' + ');
}
