import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ResauditError } from '../spec/errors.ts';
import { VERSION } from '../version.ts';

/**
 * The text of a file that the package ships, by its path from the package's folder.
 * @throws {ResauditError} where the installation lacks it.
 */
export async function readShipped(...path: readonly string[]): Promise<string> {
  try {
    return await readFile(join(packageFolder(), ...path), 'utf8');
  } catch (cause) {
    throw new ResauditError(`${path.join('/')} is missing from this installation`, {
      help: 'install resaudit again',
      cause,
    });
  }
}

/** What tells one installation from another: the version, and the size and date of every file that decides. */
export async function installation(): Promise<readonly unknown[]> {
  const manifest: { readonly files?: readonly string[] } = JSON.parse(await readShipped('package.json'));
  // Pages and schemas are shown; they decide nothing.
  const deciding = (manifest.files ?? []).filter((name) => !/^(?:docs|schemas)\b/.test(name));
  const listed = await Promise.all(deciding.map(filesIn));
  return [VERSION, ...listed.flat().sort()];
}

async function filesIn(name: string): Promise<string[]> {
  const folder = join(packageFolder(), name);
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  return Promise.all(
    files.map(async (file) => {
      const { size, mtimeMs } = await stat(join(folder, file));
      return `${name}/${file} ${size} ${mtimeMs}`;
    }),
  );
}

/** The folder of the package's manifest, wherever this module was bundled to. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new TypeError('the package has no manifest');
    folder = parent;
  }
  return folder;
}
