import { stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { ResauditError, UsageError } from '../spec/errors.ts';
import { printable } from '../spec/text.ts';
import { type ReadConfig, readConfig } from './read.ts';

export interface FoundConfig extends ReadConfig {
  /** Absolute path of the file. */
  readonly path: string;
  /** Absolute path of its folder, which what it names is relative to. */
  readonly folder: string;
}

const NAMES = ['resaudit.config.json', 'resaudit.config.jsonc', 'resaudit.config.yaml', 'resaudit.config.yml'] as const;

/**
 * The configuration named, or the nearest one in a folder or those around it.
 * @throws {ResauditError} where there is none, there are several, or it is wrong.
 */
export async function findConfig(cwd: string, named?: string): Promise<FoundConfig> {
  if (named !== undefined) {
    const path = resolve(cwd, named);
    if (!(await isFile(path))) throw new UsageError(`there is no configuration ${printable(named)}`);
    const found = await open(path, cwd);
    if (found === undefined) throw new UsageError(`${printable(named)} has no field "resaudit"`);
    return found;
  }
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const found = await inFolder(folder, cwd);
    if (found !== undefined) return found;
    if (dirname(folder) === folder) break;
  }
  throw new ResauditError('there is no resaudit.config.json, .jsonc or .yaml here or in a folder above', {
    help: 'write one with: resaudit init',
  });
}

/** The files of a folder that hold a configuration. */
export async function configNamesIn(folder: string): Promise<string[]> {
  return (await presentIn(folder, folder)).all;
}

async function presentIn(folder: string, cwd: string) {
  const present: string[] = [];
  for (const name of NAMES) if (await isFile(join(folder, name))) present.push(name);
  const manifest = join(folder, 'package.json');
  const inManifest = (await isFile(manifest)) ? await open(manifest, cwd) : undefined;
  return { present, inManifest, all: [...present, ...(inManifest === undefined ? [] : ['package.json'])] };
}

async function inFolder(folder: string, cwd: string): Promise<FoundConfig | undefined> {
  const { present, inManifest, all } = await presentIn(folder, cwd);
  if (all.length > 1) {
    throw new ResauditError(`${printable(folder)} holds several configurations: ${all.join(', ')}`, {
      help: 'keep one, or name one with --config',
    });
  }
  const [only] = present;
  return only === undefined ? inManifest : open(join(folder, only), cwd);
}

async function open(path: string, cwd: string): Promise<FoundConfig | undefined> {
  const file = (relative(cwd, path) || path).replaceAll('\\', '/');
  const read = await readConfig(path, file);
  return read === undefined ? undefined : { ...read, path, folder: dirname(path) };
}

const isFile = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined))?.isFile() === true;
