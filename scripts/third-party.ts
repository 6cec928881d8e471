import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Emitter {
  emitFile(file: { type: 'asset'; fileName: string; source: string }): string;
}

interface Bundle {
  readonly [file: string]: { readonly type: string; readonly moduleIds?: readonly string[] };
}

/** Writes the licenses of the packages that were bundled, and of no other. */
export function thirdPartyNotice(fileName: string, expected: readonly string[]) {
  return {
    name: 'third-party-notice',
    generateBundle(this: Emitter, _options: unknown, bundle: Bundle): void {
      const modules = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
      const folders = new Set(modules.flatMap((id) => packageFolder(id) ?? []));
      if (folders.size === 0) return;
      const notices = [...folders].map(notice).sort((x, y) => (x.name < y.name ? -1 : 1));
      const missing = expected.filter((name) => !notices.some((found) => found.name === name));
      if (missing.length > 0) throw new Error(`expected to be bundled, and not: ${missing.join(', ')}`);
      const source = `resaudit contains these packages.\n\n${notices.map(({ text }) => text).join('\n\n')}`;
      this.emitFile({ type: 'asset', fileName, source });
    },
  };
}

/** The folder of the package that a module belongs to; undefined for our own. */
function packageFolder(module: string): string | undefined {
  if (!module.includes('node_modules')) return undefined;
  for (let folder = dirname(module); folder.includes('node_modules'); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && 'version' in JSON.parse(readFileSync(manifest, 'utf8'))) return folder;
  }
  return undefined;
}

function notice(folder: string): { readonly name: string; readonly text: string } {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(?:\.\w+)?$/i.test(entry));
  if (file === undefined) throw new Error(`${name} comes without a license file`);
  const terms = readFileSync(join(folder, file), 'utf8').trim();
  return { name, text: `${'-'.repeat(78)}\n${name} ${version} (${license})\n\n${terms}\n` };
}
