import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ResauditError, UsageError } from '../../spec/errors.ts';
import { quoted } from '../../spec/text.ts';

/**
 * Absolute paths of the files that a check may be limited to; undefined where all must be checked.
 * @param paths as given on the command line.
 * @param always files that decide about every check, such as the configuration.
 */
export async function touchedFiles(
  cwd: string,
  paths: readonly string[],
  changedSince: string | undefined,
  always: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  if (paths.length === 0 && changedSince === undefined) return undefined;
  const changed = changedSince === undefined ? [] : await changedFiles(cwd, changedSince);
  const touched = new Set([...paths.map((path) => resolve(cwd, path)), ...changed]);
  // What rested on a file that is gone no longer shows it.
  const decidesAll = [...touched].some((file) => always.includes(file) || !existsSync(file));
  return decidesAll ? undefined : touched;
}

async function changedFiles(cwd: string, ref: string): Promise<string[]> {
  if (ref === '' || ref.startsWith('-'))
    throw new UsageError(`--changed-since cannot be ${quoted(ref)}`, { help: 'name a commit, branch or tag' });
  const root = (await git(cwd, ['rev-parse', '--show-toplevel'], ref)).replace(/\r?\n$/, '');
  const names = await Promise.all([
    git(root, ['diff', '--name-only', '--no-renames', '-z', ref, '--'], ref),
    git(root, ['ls-files', '--others', '--exclude-standard', '-z'], ref),
  ]);
  return names.flatMap((list) => list.split('\0').filter((name) => name !== '')).map((name) => resolve(root, name));
}

function git(cwd: string, args: readonly string[], ref: string): Promise<string> {
  return new Promise((done, fail) => {
    execFile('git', [...args], { cwd, maxBuffer: 64 * 1024 * 1024, encoding: 'utf8' }, (error, out) => {
      if (error === null) return done(out);
      const missing = error.code === 'ENOENT';
      fail(
        new ResauditError(missing ? 'git is not installed' : `git cannot tell what changed since ${quoted(ref)}`, {
          help: missing ? 'leave out --changed-since' : 'name a commit that is there; a shallow checkout may lack it',
          cause: error,
        }),
      );
    });
  });
}
