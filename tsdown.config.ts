import { relative } from 'node:path';
import { defineConfig } from 'tsdown';
import { thirdPartyNotice } from './scripts/third-party.ts';

/** Loaded on the way of `compare`, and faster from the bundle than as packages (docs/performance.md). */
const BUNDLED = ['chalk', 'commander', 'jsonc-parser'];

export default defineConfig({
  entry: { bin: 'src/bin.ts', index: 'src/index.ts' },
  format: 'esm',
  target: 'node20.19',
  platform: 'node',
  fixedExtension: false,
  dts: { entry: 'src/index.ts', sourcemap: false },
  deps: { onlyBundle: BUNDLED },
  inputOptions: {
    checks: { pluginTimings: false },
    // The ESM builds, where a package has one beside what Node would load.
    resolve: { mainFields: ['module', 'main'] },
  },
  outputOptions: {
    // One flat folder, so that a module finds the manifest one level up whichever chunk it is in.
    chunkFileNames: ({ facadeModuleId, name }) => `${facadeModuleId ? flat(facadeModuleId) : name}.js`,
  },
  plugins: [thirdPartyNotice('THIRD-PARTY.txt', BUNDLED)],
});

/** `src/sources/onnx/reader.ts` is `sources-onnx-reader`. */
function flat(module: string): string {
  return relative(import.meta.dirname, module)
    .replace(/^src[/\\]/, '')
    .replace(/\.\w+$/, '')
    .replaceAll(/[^\w]+/g, '-');
}
