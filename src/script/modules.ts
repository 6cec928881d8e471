import type { Module, Site, Statement } from './ir.ts';
import { type ClassDetail, type Closure, type Frame, type Machine, type ScopeDetail, ScriptThrow } from './machine.ts';
import { bindName, METHOD, makeScope } from './scopes.ts';
import { type Address, primitive, reference, type Value } from './value.ts';

/** A module of the project, run or being run. */
export interface LoadedModule {
  readonly module: Module;
  /** The object that `import * as m` binds. */
  readonly object: Address;
  readonly scope: Address;
  /** Exported name to local name, or to a name of another module. */
  readonly exports: Map<string, { readonly local: string; readonly from?: LoadedModule }>;
  /** Modules whose every export is exported. */
  readonly all: LoadedModule[];
  /** Libraries of which every export is exported. */
  readonly libraries: Value[];
}

/** The modules of a script, each run once, when it is first imported. */
export class Modules {
  private readonly files = new Map<string, LoadedModule>();
  private readonly objects = new Map<Address, LoadedModule>();

  byFile(file: string): LoadedModule | undefined {
    return this.files.get(file);
  }

  get loaded(): readonly LoadedModule[] {
    return [...this.files.values()];
  }

  declare(m: Machine, module: Module): LoadedModule {
    const scope = makeScope(m, undefined, module.locals, 0);
    const object = m.memory.create('module', 0, module.file);
    const loaded: LoadedModule = { module, object, scope, exports: new Map(), all: [], libraries: [] };
    this.files.set(module.file, loaded);
    this.objects.set(object, loaded);
    return loaded;
  }

  instantiate(m: Machine, module: Module): LoadedModule {
    const present = this.files.get(module.file);
    if (present !== undefined) return present;
    const loaded = this.declare(m, module);
    m.semantics.startModule?.(m, loaded.scope, module.file);
    m.execute(module.body, { scope: loaded.scope, module: loaded.scope, regions: [] });
    return loaded;
  }

  byScope(scope: Address): LoadedModule | undefined {
    for (const loaded of this.files.values()) if (loaded.scope === scope) return loaded;
    return undefined;
  }

  /** The value of a name of a module, exported or not. */
  read(m: Machine, loaded: LoadedModule, name: string): Value | undefined {
    return this.exported(m, loaded, name, new Set()) ?? m.memory.read(loaded.scope, name);
  }

  member(m: Machine, object: Address, name: string): Value | undefined {
    const loaded = this.objects.get(object);
    if (loaded === undefined) return undefined;
    if (loaded.module.language === 'python')
      return m.memory.read(loaded.scope, name) ?? m.semantics.submodule?.(m, loaded.module.file, name);
    return this.exported(m, loaded, name, new Set()) ?? this.commonjs(m, loaded, name);
  }

  /** `module.exports` of a module, or a member of it. */
  commonjs(m: Machine, loaded: LoadedModule, name?: string): Value | undefined {
    const module = m.memory.read(loaded.scope, 'module');
    if (module?.kind !== 'reference') return undefined;
    const exports = m.memory.read(module.address, 'exports');
    if (exports === undefined || name === undefined) return exports;
    const value = m.member(exports, name, 0);
    return value.kind === 'primitive' && value.value === undefined ? undefined : value;
  }

  /** Names that the language declares in every module. */
  declareNames(m: Machine, scope: Address, names: readonly string[]): void {
    for (const name of names) (m.memory.object(scope).detail as ScopeDetail).declared.add(name);
  }

  /** Names that a module gives to `import *`. */
  names(m: Machine, loaded: LoadedModule): string[] {
    if (loaded.module.language === 'python')
      return m.memory.keys(loaded.scope).filter((name) => !/^_|^(?:globals|exec)$/.test(name));
    return [...loaded.exports.keys(), ...loaded.all.flatMap((inner) => this.names(m, inner))].filter(
      (name) => name !== 'default',
    );
  }

  private exported(m: Machine, loaded: LoadedModule, name: string, seen: Set<LoadedModule>): Value | undefined {
    if (seen.has(loaded)) return undefined;
    seen.add(loaded);
    const found = loaded.exports.get(name);
    if (found !== undefined) {
      return found.from === undefined
        ? m.memory.read(loaded.scope, found.local)
        : this.exported(m, found.from, found.local, seen);
    }
    if (name === 'default') return undefined;
    for (const inner of loaded.all) {
      const value = this.exported(m, inner, name, seen);
      if (value !== undefined) return value;
    }
    const [library] = loaded.libraries;
    return library === undefined ? undefined : m.member(library, name, 0);
  }

  /** Functions at the top of a module and methods of its objects and classes, in order of binding. */
  *functions(m: Machine, loaded: LoadedModule): Generator<{ readonly closure: Closure; readonly self?: Value }> {
    for (const name of m.memory.keys(loaded.scope)) {
      const value = m.memory.read(loaded.scope, name);
      if (value?.kind !== 'reference') continue;
      const object = m.memory.object(value.address);
      if (object.kind === 'function') {
        const closure = object.detail as Closure;
        if (closure.module === loaded.scope) yield { closure };
      } else if (object.kind === 'object') {
        for (const key of m.memory.keys(value.address)) {
          const held = m.memory.read(value.address, key);
          const method = held?.kind === 'reference' ? m.memory.object(held.address) : undefined;
          const closure = method?.kind === 'function' ? (method.detail as Closure) : undefined;
          if (closure?.module === loaded.scope) yield { closure, self: value };
        }
      } else if (object.kind === 'class' && (object.detail as ClassDetail).module === loaded.scope) {
        yield* methods(m, value.address);
      }
    }
  }
}

