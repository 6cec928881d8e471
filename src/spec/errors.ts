import type { TextOrigin } from './origin.ts';
import type { Problem } from './setup.ts';

/**
 * What a person did cannot be carried out: exit code 2, one line with the cause and the way out. The message is printable and
 * names its source; where `at` is given, the place is there and not in the message.
 */
export class ResauditError extends Error {
  override readonly name: string = 'ResauditError';
  readonly help: string | undefined;
  readonly at: TextOrigin | undefined;
  /** All that is wrong, the first being what the message says; empty where there is just that. */
  readonly problems: readonly Problem[];
  constructor(
    message: string,
    options: { help?: string; at?: TextOrigin; cause?: unknown; problems?: readonly Problem[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.help = options.help;
    this.at = options.at;
    this.problems = options.problems ?? [];
  }
}

/** The command line or an option is wrong. */
export class UsageError extends ResauditError {
  override readonly name = 'UsageError';
}

/** A source cannot be read. */
export class SourceError extends ResauditError {
  override readonly name = 'SourceError';
}
