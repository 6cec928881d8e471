import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';

/**
 * The file that holds external data, which must lie in the folder of the model, links resolved; undefined where it does
 * not, or does not exist.
 */
export function externalFile(model: string, location: string): string | undefined {
  if (location === '' || location.includes('\0') || isAbsolute(location) || /^[A-Za-z]:/.test(location))
    return undefined;
  try {
    const folder = realpathSync(dirname(model));
    const file = realpathSync(resolve(folder, location.replaceAll('\\', '/')));
    const path = relative(folder, file);
    return path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path) ? undefined : file;
  } catch {
    return undefined;
  }
}