function* methods(m: Machine, cls: Address): Generator<{ readonly closure: Closure; readonly self: Value }> {
  for (const key of m.memory.ownSlots(cls)) {
    if (key.startsWith('#') && !key.startsWith(METHOD)) continue;
    const value = m.memory.read(cls, key);
    if (value?.kind !== 'reference') continue;
    const object = m.memory.object(value.address);
    if (object.kind !== 'function') continue;
    const self = m.memory.create('instance', object.provenance, { cls });
    m.memory.write(self, '#open', primitive(true));
    yield { closure: object.detail as Closure, self: reference(self, object.provenance) };
  }
}

export function importBindings(m: Machine, statement: Extract<Statement, { kind: 'import' }>, frame: Frame): void {
  const from = m.modules.byScope(frame.module)?.module.file ?? '';
  const target = resolveImport(m, from, statement.module, statement.level, statement.site);
  if (target === undefined) {
    if (m.tries > 0)
      throw new ScriptThrow(m.semantics.importError?.(m, statement.module, statement.site) ?? primitive(undefined));
    for (const { local, site } of statement.bindings) {
      if (local !== '') bindName(m, frame, local, m.unknown('import', `${statement.module} was not found`, site), true);
    }
    return;
  }
  for (const { imported, local, site } of statement.bindings) {
    if (imported === 'all') {
      if (target.kind === 'module') {
        for (const name of m.modules.names(m, target.loaded)) {
          const value = m.modules.member(m, target.loaded.object, name);
          if (value !== undefined) bindName(m, frame, name, value, true);
        }
      } else m.semantics.starImport?.(m, frame.module, statement.module, site);
      continue;
    }
    if (local !== '') bindName(m, frame, local, importedValue(m, target, imported, statement, from, site), true);
  }
}

type ImportTarget =
  | { readonly kind: 'module'; readonly loaded: LoadedModule }
  | { readonly kind: 'value'; readonly value: Value; readonly library: boolean };

/** The module object, library or JSON value that an import names; undefined where it is known to be missing. */
export function resolveImport(
  m: Machine,
  from: string,
  module: string,
  level: number,
  site: Site,
): ImportTarget | undefined {
  const found = m.loader.load(from, module, level);
  if (found === undefined) return undefined;
  if ('module' in found) return { kind: 'module', loaded: m.modules.instantiate(m, found.module) };
  if ('library' in found)
    return {
      kind: 'value',
      library: true,
      value: { kind: 'library', name: m.library.resolve?.(found.library) ?? found.library, provenance: site },
    };
  return { kind: 'value', library: false, value: found.value(m) };
}

function importedValue(
  m: Machine,
  target: ImportTarget,
  imported: string,
  statement: Extract<Statement, { kind: 'import' }>,
  from: string,
  site: Site,
): Value {
  const { module, level } = statement;
  if (target.kind === 'value') {
    // A library's default export stands for the library itself: `import sharp from 'sharp'`.
    if (imported === '*' || imported === 'default') return target.value;
    return m.member(target.value, imported, site);
  }
  if (imported === '*') return reference(target.loaded.object, site);
  const value = m.modules.member(m, target.loaded.object, imported);
  if (value !== undefined) return value;
  if (imported === 'default' && m.semantics.language === 'javascript') {
    return m.modules.commonjs(m, target.loaded) ?? reference(target.loaded.object, site);
  }
  const submodule =
    m.semantics.language === 'python'
      ? resolveImport(m, from, module === '' ? imported : `${module}.${imported}`, level, site)
      : undefined;
  if (submodule?.kind === 'module') return reference(submodule.loaded.object, site);
  if (submodule?.kind === 'value' && !submodule.library) return submodule.value;
  return m.unknown('import', `${imported} is not in ${module}`, site);
}

export function exportBindings(m: Machine, statement: Extract<Statement, { kind: 'export' }>, frame: Frame): void {
  const here = m.modules.byScope(frame.module);
  if (here === undefined) return;
  if (statement.module === undefined) {
    for (const { local, exported } of statement.names) here.exports.set(exported, { local });
    return;
  }
  const target = resolveImport(m, here.module.file, statement.module, 0, statement.site);
  for (const { local, exported } of statement.names) {
    if (target?.kind === 'module') {
      if (local === '*' && exported === '*') here.all.push(target.loaded);
      else if (local === '*') bindExport(m, here, exported, reference(target.loaded.object, statement.site));
      else here.exports.set(exported, { local, from: target.loaded });
    } else if (target !== undefined && exported !== '*') {
      bindExport(
        m,
        here,
        exported,
        local === '*' || local === 'default' ? target.value : m.member(target.value, local, statement.site),
      );
    } else if (target?.kind === 'value' && target.library) here.libraries.push(target.value);
    else if (exported !== '*')
      bindExport(m, here, exported, m.unknown('import', `${statement.module} was not found`, statement.site));
  }
}

/** A value that a module exports without a name of its own for it. */
function bindExport(m: Machine, here: LoadedModule, exported: string, value: Value): void {
  const local = `#export ${exported}`;
  m.memory.write(here.scope, local, value);
  here.exports.set(exported, { local });
}
