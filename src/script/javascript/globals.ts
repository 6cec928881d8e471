import type { Machine } from '../machine.ts';
import { primitive, type Value } from '../value.ts';
import { hasMethod } from './builtins.ts';

const CONSTANTS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  'Math.PI': Math.PI,
  'Math.E': Math.E,
  'Math.LN2': Math.LN2,
  'Math.LN10': Math.LN10,
  'Math.SQRT2': Math.SQRT2,
  'Math.SQRT1_2': Math.SQRT1_2,
  'Math.LOG2E': Math.LOG2E,
  'Math.LOG10E': Math.LOG10E,
  'Number.MAX_SAFE_INTEGER': Number.MAX_SAFE_INTEGER,
  'Number.EPSILON': Number.EPSILON,
  'Number.POSITIVE_INFINITY': Number.POSITIVE_INFINITY,
  'Number.MAX_VALUE': Number.MAX_VALUE,
};

const NAMESPACES = new Set([
  'Math',
  'Number',
  'String',
  'Boolean',
  'Array',
  'Object',
  'JSON',
  'Promise',
  'Map',
  'Set',
  'Symbol',
  'Reflect',
  'console',
  'globalThis',
]);
const CONSTRUCTORS = new Set([
  'Error',
  'TypeError',
  'RangeError',
  'Date',
  'RegExp',
  'WeakMap',
  'WeakSet',
  'URL',
  'Image',
  'ImageData',
]);
const TYPED_ARRAYS = /^(?:Float(?:16|32|64)|(?:Big)?(?:Int|Uint)(?:8|16|32|64)|Uint8Clamped)Array$/;

/** A name that no scope of a script declares. Libraries loaded by a script tag, such as `tf`, are library names. */
export function globalValue(m: Machine, name: string, site: number): Value | undefined {
  const constant = CONSTANTS[name];
  if (constant !== undefined) return primitive(constant, site);
  if (name === 'globalThis' || name === 'window' || name === 'self')
    return { kind: 'library', name: 'globalThis', provenance: site };
  if (hasMethod(name) || NAMESPACES.has(name) || TYPED_ARRAYS.test(name))
    return { kind: 'builtin', name, provenance: site };
  if (CONSTRUCTORS.has(name)) return { kind: 'library', name, provenance: site };
  if (name.includes('.')) return undefined;
  return m.library.isGlobal?.(name)
    ? { kind: 'library', name: m.library.resolve?.(name) ?? name, provenance: site }
    : undefined;
}
