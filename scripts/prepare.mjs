// Builds after an install from a checkout, as `npm install` and pre-commit do it.
import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const root = new URL('..', import.meta.url);
const inherited = /^npm_config_(?:global|prefix|location|install_links)$/i;
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited.test(name)));
const run = (command) => execSync(command, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });

// A global install from git comes without development dependencies, and says so to every npm below it.
if (!existsSync(new URL('node_modules/tsdown', root))) run('npm install --no-save --ignore-scripts --include=dev');
run('npm run --silent build -- --log-level warn');
