import type { GraphNode, ModelGraph } from '../../../src/graph/model-graph.ts';
import { Edit } from './edit.ts';
import { type Changed, type Home, moduleOf } from './networks.ts';

/** One change of a network, at one place. */
interface Mutation {
  readonly home: Home;
  /** What was done, for people. */
  readonly text: string;
  readonly graph: ModelGraph;
  /** The graph to compare with, where it is not the one that was changed. */
  readonly base?: ModelGraph;
}

/** Changes a network at a place chosen by the random numbers; undefined where it has no such place. */
type Operator = (graph: ModelGraph, network: Changed, random: () => number) => Mutation | undefined;

interface Ground {
  readonly edit: Edit;
  readonly graph: ModelGraph;
  readonly homeOf: (node: GraphNode) => Home;
  readonly choose: <T>(list: readonly T[]) => T | undefined;
  /** Nodes by operation, and by what more is asked. */
  readonly find: (op: string, test?: (node: GraphNode, home: Home) => boolean) => GraphNode[];
}

function ground(graph: ModelGraph, network: Changed, random: () => number): Ground {
  const homeOf = (node: GraphNode): Home => network.homeOf(moduleOf(node));
  return {
    edit: new Edit(graph),
    graph,
    homeOf,
    choose: (list) => list[Math.floor(random() * list.length)],
    find: (op, test = () => true) => graph.nodes.filter((node) => node.op === op && test(node, homeOf(node))),
  };
}

const done = (g: Ground, node: GraphNode, text: string): Mutation => ({
  home: g.homeOf(node),
  text: `${text}: ${node.name}`,
  graph: g.edit.finish(),
});

const sameHome = (a: Home, b: Home): boolean => a.section === b.section && a.stage === b.stage && a.block === b.block;

const isDepthwise = (edit: Edit, { inputs, attributes }: GraphNode): boolean =>
  Number(attributes.groups) > 1 && edit.shape(inputs[1])[1] === 1;
const isSpatial = ({ attributes }: GraphNode): boolean =>
  Array.isArray(attributes.kernel) && attributes.kernel.some((size) => size > 1);
const strideOf = ({ attributes }: GraphNode): number =>
  Array.isArray(attributes.strides) ? (attributes.strides[0] ?? 1) : 1;

/** A function of operators that tries places until one can be changed. */
const place =
  (
    candidates: (g: Ground) => readonly GraphNode[],
    change: (g: Ground, node: GraphNode) => string | undefined,
  ): Operator =>
  (graph, network, random) => {
    for (let i = 0; i < 20; i++) {
      const g = ground(graph, network, random);
      const node = g.choose(candidates(g));
      if (node === undefined) return undefined;
      const text = change(g, node);
      if (text !== undefined) return done(g, node, text);
    }
    return undefined;
  };

const isSum =
  (g: Ground) =>
  (node: GraphNode): boolean =>
    node.op === 'add' && node.inputs.every((input) => g.edit.isActivation(input)) && reachesData(g, node);

/** Sums of shapes are none of the network's. */
const reachesData = (g: Ground, node: GraphNode): boolean => {
  const makers = node.inputs.map((input) => g.edit.maker(input));
  return makers.every((maker) => maker !== undefined && !['shape', 'gather', 'cast', 'unsqueeze'].includes(maker.op));
};

/** Residual sums: those whose module is the block itself. */
const residuals = (g: Ground): GraphNode[] =>
  g.find(
    'add',
    (node, home) => home.section === 'block' && isSum(g)(node) && !/linear|mlp|self_attention/.test(node.name),
  );

const removeBlock: Operator = (graph, network, random) => {
  const g = ground(graph, network, random);
  const stages = network.depths.flatMap((depth, stage) => (depth > 1 ? [{ stage: stage + 1, depth }] : []));
  const stage = g.choose(stages);
  if (stage === undefined) return undefined;
  const index = 2 + Math.floor(random() * (stage.depth - 1));
  const home: Home = { section: 'block', stage: stage.stage, block: index };
  const nodes = new Set(graph.nodes.filter((node) => sameHome(g.homeOf(node), home)));
  const made = new Set([...nodes].flatMap(({ outputs }) => outputs));
  const leaving = [...made].filter((tensor) => g.edit.users(tensor).some((user) => !nodes.has(user)));
  const output = leaving[0] ?? -1;
  const text = `block ${index} of stage ${stage.stage} removed`;
  if (network.name.startsWith('densenet')) {
    const joins = g.edit.users(output).filter((user) => !nodes.has(user));
    const width = g.edit.shape(g.edit.maker(output)?.inputs[1])[0] ?? 0;
    for (const join of joins) {
      g.edit.widen(join.outputs[0] ?? -1, -width);
      g.edit.set(join, { inputs: join.inputs.filter((input) => input !== output) });
    }
    g.edit.remove(nodes);
    return { home, text, graph: g.edit.finish() };
  }
  const entering = [
    ...new Set(
      [...nodes].flatMap(({ inputs }) => inputs.filter((input) => g.edit.isActivation(input) && !made.has(input))),
    ),
  ];
  const input = entering[0];
  if (leaving.length !== 1 || entering.length !== 1 || input === undefined) {
    throw new Error(`a block of ${entering.length} inputs and ${leaving.length} outputs`);
  }
  g.edit.remove(nodes);
  g.edit.reroute(output, input);
  return { home, text, graph: g.edit.finish() };
};

