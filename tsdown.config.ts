import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { defineConfig } from 'tsdown';
import { asciiOnly } from './scripts/ascii.ts';
import { thirdPartyNotice } from './scripts/third-party.ts';

/** Loaded on the way of `compare`, and faster from the bundle than as packages (docs/performance.md). */
const BUNDLED = ['chalk', 'commander', 'jsonc-parser', 'web-tree-sitter'];

export default defineConfig({
  entry: { bin: 'src/bin.ts', index: 'src/index.ts', 'run-child': 'src/cli/run-child.ts' },
  // A module of the other kind costs twice as much to load (docs/performance.md), and can be imported as well.
  format: 'cjs',
  target: 'node20.19',
  platform: 'node',
  dts: { entry: 'src/index.ts', sourcemap: false },
  deps: { onlyBundle: BUNDLED },
  inputOptions: {
    checks: { pluginTimings: false },
    resolve: {
      // The ESM builds, where a package has one beside what Node would load.
      mainFields: ['module', 'main'],
      // But for the one that asks for the address of its module.
      alias: { 'web-tree-sitter': createRequire(import.meta.url).resolve('web-tree-sitter') },
    },
  },
  outputOptions: {
    // What every comparison needs is one file; every further one costs time to find and to link.
    codeSplitting: {
      groups: [
        { name: 'base', test: isBase, priority: 2 },
        { name: 'core', test: isCore, priority: 1 },
        { name: 'terminal', test: isTerminal, priority: 1 },
      ],
    },
    // One flat folder, so that a module finds the manifest one level up whichever chunk it is in.
    chunkFileNames: ({ facadeModuleId, name }) => `${facadeModuleId ? flat(facadeModuleId) : name}.cjs`,
  },
  plugins: [asciiOnly('.cjs'), thirdPartyNotice('THIRD-PARTY.txt', BUNDLED)],
});

/** What the command line starts with, and the core stands on. */
function isBase(module: string): boolean {
  return /^src\/(?:spec\/(?:errors|nearest|text)|version|cli\/(?:check\/formats|choices|failure|outcome|stdio)|report\/(?:reporter|verify-reporter))\.ts$/.test(
    pathOf(module),
  );
}

/** All rules, what they are run with, and the reader of written setups. */
function isCore(module: string): boolean {
  return /^(?:rules\/|node_modules\/jsonc-parser\/|src\/sources\/structured\/(?!yaml\.)|src\/(?:spec|canonical|engine)\/|src\/knowledge\/(?!(?:images|javascript|ort|tfjs|python|pytorch|script)(?:\/|\.ts$))|src\/(?:rule|audit)\.ts$|src\/sources\/(?!record\.)[^/]+\.ts$)/.test(
    pathOf(module),
  );
}

/** What puts a report into a terminal, and what commands that do so share. */
function isTerminal(module: string): boolean {
  return /^(?:node_modules\/chalk\/|src\/report\/(?:pretty\/(?!plot\.|markdown\.|catalogue\.|verify\.)|(?:curves|entries|facts|group|spot)\.ts$)|src\/cli\/(?:emit|names|pages|selection|sets|shipped|sides|threshold)\.ts$)/.test(
    pathOf(module),
  );
}

/** The declarations of the API, in the same build, are not to be split. */
function pathOf(module: string): string {
  if (/\.d\.[cm]?ts$/.test(module)) return module;
  return relative(import.meta.dirname, module).replaceAll('\\', '/');
}

/** `src/sources/onnx/reader.ts` is `sources-onnx-reader`. */
function flat(module: string): string {
  return pathOf(module)
    .replace(/^src\//, '')
    .replace(/\.\w+$/, '')
    .replaceAll(/[^\w]+/g, '-');
}
