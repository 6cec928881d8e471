import { isStructure } from '../structure/index.ts';
import { isActivation, isConv, isNorm, listAt, numberAt } from '../structure/kinds.ts';
import { commonest, type FactCollector, type FactContext } from './collect.ts';

/** What is known of batch norms that an exporter may have merged into convolutions. */
export type Folding =
  /** The graph shows that nothing was merged. */
  | 'none'
  /** Notes or names of the exporter show that something was. */
  | 'shown'
  /** Merged norms leave no trace: there may have been some. */
  | 'possible';

const FOLDED_NAMES = /_bn_offset$|FusedBatchNorm|[/._]bn\d*[/._].*(?:bias|fold)/;

export function foldingOf(context: FactContext): Folding {
  const known = found.get(context.graph);
  if (known !== undefined) return known;
  const folding = find(context);
  found.set(context.graph, folding);
  return folding;
}

const found = new WeakMap<FactContext['graph'], Folding>();

function find({ graph, structure }: FactContext): Folding {
  if (graph.notes.training) return 'none';
  const normalized = new Set<number>();
  const makers = new Map<number, number>();
  for (const [i, node] of graph.nodes.entries()) for (const tensor of node.outputs) makers.set(tensor, i);
  for (const node of graph.nodes) {
    if (!isNorm(node)) continue;
    // Padding or a change of layout may stand between.
    let before = makers.get(node.inputs[0] ?? -1);
    for (
      let i = 0;
      i < 2 && before !== undefined && ['transpose', 'reshape'].includes(graph.nodes[before]?.op ?? '');
      i++
    ) {
      before = makers.get(graph.nodes[before]?.inputs[0] ?? -1);
    }
    if (before !== undefined) normalized.add(before);
  }
  const exempt = withoutNorms(structure);
  let bare = 0;
  for (const [i, node] of graph.nodes.entries()) {
    if (!isConv(node)) continue;
    if (node.merged === 'batch-norm') return 'shown';
    const names = node.inputs.slice(1).map((tensor) => graph.tensors[tensor]?.name ?? '');
    // PyTorch renames weight and bias both where it merges a norm; a weight alone may have been computed otherwise.
    const renamed = names.length === 2 && names.every((name) => /^onnx::Conv_\d+$/.test(name));
    if (renamed || names.some((name) => FOLDED_NAMES.test(name))) return 'shown';
    if (!normalized.has(i) && node.inputs.length > 2 && !exempt.has(i) && !isPatching(graph, i)) bare++;
  }
  // Where every convolution that has no norm has no bias either, there is nothing that a merged norm could have left.
  return bare === 0 && graph.nodes.some(isNorm) ? 'none' : 'possible';
}

/** Layers that have no norm in any network: those of gates, and what gives the scores. */
function withoutNorms(structure: FactContext['structure']): Set<number> {
  if (!isStructure(structure)) return new Set();
  const gates = structure.stages.flatMap(({ blocks }) => blocks.flatMap(({ gateLayers }) => gateLayers));
  const { classifier, hidden } = structure.head;
  return new Set([...gates, ...hidden, ...(classifier === undefined ? [] : [classifier])].map(({ node }) => node));
}

/** Whether a convolution cuts its input into patches and hands them on as they are, as embeddings of patches do. */
function isPatching(graph: FactContext['graph'], index: number): boolean {
  const node = graph.nodes[index];
  const [kernel, strides] = [listAt(node, 'kernel'), listAt(node, 'strides')];
  if (kernel === undefined || strides === undefined) return false;
  const cuts = kernel.every((size, i) => size > 1 && size === strides[i]);
  const output = node?.outputs[0] ?? -1;
  return cuts && !graph.nodes.some((reader) => reader.inputs.includes(output) && isActivation(reader));
}

export function normFacts(context: FactContext, facts: FactCollector): void {
  const { graph } = context;
  const folding = foldingOf(context);
  const norms = graph.nodes.flatMap((node, i) => (isNorm(node) && node.op !== 'local-response-norm' ? [i] : []));
  const kind = commonest(norms.map((i) => graph.nodes[i]?.op ?? ''));
  const convs = graph.nodes.flatMap((node, i) => (isConv(node) ? [i] : []));
  if (kind === undefined) {
    if (folding === 'none') facts.derived('model.norm.kind', 'none', convs);
    else if (folding === 'shown')
      facts.inferred(
        'model.norm.kind',
        'batch-norm',
        convs.filter((i) => graph.nodes[i]?.merged !== undefined),
      );
    else
      facts.unknown(
        'model.norm.kind',
        'batch normalization may have been merged into the convolutions: export in training mode to see it',
      );
    if (folding === 'none') facts.derived('model.norm.count', 0, convs);
    else {
      facts.unknown('model.norm.count', 'merged normalization layers cannot be counted');
      facts.unknown('model.norm.epsilon', 'normalization layers were merged into the convolutions, or there are none');
      facts.unknown('model.norm.momentum', 'normalization layers were merged into the convolutions, or there are none');
    }
    return;
  }
  const main = norms.filter((i) => graph.nodes[i]?.op === kind);
  const mixed = kind === 'batch-norm' && folding === 'shown';
  facts.derived('model.norm.kind', kind, main);
  if (folding === 'none' || kind !== 'batch-norm') {
    if (folding !== 'shown') facts.derived('model.norm.count', norms.length, norms);
  } else facts.unknown('model.norm.count', 'some batch norms may have been merged into convolutions');
  const entries = (name: string) =>
    main.flatMap((node) => {
      const value = numberAt(graph.nodes[node], name);
      return value === undefined ? [] : [{ value, node }];
    });
  facts.uniform('model.norm.epsilon', entries('epsilon'), mixed ? 'inferred' : 'stated', 'epsilons of the norms');
  const momenta = entries('momentum');
  if (kind === 'batch-norm' && momenta.length === main.length) {
    facts.uniform('model.norm.momentum', momenta, mixed ? 'inferred' : 'stated', 'momenta of the norms');
  }
  if (kind === 'group-norm') facts.uniform('model.norm.groups', entries('groups'), 'stated', 'groups of the norms');
}

/** Whether convolutions in front of norms have a bias; only where the norms are still there. */
export function convBiasFact(context: FactContext, facts: FactCollector): void {
  const { graph } = context;
  if (foldingOf(context) !== 'none') return;
  const makers = new Map<number, number>();
  for (const [i, node] of graph.nodes.entries()) for (const tensor of node.outputs) makers.set(tensor, i);
  const biases = graph.nodes.flatMap((node) => {
    const before = isNorm(node) ? makers.get(node.inputs[0] ?? -1) : undefined;
    const conv = graph.nodes[before ?? -1];
    return before === undefined || conv === undefined || !isConv(conv)
      ? []
      : [{ value: conv.inputs.length > 2, node: before }];
  });
  facts.uniform('model.convBias', biases, 'derived', 'biases in front of norms');
}
