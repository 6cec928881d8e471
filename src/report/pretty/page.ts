import { Chalk, type ChalkInstance } from 'chalk';
import type { Severity } from '../../rule.ts';
import type { ReporterOptions } from '../reporter.ts';
import { cells, clean, shorten, wrap } from './text.ts';

/** What every part of a report is set with. */
export interface Page {
  readonly style: ChalkInstance;
  readonly width: number;
  readonly all: boolean;
  /** The lines of a file, where its text is known. */
  lines(file: string): readonly string[] | undefined;
}

export function pageOf({ color, width, all, texts }: ReporterOptions): Page {
  const split = new Map<string, readonly string[]>();
  return {
    style: new Chalk({ level: color }),
    width,
    all,
    lines(file) {
      const text = texts.get(file);
      if (text === undefined) return undefined;
      const known = split.get(file) ?? text.split(/\r\n|\n|\r/);
      split.set(file, known);
      return known;
    },
  };
}

/** Width of the column that labels stand in. */
export const GUTTER = 10;

type Paint = (text: string) => string;

/** A paragraph beside its label; text of any origin. */
export function labeled(page: Page, label: string, text: string, paint: Paint = (t) => t): string[] {
  return paragraph(page, text, GUTTER, paint).map((line, i) =>
    i === 0 ? page.style.dim(label.padStart(GUTTER - 2)) + line.slice(GUTTER - 2) : line,
  );
}

/** A wrapped paragraph of text of any origin, indented. */
export function paragraph(page: Page, text: string, indent: number, paint: Paint = (t) => t): string[] {
  return wrap(clean(text), page.width - indent).map((line) => ' '.repeat(indent) + paint(line));
}

/** Words at the left and at the right end of a line; below each other where they do not fit. */
export function spread(page: Page, left: string, right: string, paintLeft: Paint, paintRight: Paint): string[] {
  const room = page.width - cells(left) - cells(right);
  if (room < 2) return [paintLeft(left), ' '.repeat(GUTTER) + paintRight(right)];
  return [paintLeft(left) + ' '.repeat(room) + paintRight(right)];
}

export function paintOf({ style }: Page, severity: Severity | 'error' | 'warning' | 'info'): ChalkInstance {
  return { error: style.red, warning: style.yellow, info: style.blue, note: style.dim }[severity];
}

/** A line that begins a section. */
export const heading = ({ style, width }: Page, text: string): string => style.bold(shorten(clean(text), width));
