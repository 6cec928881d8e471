import { CommanderError } from 'commander';
import { UsageError } from '../spec/errors.ts';
import { describeFailure } from './failure.ts';
import { DONE, exitCodeOf, type Outcome } from './outcome.ts';
import { type Buffers, buildProgram } from './program.ts';
import type { Stdio } from './stdio.ts';

/**
 * Runs the program.
 * @param args what follows the name of the program.
 * @returns the exit code.
 */
export async function main(args: readonly string[], stdio: Stdio): Promise<0 | 1 | 2> {
  const buffers: Buffers = { out: '', err: '' };
  let outcome: Outcome = DONE;
  const program = buildProgram(stdio, buffers, (came) => {
    outcome = came;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    outcome = await settle(error, buffers, args, stdio);
  }
  return exitCodeOf(outcome);
}

async function settle(error: unknown, buffers: Buffers, args: readonly string[], stdio: Stdio): Promise<Outcome> {
  try {
    if (error instanceof CommanderError && error.exitCode === 0) {
      await stdio.stdout.write(buffers.out);
      return DONE;
    }
    // Without a command the parser has nothing to complain of; it shows the help.
    const isHelp = error instanceof CommanderError && error.code === 'commander.help';
    await stdio.stderr.write(isHelp ? buffers.err : describeFailure(asUsage(error, args)));
  } catch {
    // Where errors cannot be written either, the exit code is all that is left to say.
  }
  return { kind: 'failed' };
}

/** A complaint of the parser of arguments in our form. */
function asUsage(error: unknown, args: readonly string[]): unknown {
  if (!(error instanceof CommanderError)) return error;
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split(/\s\((?=Did you mean )/);
  const command = args.find((arg) => !arg.startsWith('-'));
  const help = `see: resaudit ${command === undefined || error.code === 'commander.unknownCommand' ? '' : `${command} `}--help`;
  return new UsageError(message, {
    help: suggestion === undefined ? help : `did ${suggestion.slice('Did '.length).replace(/\)$/, '')}`,
  });
}
