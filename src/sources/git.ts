import { execFile, execFileSync } from 'node:child_process';
import { ResauditError, UsageError } from '../spec/errors.ts';
import { quoted } from '../spec/text.ts';

const MOST_BYTES = 1024 * 1024 * 1024;

/**
 * The commit that a name means.
 * @param asked how the person gave it, such as `--baseline`, for messages.
 * @throws {UsageError} where the name cannot be one of a commit.
 * @throws {ResauditError} where there is no such commit, no repository or no git.
 */
export async function commitOf(cwd: string, ref: string, asked: string): Promise<string> {
  if (!isRef(ref)) {
    throw new UsageError(`${asked} cannot be ${quoted(ref)}`, { help: 'name a commit, branch or tag' });
  }
  const out = await git(
    cwd,
    ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`],
    `there is no commit ${quoted(ref)}`,
  );
  return out.trim();
}

/** A name that git reads as one of a commit, and as nothing else: no option, no path inside a commit, no search. */
export const isRef = (ref: string): boolean => /^[^-:^\s~][^:\s\p{Cc}]*$/u.test(ref) && ref.length <= 250;

/**
 * What git prints.
 * @throws {ResauditError} where it fails: `failure`, with what may be the cause.
 */
export function git(cwd: string, args: readonly string[], failure: string): Promise<string> {
  const options = { cwd, maxBuffer: MOST_BYTES, encoding: 'utf8' } as const;
  return new Promise((done, fail) => {
    execFile('git', ['--no-optional-locks', ...args], options, (error, out, err) => {
      if (error === null) done(out);
      else fail(gitError(failure, error, err));
    });
  });
}

/** The bytes of an object. Errors are those of `node:child_process`. */
export function blob(cwd: string, id: string): Uint8Array {
  return execFileSync('git', ['cat-file', 'blob', id], {
    cwd,
    maxBuffer: MOST_BYTES,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function gitError(failure: string, error: Error & { readonly code?: unknown }, said: string): ResauditError {
  if (error.code === 'ENOENT') {
    return new ResauditError('git is not installed', {
      help: 'install it, or leave out what names a commit',
      cause: error,
    });
  }
  const outside = /not a git repository/.test(said);
  return new ResauditError(outside ? `${failure}: this is no git repository` : failure, {
    help: outside ? 'run it inside one' : 'name a commit that is there; a shallow checkout may lack it',
    cause: error,
  });
}
