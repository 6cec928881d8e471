import { UsageError } from '../../spec/errors.ts';
import { printable } from '../../spec/text.ts';

/** A function of a script that a person named, with arguments: `train.py::create_transform(pretrained=True)`. */
export interface Entry {
  readonly file: string;
  /** Undefined: the script as it runs. */
  readonly name?: string;
  readonly positional: readonly Literal[];
  readonly keyword: ReadonlyMap<string, Literal>;
}

export type Literal = string | number | boolean | null;

/**
 * Splits the name of a script source into its file and its entry.
 * @throws {UsageError} where the entry cannot be read.
 */
export function parseEntry(name: string): Entry {
  const at = name.indexOf('::');
  if (at < 0) return { file: name, positional: [], keyword: new Map() };
  const file = name.slice(0, at);
  const entry = name.slice(at + 2).trim();
  const match = /^([A-Za-z_$][\w$.]*)(?:\((.*)\))?$/s.exec(entry);
  if (match === null) throw wrongEntry(name);
  const [, callee = '', list = ''] = match;
  const positional: Literal[] = [];
  const keyword = new Map<string, Literal>();
  for (const argument of splitArguments(list, name)) {
    const named = /^([A-Za-z_]\w*)\s*=(?!=)\s*(.*)$/s.exec(argument);
    if (named === null) positional.push(literal(argument, name));
    else keyword.set(named[1] ?? '', literal(named[2] ?? '', name));
  }
  return { file, name: callee, positional, keyword };
}

function splitArguments(list: string, name: string): string[] {
  const parts: string[] = [];
  let current = '';
  let quote = '';
  for (const character of list) {
    if (quote !== '') {
      if (character === quote) quote = '';
      current += character;
    } else if (character === ',') {
      parts.push(current.trim());
      current = '';
    } else {
      if (character === '"' || character === "'") quote = character;
      current += character;
    }
  }
  if (quote !== '') throw wrongEntry(name);
  if (current.trim() !== '') parts.push(current.trim());
  return parts;
}

/** A literal of Python or JavaScript: what both spell alike needs no language. */
function literal(text: string, name: string): Literal {
  const quoted = /^(["'])(.*)\1$/s.exec(text);
  if (quoted !== null) return quoted[2] ?? '';
  if (text === 'True' || text === 'true') return true;
  if (text === 'False' || text === 'false') return false;
  if (text === 'None' || text === 'null') return null;
  if (/^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return Number(text.replaceAll('_', ''));
  throw wrongEntry(name);
}

function wrongEntry(name: string): UsageError {
  return new UsageError(`${printable(name)}: the entry after :: cannot be read`, {
    help: 'write file::function or file::function(name=value, …) with numbers, texts in quotes, true, false or null',
  });
}

/** Values that `--set` gives, by input; a text that is no number, boolean or null is a text. */
export function inputsOf(sets: readonly (readonly [key: string, value: string])[]): ReadonlyMap<string, Literal> {
  return new Map(
    sets.map(([key, written]) => {
      try {
        return [key, literal(written, key)];
      } catch {
        return [key, written];
      }
    }),
  );
}