const removeResidual = place(residuals, (g, node) => {
  // The body's operand is made inside the block, and not by its shortcut.
  const home = g.homeOf(node);
  const body = node.inputs.find((input) => {
    const maker = g.edit.maker(input);
    return (
      maker !== undefined && sameHome(g.homeOf(maker), home) && !maker.name.includes('downsample') && maker.op !== 'add'
    );
  });
  if (body === undefined) return undefined;
  g.edit.bypass(node, body);
  return 'residual removed';
});

const moveStride = place(
  (g) =>
    g.find('conv', (node, home) => home.section === 'block' && strideOf(node) > 1 && !node.name.includes('downsample')),
  (g, node) => {
    const home = g.homeOf(node);
    const others = g.find(
      'conv',
      (other, where) =>
        sameHome(home, where) &&
        other !== node &&
        !/downsample|fc\d/.test(other.name) &&
        // What a gate looks at is not where a stride goes.
        !other.name.includes('/block.3/'),
    );
    const other = g.choose(others);
    if (other === undefined) return undefined;
    g.edit.setAttributes(node, { strides: [1, 1] });
    g.edit.setAttributes(other, { strides: [2, 2] });
    return `stride moved to ${other.name}`;
  },
);

const stem: Operator = (graph, network, random) => {
  const g = ground(graph, network, random);
  const [conv] = g.find('conv', (_, home) => home.section === 'stem');
  const [pool] = g.find('max-pool', (_, home) => home.section === 'stem');
  if (conv === undefined) return undefined;
  const [outputs = 0, inputs = 0, kernel = 0] = g.edit.shape(conv.inputs[1]);
  const kinds = ['kernel', 'stride', ...(pool === undefined ? [] : ['pool removed', 'pool kernel'])];
  const kind = g.choose(network.name.startsWith('vit') || network.name.startsWith('convnext') ? ['patch'] : kinds);
  if (kind === 'kernel') {
    const other = kernel === 7 ? 3 : 5;
    g.edit.tensors[conv.inputs[1] ?? -1] = { name: 'stem', role: 'parameter', shape: [outputs, inputs, other, other] };
    const pad = (other - 1) / 2;
    g.edit.setAttributes(conv, { kernel: [other, other], pads: [pad, pad, pad, pad] });
  } else if (kind === 'stride') g.edit.setAttributes(conv, { strides: [1, 1] });
  else if (kind === 'patch') {
    g.edit.tensors[conv.inputs[1] ?? -1] = { name: 'stem', role: 'parameter', shape: [outputs, inputs, 7, 7] };
    g.edit.setAttributes(conv, { kernel: [7, 7], pads: [3, 3, 3, 3] });
  } else if (pool !== undefined && kind === 'pool removed') g.edit.bypass(pool);
  else if (pool !== undefined) g.edit.setAttributes(pool, { kernel: [2, 2], pads: [0, 0, 0, 0] });
  return done(g, conv, `stem, ${kind}`);
};

const epsilon = place(
  (g) => graphNodes(g, ({ attributes }) => attributes.epsilon !== undefined),
  (g, node) => {
    g.edit.setAttributes(node, { epsilon: 0.0123 });
    return 'epsilon';
  },
);

const momentum = place(
  (g) => graphNodes(g, ({ attributes }) => attributes.momentum !== undefined),
  (g, node) => {
    g.edit.setAttributes(node, { momentum: 0.0123 });
    return 'momentum';
  },
);

const graphNodes = (g: Ground, test: (node: GraphNode) => boolean): GraphNode[] => g.graph.nodes.filter(test);

