import { execSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Builds what the tests of this folder run, where it is not there or older than what it is built from. */
export default function build(): void {
  const built = modified(join(root, 'dist/bin.cjs'));
  const inputs = ['src', 'rules'].flatMap((folder) => files(join(root, folder)));
  const newest = Math.max(...[...inputs, join(root, 'tsdown.config.ts'), join(root, 'package.json')].map(modified));
  if (built < newest) execSync('npm run --silent build -- --log-level warn', { cwd: root, stdio: 'inherit' });
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}
