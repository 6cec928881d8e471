// Rewrites the pages, tables and schemas that tests hold against the code.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = [
  'test/docs',
  'test/spec/schema',
  'test/report/schema',
  'test/canonical/equivalences',
  'test/package/readme',
  'test/mutation',
];
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
// --update comes last: it would take the first file for its value.
const { status } = spawnSync(process.execPath, [vitest, 'run', ...files, ...process.argv.slice(2), '--update'], {
  cwd: root,
  env: { ...process.env, UPDATE_DOCS: '1' },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
