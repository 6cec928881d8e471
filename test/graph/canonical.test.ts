import { describe, expect, it } from 'vitest';
import type { CanonicalGraph } from '../../src/graph/canonical.ts';
import { memoryBytes } from '../../src/sources/onnx/bytes.ts';
import { loadBytes } from '../../src/sources/onnx/load.ts';
import * as build from '../sources/onnx/builder.ts';

type Step = readonly [
  op: string,
  inputs: readonly string[],
  output: string,
  attributes?: Readonly<Record<string, build.Attribute>>,
];

interface Parts {
  readonly constants?: Readonly<
    Record<string, readonly [dims: readonly number[], values: readonly number[], type?: number]>
  >;
  readonly shape?: readonly (number | string)[];
  readonly opset?: number;
}

/** Canonical operations of a graph whose input is `x` and whose output is the last step's. */
function canonical(
  steps: readonly Step[],
  { constants = {}, shape = [1, 8, 16, 16], opset = 17 }: Parts = {},
): CanonicalGraph {
  const bytes = build.model(
    {
      nodes: steps.map(([op, inputs, output, attributes]) => build.node(op, inputs, [output], attributes)),
      initializers: Object.entries(constants).map(([name, [dims, values, type]]) =>
        type === 7
          ? build.tensor(name, dims, { type, ints64: values })
          : build.tensor(name, dims, { raw: build.floats(...values) }),
      ),
      inputs: [build.value('x', shape)],
      outputs: [build.value(steps.at(-1)?.[2] ?? 'x')],
    },
    { opset },
  );
  return loadBytes(memoryBytes(bytes), 'test.onnx').graph;
}

const ops = (...parameters: Parameters<typeof canonical>): string[] =>
  canonical(...parameters).nodes.map(({ op }) => op);
const scalar = (value: number): readonly [readonly number[], readonly number[]] => [[], [value]];
const ones = (size: number): number[] => Array.from({ length: size }, () => 1);

