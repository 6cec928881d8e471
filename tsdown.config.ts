import { relative } from 'node:path';
import { defineConfig } from 'tsdown';
import { thirdPartyNotice } from './scripts/third-party.ts';

/** Loaded on the way of `compare`, and faster from the bundle than as packages (docs/performance.md). */
const BUNDLED = ['chalk', 'commander', 'jsonc-parser', 'web-tree-sitter'];

export default defineConfig({
  entry: { bin: 'src/bin.ts', index: 'src/index.ts', 'run-child': 'src/cli/run-child.ts' },
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
    // What every comparison needs is one file; every further one costs time to find and to link.
    codeSplitting: {
      groups: [
        { name: 'base', test: isBase, priority: 2 },
        { name: 'core', test: isCore, priority: 1 },
      ],
    },
    // One flat folder, so that a module finds the manifest one level up whichever chunk it is in.
    chunkFileNames: ({ facadeModuleId, name }) => `${facadeModuleId ? flat(facadeModuleId) : name}.js`,
  },
  plugins: [thirdPartyNotice('THIRD-PARTY.txt', BUNDLED)],
});

/** What the command line starts with, and the core stands on. */
function isBase(module: string): boolean {
  return /^src\/(?:spec\/(?:errors|nearest|text)|version|cli\/(?:choices|outcome|stdio)|report\/reporter)\.ts$/.test(
    pathOf(module),
  );
}

/** All rules, and what they are run with. */
function isCore(module: string): boolean {
  return /^(?:rules\/|src\/(?:spec|canonical|engine)\/|src\/knowledge\/(?!(?:images|javascript|ort|tfjs|python|pytorch|script)(?:\/|\.ts$))|src\/(?:rule|audit)\.ts$|src\/sources\/[^/]+\.ts$)/.test(
    pathOf(module),
  );
}

/** The declarations of the API, in the same build, are not to be split. */
function pathOf(module: string): string {
  if (module.endsWith('.d.ts')) return module;
  return relative(import.meta.dirname, module).replaceAll('\\', '/');
}

/** `src/sources/onnx/reader.ts` is `sources-onnx-reader`. */
function flat(module: string): string {
  return pathOf(module)
    .replace(/^src\//, '')
    .replace(/\.\w+$/, '')
    .replaceAll(/[^\w]+/g, '-');
}
