import { dirname, join, relative, resolve, sep } from 'node:path';
import { parse as parseJsonc } from 'jsonc-parser';
import { ts } from 'ts-morph';
import type { Module } from '../../script/ir.ts';
import type { ModuleLoader } from '../../script/machine.ts';
import type { Sites } from '../../script/sites.ts';
import type { Files } from '../source.ts';
import { jsonData } from './data.ts';
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
  private readonly files: Files;
  private readonly modules = new Map<string, Module>();
  private readonly aliases: readonly (readonly [pattern: RegExp, targets: readonly string[]])[];

  /** @param main absolute path of the script. */
  constructor(main: string, cwd: string, sites: Sites, files: Files) {
    this.cwd = cwd;
    this.sites = sites;
    this.files = files;
    this.root = projectRoot(dirname(main), files);
    this.aliases = readAliases(this.root, files);
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
    const text = readText(path, this.files);
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
      const path = resolveFile(candidate, this.files);
      if (path === undefined || !this.isInside(path)) continue;
      if (path.endsWith('.json')) {
        return this.data(path);
      }
      const loaded = this.read(path);
      return loaded === undefined ? undefined : { module: loaded };
    }
    return module.startsWith('.') || module.startsWith('/') ? undefined : { library: module };
  }

  private data(path: string): ReturnType<ModuleLoader['load']> {
    const text = readText(path, this.files);
    const name = this.nameOf(path);
    const value = text === undefined ? undefined : jsonData(text, name, this.sites);
    if (text === undefined || value === undefined) return undefined;
    this.texts.set(name, text);
    return { value };
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
      const real = this.files.real(path);
      const root = this.files.real(this.root);
      return real.startsWith(root.endsWith(sep) ? root : root + sep);
    } catch {
      return false;
    }
  }
}

function projectRoot(directory: string, files: Files): string {
  for (let at = directory; ; at = dirname(at)) {
    if (ROOT_MARKS.some((mark) => lies(join(at, mark), files) !== undefined)) return at;
    if (dirname(at) === at) return directory;
  }
}

function kindOf(path: string): ts.ScriptKind {
  if (/\.tsx$/.test(path)) return ts.ScriptKind.TSX;
  if (/\.(?:jsx|js|mjs|cjs)$/.test(path)) return ts.ScriptKind.JSX;
  return ts.ScriptKind.TS;
}

function readText(path: string, files: Files): string | undefined {
  try {
    if ((files.stat(path)?.size ?? 0) > MAX_BYTES) return undefined;
    return new TextDecoder().decode(files.read(path));
  } catch {
    return undefined;
  }
}

/** The file that an import means: as written, with an extension, for `.js` its TypeScript source, or the index of a directory. */
function resolveFile(base: string, files: Files): string | undefined {
  const source = base.replace(/\.(m|c)?jsx?$/, '.$1ts');
  const candidates = [
    base,
    source,
    `${source}x`,
    ...EXTENSIONS.map((extension) => base + extension),
    `${base}.json`,
    ...EXTENSIONS.map((extension) => join(base, `index${extension}`)),
  ];
  return candidates.find((candidate) => lies(candidate, files) === 'file');
}

function lies(path: string, files: Files): string | undefined {
  try {
    return files.stat(path)?.kind;
  } catch {
    return undefined;
  }
}

function readAliases(root: string, files: Files): [RegExp, string[]][] {
  for (const name of ['tsconfig.json', 'jsconfig.json']) {
    const text = readText(join(root, name), files);
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
