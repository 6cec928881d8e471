import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { openSource } from '../../sources/registry.ts';
import { isKnown } from '../../spec/fact.ts';
import type { Setup } from '../../spec/setup.ts';
import { filesOf } from '../glob.ts';

/** Something of a repository that can be compared or linted. */
export interface Found {
  /** From the folder, with forward slashes. */
  readonly name: string;
  readonly kind: 'script' | 'spec' | 'network';
  readonly setup: Setup;
}

const PATTERN = '**/*.{py,ts,mts,js,mjs,json,jsonc,yaml,yml,onnx}';
const IGNORED = [
  '**/{node_modules,dist,build,out,venv,env,site-packages,__pycache__,test,tests,coverage}/**',
  '**/*.{test,spec,config,d}.*',
  '**/{package,package-lock,tsconfig,tsconfig.*,conftest,setup}.{json,py}',
  '**/resaudit.*',
];
/** Files that are looked at, and of these that are read as a setup. */
const [MOST_FILES, MOST_READ] = [5000, 80];
const MOST_BYTES = 1024 * 1024;
/** Words without which a file is no setup: cheap to look for before it is evaluated. */
const WORDS: Readonly<Record<string, RegExp>> = {
  '.py': /\b(?:torch|tensorflow|keras|timm|pytorch_lightning|lightning)\b/,
  '.json': /"(?:optimizer|preprocess|model)"/,
  '.yaml': /^(?:optimizer|preprocess|model)\s*:/m,
};
const SCRIPT = /@tensorflow\/tfjs/;
/** Any of these known makes a script or spec the setup of a training. */
const TELLING = ['optimizer.name', 'optimizer.lr', 'loss.kind', 'schedule.kind', 'train.epochs'];

/** The training setups and networks of a folder, in order of name. */
export async function findSetups(cwd: string): Promise<Found[]> {
  const names = await filesOf(cwd, PATTERN, IGNORED);
  const found: Found[] = [];
  let read = 0;
  for (const name of names.slice(0, MOST_FILES)) {
    if (read >= MOST_READ) break;
    const kind = await kindOf(join(cwd, name));
    if (kind === undefined) continue;
    read++;
    const setup = await openSource(name, { cwd }).catch(() => undefined);
    if (setup === undefined) continue;
    if (kind === 'network' || TELLING.some((path) => isKnown(setup.facts.get(path)))) found.push({ name, kind, setup });
  }
  // What another one imports is a part of it.
  const parts = new Set(found.flatMap(({ name, setup }) => [...setup.texts.keys()].filter((file) => file !== name)));
  return found.filter(({ name }) => !parts.has(name));
}

async function kindOf(path: string): Promise<Found['kind'] | undefined> {
  const extension = extname(path).toLowerCase();
  if (extension === '.onnx') return 'network';
  const about = await stat(path).catch(() => undefined);
  if (about === undefined || !about.isFile() || about.size > MOST_BYTES) return undefined;
  const text = await readFile(path, 'utf8').catch(() => '');
  const isData = /^\.(?:jsonc?|ya?ml)$/.test(extension);
  const words = isData ? WORDS[extension.startsWith('.j') ? '.json' : '.yaml'] : (WORDS[extension] ?? SCRIPT);
  if (words?.test(text) !== true) return undefined;
  return isData ? 'spec' : 'script';
}
