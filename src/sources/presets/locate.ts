import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of shipped recipes: beside the package's manifest, wherever this module was bundled to. */
export function presetsFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new TypeError('the package has no manifest');
    folder = parent;
  }
  return join(folder, 'presets');
}
