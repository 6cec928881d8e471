import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Module } from '../../script/ir.ts';
import type { ModuleLoader } from '../../script/machine.ts';
import type { Sites } from '../../script/sites.ts';
import type { Files } from '../source.ts';
import { lowerPython } from './lower.ts';
import type { PythonParser } from './parser.ts';

/** Files of a project that are read at most, and their size. */
const MAX_FILES = 400;
export const MAX_BYTES = 4 * 1024 * 1024;
const ROOT_MARKS = ['.git', 'pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt'];
/** Never taken for a folder of the project that happens to have their name. */
const LIBRARIES =
  /^(?:torch|torchvision|numpy|scipy|PIL|cv2|matplotlib|pandas|sklearn|tensorflow|keras|tf_keras|timm|transformers|accelerate|lightning|pytorch_lightning|lightning_fabric|torchmetrics|albumentations|math|os|sys|time|argparse|random|json|re|functools|itertools|collections|copy|pathlib|typing|dataclasses|enum|logging|datetime|shutil|subprocess|glob|pickle|warnings|contextlib|abc|types|inspect|multiprocessing|threading|tempfile|io|yaml)$/;

/** Loads the modules of one Python project: relative imports, packages, files beside the script; everything else is a library. */
export class PythonLoader implements ModuleLoader {
  readonly texts = new Map<string, string>();
  readonly root: string;
  private readonly cwd: string;
  private readonly sites: Sites;
  private readonly parser: PythonParser;
  private readonly files: Files;
  private readonly modules = new Map<string, Module>();
  private readonly folders: readonly string[];

  /** @param main absolute path of the script. */
  constructor(main: string, cwd: string, sites: Sites, parser: PythonParser, files: Files) {
    this.cwd = cwd;
    this.sites = sites;
    this.parser = parser;
    this.files = files;
    const folder = dirname(main);
    this.root = projectRoot(folder, files);
    this.folders = ancestors(folder, this.root);
  }

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
    const module = lowerPython(this.parser, text, name, this.sites);
    this.modules.set(path, module);
    this.texts.set(name, text);
    return module;
  }

  load(from: string, module: string, level: number): ReturnType<ModuleLoader['load']> {
    const steps = module === '' ? [] : module.split('.');
    if (steps.some((step) => !/^\w+$/u.test(step))) return { library: module };
    if (level > 0) {
      const here = resolve(this.cwd, from);
      let folder = dirname(here);
      for (let i = 1; i < level; i++) folder = dirname(folder);
      return this.found(join(folder, ...steps));
    }
    const top = steps[0] ?? '';
    if (LIBRARIES.test(top)) return { library: module };
    for (const [i, folder] of this.folders.entries()) {
      const start = join(folder, top);
      if (!this.isFile(`${start}.py`) && !this.isFolder(start)) continue;
      // Above the script's own folder only packages count that the script can be meant to be run with.
      if (i > 0 && !this.isFile(join(start, '__init__.py')) && !this.holdsScript(start)) continue;
      const found = this.found(join(folder, ...steps));
      if (found !== undefined) return found;
    }
    return { library: module };
  }

  file(path: string): Module | undefined {
    // A script names files as seen from where it is started: its own folder, or the project's.
    for (const folder of new Set([this.folders[0] ?? this.root, this.root])) {
      const full = resolve(folder, path);
      if (this.isFile(full) && this.isInside(full)) return this.read(full);
    }
    return undefined;
  }

  /** The text of a file of data, by its path as the script names it; undefined where there is none inside of the project. */
  data(path: string): { readonly name: string; readonly text: string } | undefined {
    for (const folder of new Set([this.cwd, this.folders[0] ?? this.root, this.root])) {
      const full = resolve(folder, path);
      if (!this.isFile(full) || !this.isInside(full)) continue;
      const text = readText(full, this.files);
      if (text === undefined) return undefined;
      const name = this.nameOf(full);
      this.texts.set(name, text);
      return { name, text };
    }
    return undefined;
  }

  private holdsScript(folder: string): boolean {
    return (this.folders[0] ?? '').startsWith(folder + sep) || this.folders[0] === folder;
  }

  private found(base: string): { readonly module: Module } | undefined {
    const path = [`${base}.py`, join(base, '__init__.py')].find((candidate) => this.isFile(candidate));
    if (path !== undefined) {
      const loaded = this.isInside(path) ? this.read(path) : undefined;
      return loaded === undefined ? undefined : { module: loaded };
    }
    if (!this.isFolder(base) || !this.isInside(base)) return undefined;
    // A folder without `__init__.py` is a package that binds nothing.
    const file = this.nameOf(join(base, '__init__.py'));
    return { module: { file, language: 'python', body: [], locals: [] } };
  }

  private isFile(path: string): boolean {
    return lies(path, this.files) === 'file';
  }

  private isFolder(path: string): boolean {
    return lies(path, this.files) === 'folder';
  }

  /** No file outside of the project is read, through links neither. */
  private isInside(path: string): boolean {
    try {
      const real = this.files.real(path);
      const root = this.files.real(this.root);
      return real === root || real.startsWith(root.endsWith(sep) ? root : root + sep);
    } catch {
      return false;
    }
  }
}

/** The nearest folder with a mark of a project; without one, the folder that holds the script's outermost package. */
function projectRoot(folder: string, files: Files): string {
  for (let at = folder; ; at = dirname(at)) {
    if (ROOT_MARKS.some((mark) => lies(join(at, mark), files) !== undefined)) return at;
    if (dirname(at) === at) break;
  }
  let root = folder;
  while (lies(join(root, '__init__.py'), files) === 'file' && dirname(root) !== root) root = dirname(root);
  return root;
}

function ancestors(folder: string, root: string): string[] {
  const found = [folder];
  for (let at = folder; at !== root && dirname(at) !== at; at = dirname(at)) found.push(dirname(at));
  return found;
}

function readText(path: string, files: Files): string | undefined {
  try {
    if ((files.stat(path)?.size ?? 0) > MAX_BYTES) return undefined;
    return new TextDecoder().decode(files.read(path));
  } catch {
    return undefined;
  }
}

function lies(path: string, files: Files): string | undefined {
  try {
    return files.stat(path)?.kind;
  } catch {
    return undefined;
  }
}
