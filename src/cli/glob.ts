import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Entries that are looked at, whatever is asked for. */
const MOST_ENTRIES = 200_000;

/**
 * The files below a folder that a glob means, named from it with forward slashes, in order. Names that begin with a dot are
 * meant only where the glob writes the dot.
 * @param ignore globs of files, and of folders with all that is in them, that are left out.
 */
export async function filesOf(folder: string, glob: string, ignore: readonly string[]): Promise<string[]> {
  const parts = normal(glob).split('/');
  const first = parts.findIndex((part) => /[*?{[]/.test(part));
  const base = parts.slice(0, first < 0 ? -1 : first).join('/');
  const wanted = matcher(glob);
  const takesDots = /(?:^|\/)\.[^./]/.test(glob);
  const ignored = ignore.map(matcher);
  const isIgnored = (name: string): boolean => ignored.some((matches) => matches(name));
  const found: string[] = [];
  const seen = new Set<string>();
  const open = [base];
  let looked = 0;
  for (let at = open.pop(); at !== undefined && looked < MOST_ENTRIES; at = open.pop()) {
    const path = join(folder, at);
    // A link that leads back goes in a circle.
    const real = await realpath(path).catch(() => undefined);
    if (real === undefined || seen.has(real)) continue;
    seen.add(real);
    for (const entry of await readdir(path, { withFileTypes: true }).catch(() => [])) {
      looked++;
      const name = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.name.startsWith('.') && !takesDots) continue;
      const kind = entry.isSymbolicLink() ? await stat(join(folder, name)).catch(() => undefined) : entry;
      if (kind?.isDirectory()) {
        if (!isIgnored(`${name}/x`)) open.push(name);
      } else if (kind?.isFile() && wanted(name) && !isIgnored(name)) found.push(name);
    }
  }
  return found.sort();
}

/** Whether a glob (`*`, `**`, `?`, `[ab]`, `{a,b}`) means a path with forward slashes. */
export const matches = (glob: string, path: string): boolean => matcher(glob)(path);

const normal = (glob: string): string => glob.replaceAll('\\', '/').replace(/^\.\//, '');

function matcher(glob: string): (path: string) => boolean {
  const pattern = new RegExp(`^(?:${patternOf(normal(glob))})$`, 'u');
  return (path) => pattern.test(path);
}

function patternOf(glob: string): string {
  let depth = 0;
  // A brace that is not closed is a brace.
  const closes = glob.split('{').length === glob.split('}').length;
  return glob.replaceAll(/\*\*\/|\*\*|\*|\?|\{|\}|,|\[!?[^\]/\\^[]+\]|[\\^$.|+()[\]/-]/gu, (part) => {
    if (part === '**/') return '(?:[^/]+/)*';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 1) return part.replace(/^\[!/, '[^').replaceAll(/[&|~]/g, '\\$&');
    if (part === '{' && closes) {
      depth++;
      return '(?:';
    }
    if (part === '}' && depth > 0) {
      depth--;
      return ')';
    }
    if (part === ',') return depth > 0 ? '|' : ',';
    return part === '-' ? '-' : `\\${part}`;
  });
}
