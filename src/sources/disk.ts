import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import type { Files, RandomAccess } from './source.ts';

/** The files of this machine. */
export const DISK: Files = {
  stat(path) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
    return { kind, size: found.size };
  },
  read: (path) => readFileSync(path),
  open: openFile,
  real: (path) => realpathSync(path),
  list: (path) => readdirSync(path),
};

function openFile(path: string): RandomAccess {
  const fd = openSync(path, 'r');
  return {
    size: fstatSync(fd).size,
    readInto(target, offset) {
      let done = 0;
      while (done < target.length) {
        const count = readSync(fd, target, done, target.length - done, offset + done);
        if (count === 0) break;
        done += count;
      }
      return done;
    },
    close() {
      closeSync(fd);
    },
  };
}
