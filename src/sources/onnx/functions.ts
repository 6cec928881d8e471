import type { OnnxAttribute, OnnxFunction, OnnxGraph, OnnxModel, OnnxNode } from './model.ts';
import { LIMITS } from './parse.ts';
import { WireError } from './wire.ts';

/** The graph with calls of the model's own functions replaced by their bodies, values renamed apart. */
export function inlineFunctions(model: OnnxModel): OnnxGraph {
  if (model.functions.length === 0) return model.graph;
  const functions = new Map<string, OnnxFunction>();
  for (const f of model.functions) functions.set(key(f.domain, f.name, f.overload), f);
  let calls = 0;
  let total = 0;

  const expand = (nodes: readonly OnnxNode[], depth: number): OnnxNode[] => {
    const out: OnnxNode[] = [];
    for (const node of nodes) {
      const f = functions.get(key(node.domain, node.op, node.overload));
      if (f === undefined) {
        if (++total > LIMITS.nodes) throw new WireError('functions that expand to too many nodes', 0);
        out.push(node);
        continue;
      }
      if (depth >= LIMITS.depth) throw new WireError(`functions nested deeper than ${LIMITS.depth}`, 0);
      for (const inner of expand(body(f, node, ++calls), depth + 1)) out.push(inner);
    }
    return out;
  };
  return { ...model.graph, nodes: expand(model.graph.nodes, 0) };
}

function body(f: OnnxFunction, call: OnnxNode, id: number): OnnxNode[] {
  const names = new Map<string, string>([['', '']]);
  for (const [i, input] of f.inputs.entries()) names.set(input, call.inputs[i] ?? '');
  for (const [i, output] of f.outputs.entries()) {
    const given = call.outputs[i];
    if (given !== undefined && given !== '') names.set(output, given);
  }
  const rename = (name: string): string => {
    const known = names.get(name);
    if (known !== undefined) return known;
    const fresh = `${call.name || call.op}/${id}/${name}`;
    names.set(name, fresh);
    return fresh;
  };
  const nodes: OnnxNode[] = [];
  for (const node of f.nodes) {
    nodes.push({
      ...node,
      name: call.name === '' ? node.name : `${call.name}/${node.name || node.op}`,
      inputs: node.inputs.map(rename),
      outputs: node.outputs.map(rename),
      attributes: settle(node, f, call),
      ...(node.namespace === undefined && call.namespace !== undefined ? { namespace: call.namespace } : {}),
    });
  }
  // An output that is an input of the function is passed through.
  for (const [i, output] of f.outputs.entries()) {
    const given = call.outputs[i];
    const input = f.inputs.indexOf(output);
    if (given !== undefined && given !== '' && input >= 0) {
      nodes.push({
        op: 'Identity',
        domain: '',
        overload: '',
        name: call.name,
        inputs: [call.inputs[input] ?? ''],
        outputs: [given],
        attributes: new Map(),
      });
    }
  }
  return nodes;
}

function settle(node: OnnxNode, f: OnnxFunction, call: OnnxNode): ReadonlyMap<string, OnnxAttribute> {
  if (![...node.attributes.values()].some(({ kind }) => kind === 'reference')) return node.attributes;
  const settled = new Map<string, OnnxAttribute>();
  for (const [name, attribute] of node.attributes) {
    const value =
      attribute.kind === 'reference'
        ? (call.attributes.get(attribute.value) ?? f.defaults.get(attribute.value))
        : attribute;
    if (value !== undefined) settled.set(name, value);
  }
  return settled;
}

function key(domain: string, name: string, overload: string): string {
  return `${domain}\0${name}\0${overload}`;
}
