import type { Machine } from '../../script/machine.ts';
import { type Address, primitive, reference, type Value } from '../../script/value.ts';
import { listOf } from './argparse-options.ts';
import type { DataNode } from './given.ts';

/** How a library reads a scalar: JSON as it is written, PyYAML as YAML 1.1, OmegaConf as YAML 1.1 with floats as Python has them. */
export type Dialect = 'json' | 'pyyaml' | 'omegaconf';

/** A dict of which members are read as attributes too. */
export const ATTRIBUTES = { attributes: true } as const;

/** Data as values of a script. `mark` says what a person can set a scalar by. */
export function dataValue(
  m: Machine,
  node: DataNode,
  dialect: Dialect,
  mark?: (path: string) => string,
  path = '',
): Value {
  if (node.kind === 'list')
    return listOf(
      m,
      node.items.map((item, i) => dataValue(m, item, dialect, mark, `${path}.${i}`)),
      node.site,
    );
  if (node.kind === 'object') {
    const dict = m.memory.create('dict', node.site, dialect === 'omegaconf' ? ATTRIBUTES : undefined);
    for (const [key, inner] of node.entries)
      m.memory.write(dict, key, dataValue(m, inner, dialect, mark, path === '' ? key : `${path}.${key}`));
    return reference(dict, node.site);
  }
  const value = scalar(m, node, dialect);
  return mark !== undefined && value.kind === 'primitive' ? { ...value, input: mark(path) } : value;
}

const FLOAT = /^(?:[-+]?\d[\d_]*\.[\d_]*|\.\d[\d_]*)(?:[eE][-+]\d+)?$/;
const PLAIN_FLOAT = /^(?:[-+]?\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const INTEGER = /^[-+]?(?:0|[1-9]\d*)$/;

function scalar(m: Machine, node: DataNode & { readonly kind: 'scalar' }, dialect: Dialect): Value {
  const { raw, value, site } = node;
  if (dialect === 'json' || raw === undefined)
    return primitive(value, site, typeof value === 'number' && /[.eE]/.test(raw ?? ''));
  if (INTEGER.test(raw)) return primitive(Number(raw), site, false);
  if (FLOAT.test(raw) && !raw.includes('_')) return primitive(Number(raw), site, true);
  // YAML 1.1 wants a dot, and a sign in the exponent: PyYAML gives 1e-4 as a text.
  if (PLAIN_FLOAT.test(raw) && /[.eE]/.test(raw))
    return dialect === 'omegaconf' ? primitive(Number(raw), site, true) : primitive(raw, site);
  if (/^(?:yes|no|on|off|true|false)$/i.test(raw)) return primitive(/^(?:yes|on|true)$/i.test(raw), site);
  // OmegaConf fills these in when they are read: with another value, or with an error where nobody gave one.
  if (dialect === 'omegaconf' && (raw.includes('${') || raw === '???'))
    return m.unknown('data', `what ${raw} stands for`, site);
  if (raw === '' || /^(?:null|~)$/i.test(raw)) return primitive(null, site);
  if (/^[-+]?\.?\d/.test(raw) && /^[-+\d_.:xobeEa-fA-F]*$/.test(raw))
    return m.unknown('data', `how ${raw} is read`, site);
  return primitive(value, site);
}

/** Writes what one tree says over another, key by key. */
export function mergeInto(m: Machine, target: Address, source: Address): void {
  for (const key of m.memory.keys(source)) {
    const [own, more] = [m.memory.read(target, key), m.memory.read(source, key)];
    if (more === undefined) continue;
    const isTree =
      own?.kind === 'reference' &&
      more.kind === 'reference' &&
      ['dict', 'call'].includes(m.memory.object(own.address).kind) &&
      m.memory.object(more.address).kind === 'dict';
    if (isTree) mergeInto(m, own.address, more.address);
    else m.memory.write(target, key, more);
  }
}

/** Sets what a dotted path names; `create` says whether a missing key may be made. */
export function setPath(m: Machine, root: Address, path: string, value: Value): void {
  const steps = path.split('.');
  let at = root;
  for (const step of steps.slice(0, -1)) {
    const next = m.memory.read(at, step);
    if (next?.kind === 'reference') at = next.address;
    else {
      const made = m.memory.create('dict', value.provenance, ATTRIBUTES);
      m.memory.write(at, step, reference(made, value.provenance));
      at = made;
    }
  }
  m.memory.write(at, steps.at(-1) ?? '', value);
}
