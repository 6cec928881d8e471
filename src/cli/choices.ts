import { UsageError } from '../spec/errors.ts';
import { nearest } from '../spec/nearest.ts';
import { quoted } from '../spec/text.ts';

/** From this severity on findings fail; `never`: none does. */
export type FailOn = 'error' | 'warning' | 'info' | 'never';
export const FAIL_ON: readonly FailOn[] = ['error', 'warning', 'info', 'never'];

/** The error of a value that is none of those that an option takes. */
export function notAmong(option: string, value: string, choices: readonly string[]): UsageError {
  const meant = nearest(value, choices);
  const all = `it takes ${choices.join(', ')}`;
  return new UsageError(`${option} cannot be ${quoted(value)}`, {
    help: meant === undefined ? all : `did you mean ${meant}? ${all}`,
  });
}