describe('activations that are spelled out', () => {
  const cases: Readonly<Record<string, [steps: Step[], constants: Parts['constants'], expected: string]>> = {
    'x·σ(x) is SiLU': [
      [
        ['Sigmoid', ['x'], 's'],
        ['Mul', ['x', 's'], 'y'],
      ],
      {},
      'silu',
    ],
    'σ(x)·x is SiLU': [
      [
        ['Sigmoid', ['x'], 's'],
        ['Mul', ['s', 'x'], 'y'],
      ],
      {},
      'silu',
    ],
    'x·hardσ(x) is hardswish': [
      [
        ['HardSigmoid', ['x'], 's', { alpha: { float: 1 / 6 }, beta: { float: 0.5 } }],
        ['Mul', ['x', 's'], 'y'],
      ],
      {},
      'hardswish',
    ],
    'x·clip(x+3, 0, 6)/6 is hardswish': [
      [
        ['Add', ['x', 'three'], 'a'],
        ['Clip', ['a', 'zero', 'six'], 'c'],
        ['Mul', ['x', 'c'], 'm'],
        ['Div', ['m', 'six'], 'y'],
      ],
      { three: scalar(3), zero: scalar(0), six: scalar(6) },
      'hardswish',
    ],
    'x·tanh(softplus(x)) is Mish': [
      [
        ['Softplus', ['x'], 'p'],
        ['Tanh', ['p'], 't'],
        ['Mul', ['x', 't'], 'y'],
      ],
      {},
      'mish',
    ],
    'clip(x, 0, 6) is ReLU6': [[['Clip', ['x', 'zero', 'six'], 'y']], { zero: scalar(0), six: scalar(6) }, 'relu6'],
    'max(x, 0) is ReLU': [[['Max', ['x', 'zero'], 'y']], { zero: scalar(0) }, 'relu'],
    'max(x, 0.2·x) is leaky ReLU': [
      [
        ['Mul', ['x', 'slope'], 'm'],
        ['Max', ['x', 'm'], 'y'],
      ],
      { slope: scalar(0.2) },
      'leaky-relu',
    ],
    'GELU as PyTorch writes it': [
      [
        ['Div', ['x', 'root'], 'd'],
        ['Erf', ['d'], 'e'],
        ['Add', ['e', 'one'], 'a'],
        ['Mul', ['x', 'a'], 'm'],
        ['Mul', ['m', 'half'], 'y'],
      ],
      { root: scalar(Math.SQRT2), one: scalar(1), half: scalar(0.5) },
      'gelu',
    ],
    'GELU as TensorFlow writes it': [
      [
        ['Mul', ['x', 'root'], 'd'],
        ['Erf', ['d'], 'e'],
        ['Add', ['one', 'e'], 'a'],
        ['Mul', ['x', 'half'], 'h'],
        ['Mul', ['h', 'a'], 'y'],
      ],
      { root: scalar(Math.SQRT1_2), one: scalar(1), half: scalar(0.5) },
      'gelu',
    ],
    'GELU by tanh': [
      [
        ['Pow', ['x', 'three'], 'p'],
        ['Mul', ['p', 'cubic'], 'c'],
        ['Add', ['x', 'c'], 'i'],
        ['Mul', ['i', 'root'], 'r'],
        ['Tanh', ['r'], 't'],
        ['Add', ['t', 'one'], 'a'],
        ['Mul', ['x', 'a'], 'm'],
        ['Mul', ['m', 'half'], 'y'],
      ],
      {
        three: scalar(3),
        cubic: scalar(0.044715),
        root: scalar(Math.sqrt(2 / Math.PI)),
        one: scalar(1),
        half: scalar(0.5),
      },
      'gelu-tanh',
    ],
  };
  for (const [title, [steps, constants, expected]] of Object.entries(cases)) {
    it(title, () => expect(ops(steps, constants === undefined ? {} : { constants })).toEqual([expected]));
  }

  it('are not taken for what they are not', () => {
    expect(
      ops([
        ['Sigmoid', ['x'], 's'],
        ['Neg', ['x'], 'n'],
        ['Mul', ['n', 's'], 'y'],
      ]),
    ).toEqual(['sigmoid', 'neg', 'mul']);
    const constants = { root: scalar(2), one: scalar(1), half: scalar(0.5) };
    expect(
      ops(
        [
          ['Div', ['x', 'root'], 'd'],
          ['Erf', ['d'], 'e'],
          ['Add', ['e', 'one'], 'a'],
          ['Mul', ['x', 'a'], 'm'],
          ['Mul', ['m', 'half'], 'y'],
        ],
        { constants },
      ),
    ).not.toContain('gelu');
    expect(ops([['Clip', ['x', 'low', 'six'], 'y']], { constants: { low: scalar(-1), six: scalar(6) } })).toEqual([
      'clip',
    ]);
  });
});

describe('norms that are spelled out', () => {
  const layerNorm = (axes: number[]): Step[] => [
    ['ReduceMean', ['x'], 'mean', { axes }],
    ['Sub', ['x', 'mean'], 'd'],
    ['Pow', ['d', 'two'], 'q'],
    ['ReduceMean', ['q'], 'v', { axes }],
    ['Add', ['v', 'epsilon'], 'w'],
    ['Sqrt', ['w'], 'r'],
    ['Div', ['d', 'r'], 'n'],
    ['Mul', ['n', 'scale'], 's'],
    ['Add', ['s', 'offset'], 'y'],
  ];
  const constants = {
    two: scalar(2),
    epsilon: scalar(1e-6),
    scale: [[16], ones(16)],
    offset: [[16], ones(16)],
  } as const;

  it('are layer norms, with their epsilon, scale and offset', () => {
    const { nodes } = canonical(layerNorm([-1]), { constants, shape: [1, 8, 16] });
    expect(nodes.map(({ op }) => op)).toEqual(['layer-norm']);
    expect(nodes[0]?.attributes.epsilon).toBe(1e-6);
    expect(nodes[0]?.inputs.length).toBe(3);
  });

  it('are none where mean and variance are of other axes', () => {
    const steps = layerNorm([-1]).map((step, i): Step => (i === 3 ? ['ReduceMean', ['q'], 'v', { axes: [1] }] : step));
    expect(ops(steps, { constants, shape: [1, 8, 16] })).not.toContain('layer-norm');
  });

  it('are group norms where instances of groups are normalized', () => {
    const { nodes } = canonical(
      [
        ['Reshape', ['x', 'groups'], 'g'],
        ['InstanceNormalization', ['g', 'one', 'zero'], 'i', { epsilon: { float: 1e-5 } }],
        ['Reshape', ['i', 'back'], 'b'],
        ['Mul', ['b', 'scale'], 's'],
        ['Add', ['s', 'offset'], 'y'],
      ],
      {
        constants: {
          groups: [[3], [0, 2, -1], 7],
          back: [[4], [1, 8, 16, 16], 7],
          one: [[2], [1, 1]],
          zero: [[2], [0, 0]],
          scale: [[8, 1, 1], ones(8)],
          offset: [[8, 1, 1], ones(8)],
        },
      },
    );
    expect(nodes.map(({ op }) => op)).toEqual(['group-norm']);
    expect(nodes[0]?.attributes).toMatchObject({ groups: 2, epsilon: 1e-5 });
  });

  it('take the scale layer of Caffe in', () => {
    const norm = {
      scale: [[8], ones(8)],
      offset: [[8], ones(8)],
      mean: [[8], ones(8)],
      variance: [[8], ones(8)],
      g: [[8, 1, 1], ones(8)],
      b: [[8, 1, 1], ones(8)],
    } as const;
    expect(
      ops(
        [
          ['BatchNormalization', ['x', 'scale', 'offset', 'mean', 'variance'], 'n'],
          ['Mul', ['n', 'g'], 's'],
          ['Add', ['s', 'b'], 'y'],
        ],
        { constants: norm },
      ),
    ).toEqual(['batch-norm']);
  });
});

