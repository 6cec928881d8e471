import type { DataNode } from '../../knowledge/python/given.ts';
import type { Sites } from '../../script/sites.ts';
import { parseJson } from '../structured/json.ts';
import type { DocNode, ParsedDocument } from '../structured/node.ts';
import type { PythonLoader } from './loader.ts';

/** The parser of YAML, which is loaded once a script is seen to want it. */
export interface YamlOnDemand {
  parse?: (text: string) => ParsedDocument;
  /** Whether a file was asked for while there was no parser. */
  isWanted: boolean;
}

/** Reads files of data that a script loads, each once. */
export function dataReader(
  loader: PythonLoader,
  sites: Sites,
  yaml: YamlOnDemand,
): (path: string) => DataNode | undefined {
  const known = new Map<string, DataNode | undefined>();
  return (path) => {
    if (!known.has(path)) known.set(path, read(loader, sites, yaml, path));
    return known.get(path);
  };
}

function read(loader: PythonLoader, sites: Sites, yaml: YamlOnDemand, path: string): DataNode | undefined {
  if (!/\.(?:ya?ml|json)$/i.test(path)) return undefined;
  const found = loader.data(path);
  if (found === undefined) return undefined;
  const isJson = /\.json$/i.test(path);
  if (!isJson && yaml.parse === undefined) yaml.isWanted = true;
  const root = (isJson ? parseJson(found.text) : yaml.parse?.(found.text))?.root;
  return root === undefined ? undefined : convert(root, found.text, sites.open(found.name, found.text));
}

function convert(node: DocNode, text: string, site: (start: number, end: number) => number): DataNode {
  const at = site(node.range.start, node.range.end);
  if (node.kind === 'array')
    return { kind: 'list', items: node.items.map((item) => convert(item, text, site)), site: at };
  if (node.kind === 'object') {
    const entries = node.entries.map(({ key, value }) => [key, convert(value, text, site)] as const);
    return { kind: 'object', entries, site: at };
  }
  const raw = text.slice(node.range.start, node.range.end);
  return { kind: 'scalar', value: node.value, site: at, ...(/^['"|>]/.test(raw) ? {} : { raw }) };
}
