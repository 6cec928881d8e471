import { UsageError } from '../spec/errors.ts';

/**
 * Sources as given on a command line: `a + b` in separate words is one source, as it is in one.
 * @throws {UsageError} where a plus sign joins nothing.
 */
export function joinPlus(words: readonly string[]): string[] {
  const sources: string[] = [];
  let joins = false;
  for (const word of words) {
    if (word === '+') {
      if (joins || sources.length === 0) throw danglingPlus();
      joins = true;
    } else if (joins) {
      sources.push(`${sources.pop()} + ${word}`);
      joins = false;
    } else sources.push(word);
  }
  if (joins) throw danglingPlus();
  return sources;
}

const danglingPlus = (): UsageError =>
  new UsageError('a + has nothing to join', { help: 'join sources of one side as: A + B' });