describe('layers', () => {
  const kernel = { w: [[4, 8, 3, 3], ones(288)], bias: [[4], ones(4)] } as const;

  it('take the padding in front of them in', () => {
    const { nodes } = canonical(
      [
        ['Pad', ['x', 'pads'], 'p'],
        ['Conv', ['p', 'w'], 'y'],
      ],
      { constants: { ...kernel, pads: [[8], [0, 0, 1, 1, 0, 0, 2, 2], 7] } },
    );
    expect(nodes.map(({ op, attributes }) => [op, attributes.pads])).toEqual([['conv', [1, 1, 2, 2]]]);
  });

  it('do not take in what pads with anything but zeros', () => {
    expect(
      ops(
        [
          ['Pad', ['x', 'pads'], 'p', { mode: 'reflect' }],
          ['Conv', ['p', 'w'], 'y'],
        ],
        { constants: { ...kernel, pads: [[8], [0, 0, 1, 1, 0, 0, 1, 1], 7] } },
      ),
    ).toEqual(['pad', 'conv']);
  });

  it('take a bias that stands apart in', () => {
    const { nodes } = canonical(
      [
        ['Conv', ['x', 'w'], 'c'],
        ['Add', ['c', 'apart'], 'y'],
      ],
      { constants: { ...kernel, apart: [[1, 4, 1, 1], ones(4)] } },
    );
    expect(nodes.map(({ op, inputs }) => [op, inputs.length])).toEqual([['conv', 3]]);
    const dense = canonical(
      [
        ['MatMul', ['x', 'm'], 'p'],
        ['Add', ['b', 'p'], 'y'],
      ],
      { constants: { m: [[16, 4], ones(64)], b: [[4], ones(4)] }, shape: [2, 16] },
    );
    expect(dense.nodes.map(({ op, attributes, inputs }) => [op, attributes.in, attributes.out, inputs.length])).toEqual(
      [['linear', 16, 4, 3]],
    );
  });

  it('have the padding of `same` written out where sizes are known', () => {
    const same = (size: number): unknown =>
      canonical([['Conv', ['x', 'w'], 'y', { auto_pad: 'SAME_UPPER', strides: [2, 2] }]], {
        constants: kernel,
        shape: [1, 8, size, size],
      }).nodes[0]?.attributes.pads;
    expect(same(16)).toEqual([0, 0, 1, 1]);
    expect(same(15)).toEqual([1, 1, 1, 1]);
  });

  it('have their shapes, also behind arithmetic on shapes', () => {
    const graph = canonical(
      [
        ['Conv', ['x', 'w'], 'c', { pads: [1, 1, 1, 1], strides: [2, 2] }],
        ['Shape', ['c'], 's'],
        ['Gather', ['s', 'zero'], 'n'],
        ['Unsqueeze', ['n', 'axes'], 'u'],
        ['Concat', ['u', 'rest'], 't', { axis: 0 }],
        ['Reshape', ['c', 't'], 'y'],
      ],
      {
        constants: { ...kernel, zero: [[], [0], 7], axes: [[1], [0], 7], rest: [[1], [-1], 7] },
        shape: [2, 8, 16, 16],
      },
    );
    expect(graph.nodes.map(({ op }) => op)).toEqual(['conv', 'reshape']);
    expect(graph.tensors[graph.outputs[0] ?? -1]?.shape?.[1]).toBe(256);
  });
});

