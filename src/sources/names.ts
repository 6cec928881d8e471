import { UsageError } from '../spec/errors.ts';
import { quoted } from '../spec/text.ts';

/**
 * The sources that a side names: parts joined by ` + ` outside quotes and brackets, such as `train.py + model.onnx`.
 * @throws {UsageError} where a part is empty.
 */
export function splitSources(name: string): string[] {
  const parts: string[] = [];
  let [start, depth, quote] = [0, 0, ''];
  for (let i = 0; i < name.length; i++) {
    const character = name.charAt(i);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = opensQuote(name, i) ? character : '';
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    else if (depth <= 0 && name.startsWith(' + ', i)) {
      parts.push(name.slice(start, i));
      start = i + 3;
      i += 2;
    }
  }
  parts.push(name.slice(start));
  const trimmed = parts.map((part) => unquote(part.trim()));
  if (trimmed.some((part) => part === '')) {
    throw new UsageError(name.trim() === '' ? 'a source has no name' : `a source has no name in ${quoted(name)}`, {
      help: 'name a file, or preset:NAME; join several as: A + B',
    });
  }
  return trimmed;
}

/** An apostrophe within a word, as in `lea's.json`, opens nothing; nor does a quote that is never closed. */
const opensQuote = (name: string, i: number): boolean =>
  !/[\p{L}\p{N}]/u.test(name.charAt(i - 1)) && name.includes(name.charAt(i), i + 1);

const unquote = (part: string): string => /^(["'])(.*)\1$/s.exec(part)?.[2] ?? part;
