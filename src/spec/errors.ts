import type { TextOrigin } from './origin.ts';

/** What a person did cannot be carried out: exit code 2, one line with the cause and the way out. */
export class ResauditError extends Error {
  override readonly name: string = 'ResauditError';
  readonly help: string | undefined;
  readonly at: TextOrigin | undefined;
  constructor(message: string, options: { help?: string; at?: TextOrigin; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.help = options.help;
    this.at = options.at;
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
