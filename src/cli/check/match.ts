/** Whether a glob (`*`, `**`, `?`, `{a,b}`) means a path with forward slashes. */
export function matches(glob: string, path: string): boolean {
  return new RegExp(`^(?:${patternOf(glob.replaceAll('\\', '/').replace(/^\.\//, ''))})$`, 'u').test(path);
}

function patternOf(glob: string): string {
  let depth = 0;
  // A brace that is not closed is a brace.
  const closes = glob.split('{').length === glob.split('}').length;
  return glob.replaceAll(/\*\*\/|\*\*|\*|\?|\{|\}|,|[\\^$.|+()[\]/]/gu, (part) => {
    if (part === '**/') return '(?:[^/]+/)*';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part === '{' && closes) {
      depth++;
      return '(?:';
    }
    if (part === '}' && depth > 0) {
      depth--;
      return ')';
    }
    if (part === ',') return depth > 0 ? '|' : ',';
    return `\\${part}`;
  });
}
