import { type CanonicalGraph, canonicalize } from '../graph/canonical.ts';
import { graphValue } from '../graph/facts/graph-value.ts';
import { graphFacts, type OriginOf } from '../graph/facts/index.ts';
import { type Shape, sizeOf } from '../graph/model-graph.ts';
import { isActivation, isNorm } from '../graph/structure/kinds.ts';
import type { CollectContext, Overlay } from '../knowledge/script.ts';
import type { Address } from '../script/value.ts';
import { type Fact, unknown } from '../spec/fact.ts';
import type { Origin } from '../spec/origin.ts';
import { layerKind, layerName } from './layers.ts';
import { changeBeside, type ModuleTree, membersOf, moduleTree } from './modules.ts';
import { asValue, calledWith, rootOf } from './root.ts';
import { Tracer } from './tracer.ts';
import { detailAt, NotFollowed } from './values.ts';

/** Steps of evaluation that one call of a network may take. */
const STEPS = 1_000_000;

/** What a pool that may be global would change. */
const OF_THE_LAST_MAP = /^model\.(?:head\.pool|totalStride)$/;

/** What a network that cannot be followed leaves untold. */
const UNTOLD = [
  'model.graph',
  'model.depths',
  'model.widths',
  'model.block.kind',
  'model.block.residuals',
  'model.head.classes',
] as const;

/** Facts of the graph that say how it was exported, or at what size, which a script does not settle. */
const NOT_OF_SCRIPTS = /^(?:input\.size\.|model\.(?:dtype|quantization|multiplyAdds)$)/;

/**
 * The facts of the network that a script defines: its parameters from its modules, all others from the graph that calling it
 * on a symbolic tensor gives. Empty where the script defines none.
 */
export function scriptNetwork(context: CollectContext, overlay: Overlay): ReadonlyMap<string, Fact> {
  const root = rootOf(context);
  if (root === undefined) return new Map();
  const facts = new Map<string, Fact>();
  const { machine: m, make } = context;
  const place = (site: number): Origin => make.place(site);
  const made = m.memory.object(root).provenance;
  let tree: ModuleTree;
  try {
    tree = moduleTree(m, root);
    const change = changeBeside(context, tree);
    if (change !== undefined) throw change;
  } catch (error) {
    if (!(error instanceof NotFollowed)) throw error;
    for (const path of [...UNTOLD, 'model.parameters'])
      facts.set(path, { ...unknown('call', error.message), origin: place(error.site) });
    return facts;
  }
  try {
    const { graph, sites } = follow(context, overlay, root, tree);
    const canonical = canonicalize(graph);
    const originOf: OriginOf = (nodes) => {
      const places = nodes
        .flatMap((node) => sites.get(canonical.nodes[node]?.name ?? '') ?? [])
        .map((site) => make.place(site));
      const [first, ...others] = places.filter(
        (one, i) => places.findIndex((other) => other.file === one.file && other.line === one.line) === i,
      );
      if (first === undefined) return place(made);
      return others.length === 0 ? first : { ...first, via: others.slice(0, 6) };
    };
    facts.set('model.graph', { status: 'derived', value: graphValue(canonical), origin: place(made) });
    const open = poolsUnknownMap(canonical);
    for (const [path, fact] of graphFacts(canonical, originOf)) {
      if (NOT_OF_SCRIPTS.test(path)) continue;
      // An export may put a normalization in front of the network that the script trains.
      if (fact.status === 'absent' && path.endsWith('.normalization.inModel')) continue;
      if (open !== undefined && OF_THE_LAST_MAP.test(path)) {
        const text = 'a pool in front of the head may cover the whole map: the size of the input is not known';
        facts.set(path, { ...unknown('data', text), origin: originOf([open]) });
        continue;
      }
      // Nothing of a graph is written in a script as it stands there.
      facts.set(path, fact.status === 'stated' ? { ...fact, status: 'derived' } : fact);
    }
  } catch (error) {
    if (!(error instanceof NotFollowed)) throw error;
    facts.clear();
    for (const path of UNTOLD) facts.set(path, { ...unknown('call', error.message), origin: place(error.site) });
  }
  facts.set('model.parameters', parameters(tree, place, made));
  return facts;
}

/** A pool, by its window, of a map whose size is not known, whose result is flattened. */
function poolsUnknownMap({ nodes, tensors }: CanonicalGraph): number | undefined {
  const found = nodes.findIndex(({ op, inputs, outputs }) => {
    if (op !== 'average-pool' && op !== 'max-pool') return false;
    const shape = tensors[inputs[0] ?? -1]?.shape;
    if (shape?.slice(2).every((dim) => typeof dim === 'number') === true) return false;
    return nodes.some((reader) => reader.op === 'reshape' && reachesBack(nodes, reader.inputs[0], outputs[0]));
  });
  return found < 0 ? undefined : found;
}

/** Whether a tensor is another, or what dropout, a norm or an activation made of it. */
function reachesBack(nodes: CanonicalGraph['nodes'], tensor: number | undefined, other: number | undefined): boolean {
  let at = tensor;
  for (let steps = 0; steps < 4 && at !== undefined; steps++) {
    if (at === other) return true;
    const maker = nodes.find(({ outputs }) => outputs[0] === at);
    at = maker !== undefined && (isActivation(maker) || isNorm(maker)) ? maker.inputs[0] : undefined;
  }
  return false;
}

function parameters(tree: ModuleTree, place: (site: number) => Origin, made: number): Fact {
  if (tree.open !== undefined) return { ...unknown('call', tree.open.text), origin: place(tree.open.site) };
  const value = tree.parameters.reduce((all, { shape }) => all + (sizeOf(shape) ?? 0), 0);
  return { status: 'derived', value, origin: place(made) };
}

function follow(context: CollectContext, overlay: Overlay, root: Address, tree: ModuleTree) {
  const { machine: m } = context;
  const tracer = new Tracer(m, tree);
  const site = m.memory.object(root).provenance;
  let graph: ReturnType<Tracer['run']> | undefined;
  overlay.current = tracer.library;
  try {
    const done = m.trial(STEPS, () => {
      graph = tracer.run(asValue(m, root), inputShape(context, root, tree), site);
    });
    if (!done) throw new NotFollowed(`calling the network takes more than ${STEPS} steps`, site);
  } catch (error) {
    if (error instanceof RangeError) throw new NotFollowed('the network is nested too deeply', site);
    throw error;
  } finally {
    overlay.current = undefined;
  }
  if (graph === undefined) throw new NotFollowed('the script throws where the network is called', site);
  return { graph, sites: tracer.sites };
}

/** The input as the first layer with weights takes it, sizes open; what the script itself gives it, where it does. */
function inputShape(context: CollectContext, root: Address, tree: ModuleTree): Shape | undefined {
  const given = calledWith(context, root);
  if (given !== undefined) return ['batch', ...given.slice(1)];
  const { machine: m } = context;
  for (const address of tree.paths.keys()) {
    const detail = detailAt(m, address);
    if (detail === undefined || layerName(detail.name) === undefined || membersOf(m, address).length > 0) continue;
    const kind = layerKind(m, detail);
    if (kind?.op === 'conv')
      return ['batch', '', 'depth', 'height', 'width']
        .filter((_, i) => i !== 2 || kind.rank === 3)
        .filter((_, i) => i !== 3 || kind.rank !== 1)
        .slice(0, (kind.rank ?? 2) + 2);
    if (kind?.op === 'linear') return undefined;
  }
  return undefined;
}
