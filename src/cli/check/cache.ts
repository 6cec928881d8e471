import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DISK } from '../../sources/disk.ts';
import { holds, type Question } from '../../sources/record.ts';
import { installation } from '../shipped.ts';

/** Results of checks, kept between runs. What cannot be read, or no longer holds, is as if it were not there. */
export interface CheckCache {
  /** What was kept of a check, where every file that it asked for is as it was. */
  find(id: string): Promise<Kept | undefined>;
  keep(id: string, kept: Kept): Promise<void>;
  /** Forgets checks other than these. */
  prune(ids: readonly string[]): Promise<void>;
}

export interface Kept {
  readonly questions: readonly Question[];
  readonly result: unknown;
}

export interface CacheOptions {
  readonly cwd: string;
  /** Of the configuration. */
  readonly folder: string;
  /** As `--cache` gives it; false: `--no-cache`. */
  readonly flag: string | false | undefined;
  /** All that decides about results beside the files that sources read. */
  readonly basis: unknown;
}

/** The cache named, or the one beside the packages of the project; undefined where there is neither. */
export async function openCache({ cwd, folder, flag, basis }: CacheOptions): Promise<CheckCache | undefined> {
  if (flag === false) return undefined;
  const place = flag === undefined ? await besidePackages(folder) : resolve(cwd, flag);
  if (place === undefined) return undefined;
  const key = digest(JSON.stringify([await installation(), process.version, cwd, basis]));
  const own = join(place, digest(folder).slice(0, 16));
  const nameOf = (id: string): string => `${digest(id).slice(0, 32)}.json`;
  return {
    async find(id) {
      try {
        const kept = parse(await readFile(join(own, nameOf(id)), 'utf8'), key, id);
        return kept !== undefined && holds(kept.questions, DISK) ? kept : undefined;
      } catch {
        return undefined;
      }
    },
    async keep(id, { questions, result }) {
      const body = JSON.stringify({ key, id, questions, result });
      // What does not survive being written, such as a network, is not kept.
      if (!isDeepStrictEqual(JSON.parse(body).result, result)) return;
      try {
        await mkdir(own, { recursive: true });
        const beside = join(own, `${randomBytes(6).toString('hex')}.new`);
        await writeFile(beside, `${digest(body)}\n${body}`, { flag: 'wx' });
        await rename(beside, join(own, nameOf(id)));
      } catch {
        // A folder that cannot be written to costs time and nothing else.
      }
    },
    async prune(ids) {
      const wanted = new Set(ids.map(nameOf));
      const present = await readdir(own).catch(() => []);
      const gone = present.filter((name) => /^[0-9a-f]{32}\.json$/.test(name) && !wanted.has(name));
      await Promise.all(gone.map((name) => rm(join(own, name), { force: true })));
    },
  };
}

/** The usual place of caches, unless a link leads it out of the project. */
async function besidePackages(folder: string): Promise<string | undefined> {
  const packages = join(folder, 'node_modules');
  if (!(await stat(packages).catch(() => undefined))?.isDirectory()) return undefined;
  const place = join(packages, '.cache', 'resaudit');
  const real = await realpath(place).catch(() => undefined);
  const inside = join(await realpath(packages), '.cache', 'resaudit');
  return real === undefined || real === inside ? place : undefined;
}

function parse(text: string, key: string, id: string): Kept | undefined {
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (end < 0 || digest(body) !== text.slice(0, end)) return undefined;
  const kept: { readonly key?: unknown; readonly id?: unknown } & Kept = JSON.parse(body);
  return kept.key === key && kept.id === id ? kept : undefined;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
