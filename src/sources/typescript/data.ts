import { type Node, parseTree } from 'jsonc-parser';
import { makeList } from '../../script/expressions.ts';
import type { Machine } from '../../script/machine.ts';
import type { Sites } from '../../script/sites.ts';
import { primitive, reference, type Value } from '../../script/value.ts';

/** Data nested deeper is not read. */
const DEEPEST = 200;

/**
 * The value of a JSON module, made anew for each machine; every part of it comes from its place in the file.
 * @param name the file as reports call it.
 * @returns undefined where it is no JSON, or nested too deeply.
 */
export function jsonData(text: string, name: string, sites: Sites): ((machine: Machine) => Value) | undefined {
  if (depthOf(text) > DEEPEST) return undefined;
  const tree = parseTree(text);
  if (tree === undefined) return undefined;
  const site = sites.open(name, text);
  return (machine) => toValue(machine, tree, site);
}

function toValue(m: Machine, node: Node, siteOf: (start: number, end: number) => number): Value {
  const site = siteOf(node.offset, node.offset + node.length);
  const children = node.children ?? [];
  if (node.type === 'array') {
    return makeList(
      m,
      'array',
      children.map((child) => toValue(m, child, siteOf)),
      site,
    );
  }
  if (node.type === 'object') {
    const address = m.memory.create('object', site);
    for (const property of children) {
      const [key, value] = property.children ?? [];
      if (key === undefined || value === undefined) continue;
      const written = String(key.value);
      m.memory.write(address, written.startsWith('#') ? `\u0000${written}` : written, toValue(m, value, siteOf));
    }
    return reference(address, site);
  }
  const { value } = node;
  const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null;
  return primitive(plain ? value : undefined, site);
}

/** An upper bound of how deep brackets are nested, whatever texts hold. */
function depthOf(text: string): number {
  let [depth, most] = [0, 0];
  for (const character of text) {
    if (character === '[' || character === '{') most = Math.max(most, ++depth);
    else if (character === ']' || character === '}') depth--;
  }
  return most;
}
