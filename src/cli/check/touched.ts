import { existsSync, realpathSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { commitOf, git } from '../../sources/git.ts';
import { quoted } from '../../spec/text.ts';

/**
 * Absolute paths of the files that a check may be limited to; undefined where all must be checked.
 * @param paths as given on the command line.
 * @param always files that decide about every check, such as the configuration.
 * @param modules modules of rules: all in their folders decides about every check, since they may import it.
 */
export async function touchedFiles(
  cwd: string,
  paths: readonly string[],
  changedSince: string | undefined,
  always: readonly string[],
  modules: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  if (paths.length === 0 && changedSince === undefined) return undefined;
  const changed = changedSince === undefined ? [] : await changedFiles(cwd, changedSince);
  const touched = new Set([...paths.map((path) => resolve(cwd, path)), ...changed]);
  // What rested on a file that is gone no longer shows it.
  const folders = modules.map((module) => dirname(module) + sep);
  const decides = (file: string): boolean => always.includes(file) || folders.some((folder) => file.startsWith(folder));
  const decidesAll = [...touched].some((file) => decides(file) || !existsSync(file));
  return decidesAll ? undefined : withReal([...touched]);
}

/** Paths, with those that their links lead to. */
export const withReal = (paths: readonly string[]): ReadonlySet<string> =>
  new Set(paths.flatMap((path) => [path, real(path)]));

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

async function changedFiles(cwd: string, ref: string): Promise<string[]> {
  const commit = await commitOf(cwd, ref, '--changed-since');
  const failure = `git cannot tell what changed since ${quoted(ref)}`;
  // Not the top level by its name, in which links are resolved.
  const root = resolve(cwd, (await git(cwd, ['rev-parse', '--show-cdup'], failure)).replace(/\r?\n$/, ''));
  const names = await Promise.all([
    git(root, ['diff', '--name-only', '--no-renames', '-z', commit, '--'], failure),
    git(root, ['ls-files', '--others', '--exclude-standard', '-z'], failure),
  ]);
  return names.flatMap((list) => list.split('\0').filter((name) => name !== '')).map((name) => resolve(root, name));
}
