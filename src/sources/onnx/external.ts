import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { DISK } from '../disk.ts';
import type { Files } from '../source.ts';

/**
 * The file that holds external data, which must lie in the folder of the model, links resolved; undefined where it does
 * not, or does not exist.
 */
export function externalFile(model: string, location: string, files: Files = DISK): string | undefined {
  if (location === '' || location.includes('\0') || isAbsolute(location) || /^[A-Za-z]:/.test(location))
    return undefined;
  try {
    const folder = files.real(dirname(model));
    const file = files.real(resolve(folder, location.replaceAll('\\', '/')));
    const path = relative(folder, file);
    return path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path) ? undefined : file;
  } catch {
    return undefined;
  }
}
