import { ResauditError } from '../spec/errors.ts';
import { printable } from '../spec/text.ts';
import { VERSION } from '../version.ts';

const LONGEST = 600;

/** What people see of an error: one line with place, cause and way out; of a mistake in this program all that helps to mend it. */
export function describeFailure(error: unknown): string {
  if (error instanceof ResauditError) return `error: ${describeKnown(error)}\n`;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    `error: resaudit ${VERSION} met a mistake of its own. Please report it, with the lines below and what you ran.`,
    ...stack.split('\n').map((line) => `  ${printable(line, LONGEST)}`),
    '',
  ].join('\n');
}

function describeKnown({ message, help, at }: ResauditError): string {
  const place = at === undefined ? '' : `${printable(at.file)}:${at.line}:${at.column}: `;
  const line = `${place}${printable(message, LONGEST)}`;
  return help === undefined ? line : `${line}; ${printable(help, LONGEST)}`;
}
