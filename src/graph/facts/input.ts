import type { FactValue } from '../../spec/fact.ts';
import { PHASES } from '../../spec/vocabulary.ts';
import type { CanonicalGraph } from '../canonical.ts';
import { isWeighted } from '../structure/kinds.ts';
import type { FactCollector, FactContext } from './collect.ts';

/** Facts of `input` and of what the network does to its input by itself. */
export function inputFacts({ graph }: FactContext, facts: FactCollector): void {
  const images = graph.inputs.filter((tensor) => graph.tensors[tensor]?.shape?.length === 4);
  const [image] = images;
  if (images.length !== 1 || image === undefined) return;
  const readers = graph.nodes.flatMap((node, i) => (node.inputs.includes(image) ? [i] : []));
  const shape = graph.tensors[image]?.shape ?? [];
  const layout = layoutOf(graph, image, shape);
  if (layout === undefined) return;
  facts.derived('input.layout', layout, readers);
  const [channels, height, width] = layout === 'nchw' ? shape.slice(1) : [shape[3], shape[1], shape[2]];
  if (typeof channels === 'number' && channels > 0) facts.stated('input.channels', channels, readers);
  if (typeof height === 'number' && typeof width === 'number' && height > 0 && width > 0) {
    facts.stated(
      graph.notes.training ? 'input.size.train' : 'input.size.eval',
      height === width ? height : [height, width],
      readers,
    );
  }
  inModel(graph, image, typeof channels === 'number' ? channels : undefined, facts);
}

function layoutOf(
  graph: CanonicalGraph,
  image: number,
  shape: readonly (number | string)[],
): 'nchw' | 'nhwc' | undefined {
  const few = (dim: number | string | undefined): boolean => dim === 1 || dim === 3 || dim === 4;
  const first = graph.nodes.find((node) => node.inputs.includes(image));
  if (first?.op === 'transpose') return String(first.attributes.perm) === '0,3,1,2' ? 'nhwc' : undefined;
  if (first?.op === 'conv') return 'nchw';
  if (few(shape[1]) && !few(shape[3])) return 'nchw';
  return few(shape[3]) && !few(shape[1]) ? 'nhwc' : undefined;
}

/** Scales and offsets between the input and the first layer with parameters. */
function inModel(graph: CanonicalGraph, image: number, channels: number | undefined, facts: FactCollector): void {
  let scale: number[] = [1];
  let offset: number[] = [0];
  const seen: number[] = [];
  let tensor = image;
  for (let steps = 0; steps < 12; steps++) {
    const readers = graph.nodes.flatMap((node, i) => (node.inputs.includes(tensor) ? [i] : []));
    const [index] = readers;
    const node = index === undefined ? undefined : graph.nodes[index];
    if (index === undefined || node === undefined || readers.length > 1) return;
    if (isWeighted(node)) {
      report(index);
      return;
    }
    if (node.op === 'scale' || node.op === 'shift') {
      const values = operandOf(graph, node.inputs[1], channels);
      if (values === undefined) {
        unknownEverywhere('the constants at the input were not read');
        return;
      }
      const { by } = node.attributes;
      seen.push(index);
      if (by === 'mul') [scale, offset] = [zip(scale, values, (a, b) => a * b), zip(offset, values, (a, b) => a * b)];
      else if (by === 'div')
        [scale, offset] = [zip(scale, values, (a, b) => a / b), zip(offset, values, (a, b) => a / b)];
      else offset = zip(offset, values, by === 'sub' ? (a, b) => a - b : (a, b) => a + b);
    } else if (!['transpose', 'pad', 'reshape'].includes(node.op)) {
      unknownEverywhere(`the input passes ${node.op} in front of the first layer`);
      return;
    }
    tensor = node.outputs[0] ?? -1;
  }

  function unknownEverywhere(text: string): void {
    for (const phase of PHASES) facts.unknown(`preprocess.${phase}.normalization.inModel`, text);
  }

  function report(first: number): void {
    const isIdentity = scale.every((value) => value === 1) && offset.every((value) => value === 0);
    for (const phase of PHASES) {
      const path = `preprocess.${phase}.normalization.inModel` as const;
      if (seen.length === 0 || isIdentity) facts.absent(path, [first]);
      else facts.derived(path, { scale: single(scale), offset: single(offset) }, seen);
    }
  }
}

function operandOf(
  graph: CanonicalGraph,
  tensor: number | undefined,
  channels: number | undefined,
): readonly number[] | undefined {
  const found = graph.tensors[tensor ?? -1];
  if (found?.fill !== undefined) return [found.fill];
  if (found?.data === undefined || found.data.some(Number.isNaN)) return undefined;
  return found.data.length === 1 || found.data.length === channels ? found.data : undefined;
}

function zip(a: readonly number[], b: readonly number[], f: (x: number, y: number) => number): number[] {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, i) => f((a.length === 1 ? a[0] : a[i]) ?? 0, (b.length === 1 ? b[0] : b[i]) ?? 0));
}

function single(values: readonly number[]): FactValue {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : values;
}
