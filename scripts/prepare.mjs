// Builds after an install from a checkout, as `npm install` and pre-commit do it.
import { execSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const inherited = /^npm_config_(?:global|prefix|location|install_links)$/i;
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited.test(name)));
const run = (command, cwd = root) => execSync(command, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });

/** All that the program is built from; the rest of the development dependencies tests, checks and describes it. */
const TOOLS = ['tsdown', 'typescript', 'chalk', 'commander', 'jsonc-parser', 'web-tree-sitter'];

// A global install from git comes without development dependencies, and says so to every npm below it.
const isBare = !existsSync(join(root, 'node_modules/tsdown'));
if (isBare) installTools();
run(`npm run --silent build -- --log-level warn${isBare ? ' --no-dts' : ''}`);

/** What is needed to build, in the versions of the lock, without the 200 MB of everything else. */
function installTools() {
  const folder = join(root, '.build');
  const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));
  const [manifest, lock] = [read('package.json'), read('package-lock.json')];
  const tools = Object.fromEntries(TOOLS.map((name) => [name, manifest.devDependencies[name]]));
  const wanted = {
    name: manifest.name,
    version: manifest.version,
    dependencies: { ...manifest.dependencies, ...tools },
  };
  lock.packages[''] = wanted;
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...wanted, private: true }));
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
    run('npm install --ignore-scripts --no-audit --no-fund --include=optional', folder);
    rmSync(join(root, 'node_modules'), { recursive: true, force: true });
    renameSync(join(folder, 'node_modules'), join(root, 'node_modules'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
