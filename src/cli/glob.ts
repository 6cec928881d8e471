/**
 * The files below a folder that a glob means, named from it with forward slashes, in order. Names that begin with a dot are
 * meant only where the glob writes the dot; links are not followed, as they may lead back in a circle.
 * @param ignore globs of files, and of folders with all that is in them, that are left out.
 */
export async function filesOf(folder: string, glob: string, ignore: readonly string[]): Promise<string[]> {
  const { default: fastGlob } = await import('fast-glob');
  const options = { cwd: folder, ignore: [...ignore], dot: false, followSymbolicLinks: false, suppressErrors: true };
  return (await fastGlob(normal(glob), options)).sort();
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