/** The nodes of an activation as exporters spell it: one node, x·σ(x), or GELU by the error function. */
function activationGroup(g: Ground, node: GraphNode): readonly GraphNode[] {
  if (node.op === 'relu' || node.op === 'clip') return [node];
  const [next] = g.edit.users(node.outputs[0]);
  if (node.op === 'sigmoid' && next?.op === 'mul' && next.inputs.includes(node.inputs[0] ?? -1)) return [node, next];
  if (node.op === 'erf') {
    const before = g.edit.maker(node.inputs[0]);
    const sum = g.edit.users(node.outputs[0])[0];
    const product = g.edit.users(sum?.outputs[0])[0];
    const last = g.edit.users(product?.outputs[0])[0];
    if (before?.op === 'div' && sum !== undefined && product !== undefined && last?.op === 'mul')
      return [before, node, sum, product, last];
  }
  return [];
}

const activations = (g: Ground): GraphNode[] =>
  graphNodes(
    g,
    (node) => activationGroup(g, node).length > 0 && !/\/block\.[12]\/(fc|activation|scale)/.test(node.name),
  );

const changeActivation = place(activations, (g, node) => {
  const group = activationGroup(g, node);
  const leaky = { op: 'leaky-relu', attributes: { slope: 0.0123 }, name: `${node.name} changed` };
  g.edit.replaceGroup(group, node.op === 'relu' ? leaky : { op: 'relu', attributes: {}, name: `${node.name} changed` });
  return 'activation changed';
});

const removeActivation = place(activations, (g, node) => {
  const group = activationGroup(g, node);
  g.edit.replaceGroup(group, { op: 'identity', attributes: {}, name: '' });
  return 'activation removed';
});

const changeGroups = place(
  (g) => g.find('conv', (node) => isSpatial(node)),
  (g, node) => {
    const [, inputs = 1] = g.edit.shape(node.inputs[1]);
    const groups = Number(node.attributes.groups);
    const depthwise = isDepthwise(g.edit, node);
    const factor = inputs % 2 === 0 ? 2 : 3;
    if (!depthwise && inputs % factor !== 0) return undefined;
    g.edit.resize(node.inputs[1], 1, depthwise ? 2 : inputs / factor);
    g.edit.setAttributes(node, { groups: depthwise ? groups / 2 : groups * factor });
    return 'groups';
  },
);

const changeWidth = place(
  (g) => graphNodes(g, (node) => (node.op === 'conv' || node.op === 'mat-mul') && g.homeOf(node).section === 'block'),
  (g, node) => {
    if (/fc\d|downsample|self_attention/.test(node.name)) return undefined;
    const kernel = node.op === 'conv' ? node.inputs[1] : g.edit.maker(node.inputs[1])?.inputs[0];
    if (kernel === undefined || (node.op === 'conv' && Number(node.attributes.groups) > 1)) return undefined;
    try {
      g.edit.widen(node.outputs[0] ?? -1, 8);
    } catch {
      return undefined;
    }
    g.edit.resize(kernel, 0, (g.edit.shape(kernel)[0] ?? 0) + 8);
    if (node.inputs[2] !== undefined) g.edit.resize(node.inputs[2], 0, (g.edit.shape(node.inputs[2])[0] ?? 0) + 8);
    return 'width';
  },
);

const changeKernel = place(
  (g) => g.find('conv', (node, home) => isSpatial(node) && home.section === 'block'),
  (g, node) => {
    const [outputs = 0, inputs = 0, kernel = 0] = g.edit.shape(node.inputs[1]);
    const other = kernel === 3 ? 5 : 3;
    const pad = (other - 1) / 2;
    g.edit.tensors[node.inputs[1] ?? -1] = {
      name: 'kernel',
      role: 'parameter',
      shape: [outputs, inputs, other, other],
    };
    g.edit.setAttributes(node, { kernel: [other, other], pads: [pad, pad, pad, pad] });
    return 'kernel';
  },
);

const dilate = place(
  (g) => g.find('conv', (node, home) => isSpatial(node) && home.section === 'block'),
  (g, node) => {
    const kernel = Array.isArray(node.attributes.kernel) ? (node.attributes.kernel[0] ?? 1) : 1;
    g.edit.setAttributes(node, { dilations: [2, 2], pads: [kernel - 1, kernel - 1, kernel - 1, kernel - 1] });
    return 'dilation';
  },
);

