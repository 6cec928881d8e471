import type { TextOrigin } from '../../spec/origin.ts';
import type { Range } from './node.ts';

/** Turns offsets of one text into places of its file. */
export interface Places {
  at(range: Range): TextOrigin;
}

export function placesOf(text: string, file: string): Places {
  const starts = [0];
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  const position = (offset: number): readonly [line: number, column: number] => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return [low + 1, offset - (starts[low] ?? 0) + 1];
  };
  return {
    at({ start, end }) {
      const [line, column] = position(start);
      const [endLine, endColumn] = position(end);
      return { kind: 'text', file, line, column, endLine, endColumn };
    },
  };
}
