import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parse as parseJsonc } from 'jsonc-parser';
import { ts } from 'ts-morph';
import { makeList } from '../../script/expressions.ts';
import type { Module } from '../../script/ir.ts';
import type { Machine, ModuleLoader } from '../../script/machine.ts';
import type { Sites } from '../../script/sites.ts';
import { primitive, reference, type Value } from '../../script/value.ts';
import { lowerModule } from './lower.ts';

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
/** Files of a project that are read at most, and their size. */
const MAX_FILES = 400;
export const MAX_BYTES = 4 * 1024 * 1024;
const ROOT_MARKS = ['package.json', 'tsconfig.json', 'jsconfig.json', '.git'];

/** Loads the modules of one project: relative imports, path aliases of tsconfig, JSON; everything else is a library. */
export class ProjectLoader implements ModuleLoader {
  readonly root: string;
  readonly texts = new Map<string, string>();
  private readonly cwd: string;
  private readonly sites: Sites;
  private readonly modules = new Map<string, Module>();
  private readonly aliases: readonly (readonly [pattern: RegExp, targets: readonly string[]])[];

  /** @param main absolute path of the script. */
  constructor(main: string, cwd: string, sites: Sites) {
    this.cwd = cwd;
    this.sites = sites;
    this.root = projectRoot(dirname(main));
    this.aliases = readAliases(this.root);
  }

  /** How reports call a file: as a person in the working directory would. */
  nameOf(path: string): string {
    const name = relative(this.cwd, path).split(sep).join('/');
    return name === '' ? path : name;
  }

  /** Reads and lowers a file of the project; undefined where it cannot be read. */
  read(path: string): Module | undefined {
    const present = this.modules.get(path);
    if (present !== undefined) return present;
    if (this.modules.size >= MAX_FILES) return undefined;
    const text = readText(path);
    if (text === undefined) return undefined;
    const name = this.nameOf(path);
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, kindOf(path));
    const module = lowerModule(file, name, this.sites);
    this.modules.set(path, module);
    this.texts.set(name, text);
    return module;
  }

  load(from: string, module: string): ReturnType<ModuleLoader['load']> {
    const base = module.startsWith('.')
      ? [resolve(this.cwd, dirname(from), module)]
      : module.startsWith('/')
        ? []
        : this.aliased(module);
    for (const candidate of base) {
      const path = resolveFile(candidate);
      if (path === undefined || !this.isInside(path)) continue;
      if (path.endsWith('.json')) {
        const data = readText(path);
        return data === undefined ? undefined : { value: (machine) => jsonValue(machine, parseJsonc(data), 0) };
      }
      const loaded = this.read(path);
      return loaded === undefined ? undefined : { module: loaded };
    }
    return module.startsWith('.') || module.startsWith('/') ? undefined : { library: module };
  }

  private aliased(module: string): string[] {
    return this.aliases.flatMap(([pattern, targets]) => {
      const match = pattern.exec(module);
      return match === null ? [] : targets.map((target) => target.replace('*', match[1] ?? ''));
    });
  }

  /** No file outside of the project is read, through links neither. */
  private isInside(path: string): boolean {
    try {
      const real = realpathSync(path);
      const root = realpathSync(this.root);
      return real.startsWith(root.endsWith(sep) ? root : root + sep);
    } catch {
      return false;
    }
  }
}

function projectRoot(directory: string): string {
  for (let at = directory; ; at = dirname(at)) {
    if (ROOT_MARKS.some((mark) => existsSync(join(at, mark)))) return at;
    if (dirname(at) === at) return directory;
  }
}

function kindOf(path: string): ts.ScriptKind {
  if (/\.tsx$/.test(path)) return ts.ScriptKind.TSX;
  if (/\.(?:jsx|js|mjs|cjs)$/.test(path)) return ts.ScriptKind.JSX;
  return ts.ScriptKind.TS;
}

function readText(path: string): string | undefined {
  try {
    if (statSync(path).size > MAX_BYTES) return undefined;
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return undefined;
  }
}

/** The file that an import means: as written, with an extension, for `.js` its TypeScript source, or the index of a directory. */
function resolveFile(base: string): string | undefined {
  const source = base.replace(/\.(m|c)?jsx?$/, '.$1ts');
  const candidates = [
    base,
    source,
    `${source}x`,
    ...EXTENSIONS.map((extension) => base + extension),
    `${base}.json`,
    ...EXTENSIONS.map((extension) => join(base, `index${extension}`)),
  ];
  return candidates.find((candidate) => isFile(candidate));
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function readAliases(root: string): [RegExp, string[]][] {
  for (const name of ['tsconfig.json', 'jsconfig.json']) {
    const text = readText(join(root, name));
    if (text === undefined) continue;
    const options: { baseUrl?: unknown; paths?: unknown } =
      (parseJsonc(text) as { compilerOptions?: object } | undefined)?.compilerOptions ?? {};
    const base = resolve(root, typeof options.baseUrl === 'string' ? options.baseUrl : '.');
    const paths = typeof options.paths === 'object' && options.paths !== null ? Object.entries(options.paths) : [];
    const listed = paths.flatMap(([pattern, targets]): [RegExp, string[]][] => {
      if (!Array.isArray(targets)) return [];
      const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replace('*', '(.*)');
      return [
        [
          new RegExp(`^${escaped}$`),
          targets.filter((target) => typeof target === 'string').map((target: string) => resolve(base, target)),
        ],
      ];
    });
    return typeof options.baseUrl === 'string' ? [...listed, [/^(.*)$/, [join(base, '*')]]] : listed;
  }
  return [];
}

/** Plain data as values of the script; where they come from is the import, not a literal. */
function jsonValue(m: Machine, data: unknown, site: number): Value {
  if (Array.isArray(data))
    return makeList(
      m,
      'array',
      data.map((item) => jsonValue(m, item, site)),
      site,
    );
  if (typeof data === 'object' && data !== null) {
    const address = m.memory.create('object', site);
    for (const [key, value] of Object.entries(data))
      m.memory.write(address, key.startsWith('#') ? `\u0000${key}` : key, jsonValue(m, value, site));
    return reference(address, site);
  }
  if (typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean' || data === null)
    return primitive(data, site);
  return primitive(undefined, site);
}