const pooling: Operator = (graph, network, random) => {
  const g = ground(graph, network, random);
  const pools = graphNodes(g, ({ op, name }) => {
    if (op === 'max-pool' || op === 'average-pool') return true;
    return op === 'global-average-pool' && !/\/block\.\d\/avgpool/.test(name);
  });
  const node = g.choose(pools);
  if (node === undefined) {
    // A class token gives way to the mean of all tokens.
    const token =
      graphNodes(g, ({ op, name }) => op === 'gather' && name === '/Gather_5')[0] ??
      graphNodes(g, ({ op }) => op === 'gather').at(-1);
    if (token === undefined) return undefined;
    g.edit.set(token, { op: 'reduce-mean', inputs: token.inputs.slice(0, 1), attributes: { axes: [1], keep: false } });
    return done(g, token, 'mean of tokens');
  }
  if (node.op === 'global-average-pool') g.edit.set(node, { op: 'global-max-pool' });
  else g.edit.set(node, { op: node.op === 'max-pool' ? 'average-pool' : 'max-pool' });
  return done(g, node, 'pooling');
};

const bias: Operator = (graph, network, random) => {
  const g = ground(graph, network, random);
  const value = { role: 'parameter', name: 'bias', fill: 0.0123 } as const;
  const bare = g.find('conv', ({ inputs }) => inputs.length === 2);
  if (bare.length > 0) {
    const node = g.choose(bare);
    if (node === undefined) return undefined;
    const made = g.edit.addTensor({ ...value, shape: [g.edit.shape(node.inputs[1])[0] ?? 0] });
    g.edit.set(node, { inputs: [...node.inputs, made] });
    return done(g, node, 'bias added');
  }
  const node = g.choose(g.find('conv').filter(({ inputs }) => inputs.length === 3));
  const sums = graphNodes(
    g,
    (sum) => sum.op === 'add' && g.edit.role(sum.inputs[0]) === 'parameter' && g.homeOf(sum).section === 'block',
  );
  const sum = g.choose(sums);
  const whole = random() < 0.5 || sum === undefined ? node : sum;
  if (whole === undefined) return undefined;
  const known = new Edit(graph);
  const tensor = (whole.op === 'conv' ? whole.inputs[2] : whole.inputs[0]) ?? -1;
  known.tensors[tensor] = { ...value, shape: known.shape(tensor) };
  const h = ground(known.finish(), network, random);
  if (whole.op === 'conv') h.edit.set(whole, { inputs: whole.inputs.slice(0, 2) });
  else h.edit.bypass(whole, whole.inputs[1]);
  return { ...done(h, whole, 'bias removed'), base: known.finish() };
};

const head: Operator = (graph, network, random) => {
  const g = ground(graph, network, random);
  const dense = graph.nodes.filter(({ op }) => op === 'gemm').at(-1);
  if (dense === undefined) return undefined;
  const kind = g.choose(['classes', 'hidden', 'softmax']);
  const [, weight, offset] = dense.inputs;
  if (kind === 'classes') {
    g.edit.resize(weight, 0, 10);
    g.edit.resize(offset, 0, 10);
  } else if (kind === 'softmax') {
    g.edit.insertAfter(dense.outputs[0] ?? -1, { op: 'softmax', attributes: { axis: -1 }, name: 'softmax' });
  } else {
    const width = g.edit.shape(weight)[1] ?? 0;
    const made = g.edit.addTensor({ name: 'hidden', role: 'parameter', shape: [256, width] });
    const x = g.edit.activation();
    const y = g.edit.activation();
    const at = g.edit.nodes.indexOf(dense);
    g.edit.resize(weight, 1, 256);
    g.edit.nodes.splice(
      at,
      0,
      { ...dense, inputs: [dense.inputs[0] ?? -1, made], outputs: [x], name: '/hidden/Gemm' },
      { op: 'relu', inputs: [x], outputs: [y], attributes: {}, name: '/hidden/Relu' },
    );
    g.edit.set(dense, { inputs: [y, ...dense.inputs.slice(1)] });
  }
  return done(g, dense, `head, ${kind}`);
};

const removeNorm = place(
  (g) => graphNodes(g, (node) => /^(batch|layer)-norm$/.test(node.op) && g.homeOf(node).section === 'block'),
  (g, node) => {
    g.edit.bypass(node);
    return 'norm removed';
  },
);

export const OPERATORS: Readonly<Record<string, Operator>> = {
  'block removed': removeBlock,
  'residual removed': removeResidual,
  'stride moved': moveStride,
  stem,
  epsilon,
  momentum,
  'activation changed': changeActivation,
  'activation removed': removeActivation,
  groups: changeGroups,
  width: changeWidth,
  kernel: changeKernel,
  dilation: dilate,
  pooling,
  bias,
  head,
  'norm removed': removeNorm,
};
