import type { Site, SitePlace } from './ir.ts';

interface File {
  readonly name: string;
  readonly text: string;
  readonly lineStarts: readonly number[];
}

/** The table of places that sites are indices of. Offsets are kept; lines and columns are counted when they are asked for. */
export class Sites {
  private readonly files: File[] = [];
  private readonly rows: { readonly file: File; readonly start: number; readonly end: number }[] = [];

  /** Adds a file; `add` then makes sites in it. */
  open(name: string, text: string): (start: number, end: number) => Site {
    const lineStarts = [0];
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) lineStarts.push(i + 1);
    const file = { name, text, lineStarts };
    this.files.push(file);
    return (start, end) => {
      this.rows.push({ file, start, end });
      return this.rows.length;
    };
  }

  /** Where a site is; undefined for the site 0, which is nowhere. */
  place(site: Site): SitePlace | undefined {
    const row = this.rows[site - 1];
    if (row === undefined) return undefined;
    const [line, column] = position(row.file.lineStarts, row.start);
    const [endLine, endColumn] = position(row.file.lineStarts, row.end);
    return { file: row.file.name, line, column, endLine, endColumn };
  }

  /** What is written at a site. */
  text(site: Site): string | undefined {
    const row = this.rows[site - 1];
    return row?.file.text.slice(row.start, row.end);
  }
}

/** Line and column from 1 of an offset, by binary search. */
function position(lineStarts: readonly number[], offset: number): readonly [line: number, column: number] {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return [low + 1, offset - (lineStarts[low] ?? 0) + 1];
}
