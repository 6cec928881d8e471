import { join, relative, resolve, sep } from 'node:path';
import { SourceError } from '../spec/errors.ts';
import { printable, quoted } from '../spec/text.ts';
import { blob, commitOf, git } from './git.ts';
import type { FileStat, Files } from './source.ts';

interface Entry {
  readonly kind: FileStat['kind'] | 'link';
  readonly id: string;
  readonly size: number;
}

const FOLDER: Entry = { kind: 'folder', id: '', size: 0 };
/** Links that are followed on the way to one file; more of them go in a circle. */
const MOST_LINKS = 40;

/**
 * The files of a repository as they were at a commit, under the paths that they would have in the working tree. Nothing is
 * checked out; what is not in the commit is not there.
 * @throws {ResauditError} where the commit cannot be read.
 */
export async function filesAt(cwd: string, ref: string, asked: string): Promise<Files> {
  const commit = await commitOf(cwd, ref, asked);
  const failure = `the files of ${quoted(ref)} cannot be listed`;
  const up = await git(cwd, ['rev-parse', '--show-cdup'], failure);
  const root = resolve(cwd, up.replace(/\r?\n$/, ''));
  const listed = await git(root, ['ls-tree', '-r', '-z', '--long', '--full-tree', commit], failure);
  return treeFiles(root, entriesOf(listed));
}

/** Entries by path from the root, folders among them. */
function entriesOf(listed: string): Map<string, Entry> {
  // The mark of a repository, which sources look for, is in no commit.
  const entries = new Map<string, Entry>([
    ['', FOLDER],
    ['.git', FOLDER],
  ]);
  for (const line of listed.split('\0')) {
    const match = /^(\d+) (\w+) (\w+) +(\S+)\t(.+)$/s.exec(line);
    if (match === null) continue;
    const [, mode, type, id = '', size = '0', path = ''] = match;
    if (type !== 'blob') continue;
    entries.set(path, { kind: mode === '120000' ? 'link' : 'file', id, size: Number(size) });
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at);
      if (entries.has(folder)) break;
      entries.set(folder, FOLDER);
    }
  }
  return entries;
}

function treeFiles(root: string, entries: ReadonlyMap<string, Entry>): Files {
  const read = new Map<string, Uint8Array>();
  const bytesOf = (id: string): Uint8Array => {
    const bytes = read.get(id) ?? blob(root, id);
    read.set(id, bytes);
    return bytes;
  };
  /** The path from the root, links resolved; undefined where nothing lies there, or outside. */
  const find = (path: string): string | undefined => {
    const start = relative(root, resolve(path));
    if (start === '..' || start.startsWith(`..${sep}`)) return undefined;
    const left = start.split(sep).filter((part) => part !== '');
    const done: string[] = [];
    for (let links = 0; left.length > 0; ) {
      const part = left.shift() ?? '';
      if (part === '.') continue;
      if (part === '..') {
        if (done.pop() === undefined) return undefined;
        continue;
      }
      const entry = entries.get([...done, part].join('/'));
      if (entry === undefined) return undefined;
      if (entry.kind !== 'link') done.push(part);
      else {
        const target = new TextDecoder().decode(bytesOf(entry.id));
        if (++links > MOST_LINKS || target.startsWith('/')) return undefined;
        left.unshift(...target.split('/').filter((step) => step !== ''));
      }
    }
    return done.join('/');
  };
  const fileAt = (path: string): Entry => {
    const entry = entries.get(find(path) ?? '\0');
    if (entry?.kind !== 'file') throw absent(path);
    return entry;
  };
  return {
    leave(name) {
      throw new SourceError(`${printable(name)} cannot be read as a commit holds it`, {
        help: 'name a script, a spec or a network',
      });
    },
    stat(path) {
      const entry = entries.get(find(path) ?? '\0');
      return entry === undefined || entry.kind === 'link' ? undefined : { kind: entry.kind, size: entry.size };
    },
    read: (path) => bytesOf(fileAt(path).id),
    open(path) {
      const bytes = bytesOf(fileAt(path).id);
      return {
        size: bytes.length,
        readInto(target, offset) {
          const part = bytes.subarray(offset, offset + target.length);
          target.set(part);
          return part.length;
        },
        close() {},
      };
    },
    real(path) {
      const found = find(path);
      if (found === undefined) throw absent(path);
      return join(root, ...found.split('/'));
    },
    list(path) {
      const found = find(path);
      if (found === undefined) throw absent(path);
      const prefix = found === '' ? '' : `${found}/`;
      return [...entries.keys()]
        .filter((each) => each.startsWith(prefix) && each !== found && !each.slice(prefix.length).includes('/'))
        .map((each) => each.slice(prefix.length));
    },
  };
}

/** As `node:fs` would put it. */
function absent(path: string): Error {
  return Object.assign(new Error(`${path} is not in the commit`), { code: 'ENOENT' });
}
