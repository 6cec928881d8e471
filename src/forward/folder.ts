import { constants, copyFileSync, linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Composition } from './compose.ts';

/** A folder of its own for models that are run, taken away when done. */
export interface RunFolder {
  readonly path: string;
  /** Writes a model, with links to the files that hold its weights. */
  write(model: Composition): void;
  remove(): void;
}

export function makeRunFolder(): RunFolder {
  const path = mkdtempSync(join(tmpdir(), 'resaudit-run-'));
  const linked = new Map<string, string>();
  return {
    path,
    write(model) {
      for (const [name, target] of model.links) {
        if (linked.get(name) === target) continue;
        const place = join(path, name);
        rmSync(place, { force: true });
        // The runtime follows no symbolic link out of the folder; where there can be no hard one, the file is copied.
        try {
          linkSync(target, place);
        } catch {
          copyFileSync(target, place, constants.COPYFILE_FICLONE);
        }
        linked.set(name, target);
      }
      writeFileSync(join(path, 'model.onnx'), model.finish());
    },
    remove() {
      rmSync(path, { recursive: true, force: true });
    },
  };
}