describe('layouts', () => {
  it('that converters wrap around every layer cancel', () => {
    const [there, back] = [{ perm: [0, 3, 1, 2] }, { perm: [0, 2, 3, 1] }];
    const steps: Step[] = [
      ['Transpose', ['x'], 't0', there],
      ['Conv', ['t0', 'w'], 'c0', { pads: [1, 1, 1, 1] }],
      ['Transpose', ['c0'], 'n0', back],
      ['Relu', ['n0'], 'r0'],
      ['Transpose', ['r0'], 't1', there],
      ['Conv', ['t1', 'v'], 'c1', { pads: [1, 1, 1, 1] }],
      ['Transpose', ['c1'], 'n1', back],
      ['Add', ['n1', 'r0'], 'a'],
      ['Relu', ['a'], 'r1'],
      ['ReduceMean', ['r1'], 'y', { axes: [1, 2], keepdims: 0 }],
    ];
    const constants = { w: [[4, 8, 3, 3], ones(288)], v: [[4, 4, 3, 3], ones(144)] } as const;
    const graph = canonical(steps, { constants, shape: [1, 16, 16, 8] });
    expect(graph.nodes.map(({ op }) => op)).toEqual([
      'transpose',
      'conv',
      'relu',
      'conv',
      'add',
      'relu',
      'global-pool',
    ]);
  });
});

describe('what changes nothing', () => {
  it('goes: identities, casts, sums with zero, pairs of squeeze and unsqueeze', () => {
    const steps: Step[] = [
      ['Identity', ['x'], 'i'],
      ['Dropout', ['i'], 'd'],
      ['Add', ['d', 'zero'], 'z'],
      ['Mul', ['one', 'z'], 'm'],
      ['Cast', ['m'], 'c', { to: 1 }],
      ['Squeeze', ['c', 'axes'], 's'],
      ['Unsqueeze', ['s', 'axes'], 'u'],
      ['Relu', ['u'], 'y'],
    ];
    expect(ops(steps, { constants: { zero: scalar(0), one: scalar(1), axes: [[1], [0], 7] } })).toEqual(['relu']);
  });

  it('goes: pairs of quantize and dequantize', () => {
    const steps: Step[] = [
      ['QuantizeLinear', ['x', 'scale'], 'q'],
      ['DequantizeLinear', ['q', 'scale'], 'd'],
      ['Relu', ['d'], 'y'],
    ];
    const graph = canonical(steps, { constants: { scale: scalar(0.1) } });
    expect(graph.nodes.map(({ op }) => op)).toEqual(['relu']);
    expect(graph.notes.quantization).toBe('static');
  });

  it('means the same in older operator sets', () => {
    expect(ops([['Clip', ['x'], 'y', { min: { float: 0 }, max: { float: 6 } }]], { opset: 6 })).toEqual(['relu6']);
    expect(
      ops(
        [
          ['Squeeze', ['x'], 's', { axes: [0] }],
          ['Relu', ['s'], 'y'],
        ],
        { opset: 9 },
      ),
    ).toEqual(['reshape', 'relu']);
  });
});

describe('cycles and strays', () => {
  it('do not hang: nodes on a cycle are left out', () => {
    const graph = canonical([
      ['Add', ['x', 'b'], 'a'],
      ['Relu', ['a'], 'b'],
      ['Relu', ['x'], 'y'],
    ]);
    expect(graph.nodes.map(({ op }) => op)).toEqual(['relu']);
  });
});
