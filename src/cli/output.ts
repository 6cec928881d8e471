import { randomBytes } from 'node:crypto';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ResauditError } from '../spec/errors.ts';
import { printable } from '../spec/text.ts';
import { isBrokenPipe } from './stdio.ts';

/**
 * Writes a file whole or not at all. What is no regular file, such as a pipe, is written to as it stands.
 * @throws {ResauditError} where it cannot be written.
 */
export async function writeWhole(name: string, cwd: string, text: string): Promise<void> {
  try {
    const path = await realpath(resolve(cwd, name)).catch(() => resolve(cwd, name));
    const present = await stat(path).catch(() => undefined);
    if (present !== undefined && !present.isFile()) {
      await write(await open(path, 'w'), text);
      return;
    }
    // Renaming needs no right to write the file itself; one that is protected stays as it is.
    if (present !== undefined) await (await open(path, 'r+')).close();
    const beside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
    try {
      await write(await open(beside, 'wx', present?.mode ?? 0o666), text);
      await rename(beside, path);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  } catch (error) {
    throw new ResauditError(`${printable(name)} cannot be written: ${reasonOf(error)}`, {
      help: 'name another file after --output',
      cause: error,
    });
  }
}

async function write(file: FileHandle, text: string): Promise<void> {
  try {
    await file.writeFile(text, 'utf8').catch((error: unknown) => {
      if (!isBrokenPipe(error)) throw error;
    });
  } finally {
    await file.close();
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'its name is too long',
  ERR_INVALID_ARG_VALUE: 'its name holds a NUL byte',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (code === '' ? 'unknown reason' : code);
}
