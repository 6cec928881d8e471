import { makeList } from '../../script/expressions.ts';
import { knownItems } from '../../script/lists.ts';
import type { Library, LibraryCall, Machine } from '../../script/machine.ts';
import { type Address, reference, type Value } from '../../script/value.ts';
import { callOf, type Frozen, freeze, type TfCall } from './frozen.ts';
import type { Network } from './layers.ts';
import { isGlobal, resolveName } from './names.ts';

/** One of several outputs of a network. */
const OUTPUT = 'tf.LayersModel#apply#output';
/** Slot of a sequential network that holds its layers. */
const LAYERS = '#layers';

/** Methods that only tensors have, also of one that comes from somewhere out of sight. */
const TENSOR_METHODS = new Set(['as2D', 'as3D', 'as4D', 'conv2d', 'matMul', 'resizeBilinear', 'resizeNearestNeighbor']);

const NO_ARGUMENTS = { positional: [], keyword: new Map<string, Value>(), open: false };

/** What calls of TensorFlow.js give: objects that remember what they were given at that moment. */
export const TF_LIBRARY: Library = {
  isGlobal,
  resolve: resolveName,
  call(m, call) {
    if (!call.name.startsWith('tf.')) return undefined;
    if (call.name === 'tf.util.sizeFromShape') return sizeOf(m, call);
    if (runsAndReturns(call.name)) return runFunction(m, call) ?? remember(m, call, call.name);
    const name = kindOf(call.name);
    const gave =
      /#(?:minimize|variableGrads|computeGradients)$/.test(name) || /^tf\.variableGrads$/.test(name)
        ? runFunction(m, call)
        : undefined;
    if (name === 'tf.LayersModel#add') return addLayer(m, call);
    if (name === 'tf.LayersModel#pop' && call.self !== undefined)
      m.memory.write(call.self, LAYERS, makeList(m, 'array', [], call.site, true));
    const made = remember(m, call, name, gave);
    if (name === 'tf.LayersModel' && made.kind === 'reference') startNetwork(m, call, made.address);
    if (/#fit(?:Dataset)?$/.test(name)) escapeCallbacks(m, call);
    return made;
  },
  iterate(m, self, site) {
    const applied = callOf(m, reference(self, site));
    if (applied?.self === undefined || applied.name !== 'tf.LayersModel#apply') return undefined;
    const outputs = outputsOf(m, applied.self);
    if (outputs === undefined || outputs.length < 2) return undefined;
    return outputs.map(() => {
      const detail: TfCall = { name: OUTPUT, self, arguments: NO_ARGUMENTS, site, given: [] };
      return reference(m.memory.create('call', site, detail), site);
    });
  },
  unknownMethod(m, method, args, site) {
    if (method === 'predict' || method === 'execute' || method === 'executeAsync') {
      const call: LibraryCall = { name: 'tf.LayersModel#predict', arguments: args, construct: false, site };
      const isFed = callOf(m, args.positional[0])?.name.startsWith('tf.') ?? false;
      return isFed ? { name: call.name, result: remember(m, call, call.name) } : undefined;
    }
    if (TENSOR_METHODS.has(method)) {
      const call: LibraryCall = { name: `tf.Tensor#${method}`, arguments: args, construct: false, site };
      return { name: call.name, result: remember(m, call, call.name) };
    }
    if (!['compile', 'fit', 'fitDataset'].includes(method)) return undefined;
    const config = args.positional.map((value) => freeze(m, value)).find(({ entries }) => entries !== undefined);
    const evidence = method === 'compile' ? ['optimizer', 'loss'] : ['epochs'];
    if (config === undefined || !evidence.every((key) => config.entries?.has(key))) return undefined;
    const call: LibraryCall = { name: `tf.LayersModel#${method}`, arguments: args, construct: false, site };
    if (method !== 'compile') escapeCallbacks(m, call);
    return { name: call.name, result: remember(m, call, call.name) };
  },
};

/** The product of the sides of a shape. */
function sizeOf(m: Machine, { arguments: { positional }, site }: LibraryCall): Value {
  const sides = positional[0] === undefined ? undefined : knownItems(m, positional[0]);
  return (
    sides?.reduce((product, side) => m.binary('mul', product, side, site)) ??
    m.unknown('data', 'the size of a shape that is not known', site)
  );
}

const runsAndReturns = (name: string): boolean => name === 'tf.tidy' || name === 'tf.keep' || name === 'tf.profile';

/** What an object is, so that its methods have one name whatever made it. */
function kindOf(name: string): string {
  if (/^tf\.(?:sequential|model|Sequential|Model|LayersModel|loadLayersModel|Model\.from\w+)$/.test(name))
    return 'tf.LayersModel';
  return name;
}

function remember(m: Machine, call: LibraryCall, name: string, gave?: Value): Value {
  const network =
    /^tf\.LayersModel#(?:compile|fit|fitDataset|trainOnBatch)$/.test(name) && call.self !== undefined
      ? networkOf(m, call.self)
      : undefined;
  const detail: TfCall = {
    name,
    ...(call.self === undefined ? {} : { self: call.self }),
    arguments: call.arguments,
    site: call.site,
    given: call.arguments.positional.map((value) => freeze(m, value)),
    ...(network === undefined ? {} : { network }),
    ...(gave === undefined ? {} : { gave }),
  };
  return reference(m.memory.create('call', call.site, detail), call.site);
}

/** Calls the function that a call was handed, at once: `tidy`, `minimize`. */
function runFunction(m: Machine, call: LibraryCall): Value | undefined {
  const callback = call.arguments.positional.find(
    (value) => value.kind === 'reference' && m.memory.object(value.address).kind === 'function',
  );
  if (callback === undefined) return call.name === 'tf.keep' ? call.arguments.positional[0] : undefined;
  return m.call(callback, NO_ARGUMENTS, call.site);
}

function escapeCallbacks(m: Machine, call: LibraryCall): void {
  const config = call.arguments.positional.at(-1);
  if (config?.kind !== 'reference') return;
  const callbacks = m.memory.read(config.address, 'callbacks');
  const each = (value: Value): void => {
    if (value.kind !== 'reference') return;
    const { kind } = m.memory.object(value.address);
    if (kind === 'function') m.escape(value, call.site);
    if (kind === 'array') for (const item of knownItems(m, value) ?? []) each(item);
    if (kind === 'object')
      for (const key of m.memory.keys(value.address)) {
        const held = m.memory.read(value.address, key);
        if (held?.kind === 'reference' && m.memory.object(held.address).kind === 'function') m.escape(held, call.site);
      }
  };
  if (callbacks !== undefined) each(callbacks);
}

/** Gives a new sequential network its list of layers. */
function startNetwork(m: Machine, call: LibraryCall, model: Address): void {
  if (!/equential$/.test(call.name)) return;
  const [config] = call.arguments.positional;
  const given = config?.kind === 'reference' ? m.memory.read(config.address, 'layers') : undefined;
  const layers = given === undefined ? [] : knownItems(m, given);
  const isKnown = config === undefined || config.kind === 'reference';
  m.memory.write(model, LAYERS, makeList(m, 'array', layers ?? [], call.site, layers === undefined || !isKnown));
}

function addLayer(m: Machine, call: LibraryCall): Value {
  const [layer] = call.arguments.positional;
  const held = call.self === undefined ? undefined : m.memory.read(call.self, LAYERS);
  if (call.self !== undefined && held !== undefined) {
    const before = knownItems(m, held);
    const isKnown = before !== undefined && layer !== undefined;
    // A new list: what was compiled before keeps the layers of that time.
    m.memory.write(call.self, LAYERS, makeList(m, 'array', isKnown ? [...before, layer] : [], call.site, !isKnown));
  }
  return remember(m, call, 'tf.LayersModel#add');
}

/** A network as it is now: its layers, and those that give its outputs. */
function networkOf(m: Machine, model: Address): Network | undefined {
  const layers = layersOf(m, model);
  if (layers === undefined) return undefined;
  const shape = shapeOf(m, model);
  return { layers, heads: headsOf(m, model, layers, 0), ...(shape === undefined ? {} : { shape }) };
}

/** Shape of the only input of `tf.model`. */
function shapeOf(m: Machine, model: Address): Frozen | undefined {
  const inputs = callOf(m, reference(model, 0))?.given[0]?.entries?.get('inputs');
  const [only, ...others] = inputs?.items ?? [inputs];
  const input = others.length > 0 ? undefined : callOf(m, only?.value);
  return input?.name === 'tf.input' || input?.name === 'tf.layers.input'
    ? input.given[0]?.entries?.get('shape')
    : undefined;
}

function headsOf(m: Machine, model: Address, layers: readonly Address[], depth: number): readonly Address[] {
  const outputs = outputsOf(m, model);
  if (outputs === undefined || depth > 16) return layers.slice(-1);
  return outputs.flatMap((output): readonly Address[] => {
    const made = callOf(m, output.value);
    const applied = made?.name === OUTPUT ? callOf(m, reference(made.self ?? 0, 0)) : made;
    if (applied?.self === undefined || !applied.name.endsWith('#apply')) return [];
    const inner = callOf(m, reference(applied.self, 0));
    if (inner?.name !== 'tf.LayersModel') return [applied.self];
    return headsOf(m, applied.self, layersOf(m, applied.self, depth + 1) ?? [], depth + 1);
  });
}

/** What `tf.model` was given as its outputs; undefined for a sequence. */
function outputsOf(m: Machine, model: Address): readonly Frozen[] | undefined {
  const outputs = callOf(m, reference(model, 0))?.given[0]?.entries?.get('outputs');
  return outputs === undefined ? undefined : (outputs.items ?? [outputs]);
}

/** Layers of a network in order of the data, those of networks inside of it laid out; undefined where one is not known. */
function layersOf(m: Machine, model: Address, depth = 0): readonly Address[] | undefined {
  if (depth > 16) return undefined;
  const sequence = m.memory.read(model, LAYERS);
  const call = callOf(m, reference(model, 0));
  if (sequence === undefined) return call === undefined ? undefined : graphLayers(m, call, depth);
  const layers = knownItems(m, sequence);
  if (layers === undefined) return undefined;
  return layOut(m, layers, depth);
}

function layOut(m: Machine, layers: readonly Value[], depth: number): readonly Address[] | undefined {
  const found: Address[] = [];
  for (const layer of layers) {
    const made = callOf(m, layer);
    if (layer.kind !== 'reference' || made === undefined) return undefined;
    if (made.name === 'tf.LayersModel') {
      const inner = layersOf(m, layer.address, depth + 1);
      if (inner === undefined) return undefined;
      found.push(...inner);
    } else if (made.name.startsWith('tf.layers.')) found.push(layer.address);
    else return undefined;
  }
  return found;
}

/** Layers that lead from the inputs of `tf.model` to its outputs. */
function graphLayers(m: Machine, call: TfCall, depth: number): readonly Address[] | undefined {
  const outputs = call.given[0]?.entries?.get('outputs');
  if (outputs === undefined) return undefined;
  const found: Address[] = [];
  const seen = new Set<Address>();
  const walk = (frozen: Frozen, level: number): boolean => {
    if (level > 500) return false;
    if (frozen.items !== undefined) return frozen.items.every((item) => walk(item, level + 1));
    if (frozen.value.kind !== 'reference') return false;
    if (seen.has(frozen.value.address)) return true;
    seen.add(frozen.value.address);
    const made = callOf(m, frozen.value);
    if (made === undefined) return false;
    if (made.name === OUTPUT)
      return made.self !== undefined && walk({ value: reference(made.self, 0), open: false }, level + 1);
    if (made.name === 'tf.input' || made.name === 'tf.layers.input') return true;
    if (!made.name.endsWith('#apply') || made.self === undefined || made.given[0] === undefined) return false;
    if (!walk(made.given[0], level + 1)) return false;
    const inner = layOut(m, [reference(made.self, 0)], depth + 1);
    if (inner === undefined) return false;
    for (const layer of inner) if (!found.includes(layer)) found.push(layer);
    return true;
  };
  return walk(outputs, 0) ? found : undefined;
}
