import { seeded } from '../../graph/mutate.ts';
import * as build from './builder.ts';

export interface SmallOptions {
  /** Epsilon of the norm of this number, counted from 0; the others have 1e-5. */
  readonly epsilon?: readonly [norm: number, value: number];
  /** Epsilon of all norms. */
  readonly everyEpsilon?: number;
  /** Standard deviation of kernels times the square root of their fan in. */
  readonly gain?: number;
  /** Channel means and deviations that the network itself puts in front. */
  readonly normalization?: { readonly mean: readonly number[]; readonly std: readonly number[] };
  readonly softmax?: boolean;
  readonly classes?: number;
  /** Nodes behind the input that do nothing. */
  readonly identities?: number;
  /** A bound on the smallest sizes: channels of the first stage. */
  readonly width?: number;
  readonly zeroGamma?: boolean;
}

/** A residual network of two stages of two basic blocks, with kaiming-normal kernels (fan in), as bytes. */
export function smallNetwork(options: SmallOptions = {}): Uint8Array {
  const { width = 8, gain = Math.SQRT2, classes = 10 } = options;
  const random = seeded(5);
  const nodes: number[][] = [];
  const initializers: number[][] = [];
  let [count, norms] = [0, 0];

  const gaussian = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const weights = (name: string, dims: readonly number[], value: () => number): void => {
    const size = dims.reduce((all, dim) => all * dim, 1);
    initializers.push(build.tensor(name, dims, { raw: build.floats(...Array.from({ length: size }, value)) }));
  };
  const conv = (x: string, inputs: number, outputs: number, kernel: number, stride: number): string => {
    const name = `conv${count++}`;
    const deviation = gain / Math.sqrt(inputs * kernel * kernel);
    weights(`${name}.weight`, [outputs, inputs, kernel, kernel], () => gaussian() * deviation);
    const pad = (kernel - 1) / 2;
    nodes.push(
      build.node(
        'Conv',
        [x, `${name}.weight`],
        [name],
        { strides: [stride, stride], pads: [pad, pad, pad, pad] },
        { name },
      ),
    );
    return norm(name, outputs, false);
  };
  const norm = (x: string, channels: number, zero: boolean): string => {
    const at = norms++;
    const name = `norm${at}`;
    for (const [part, value] of [
      ['scale', zero ? 0 : 1],
      ['offset', 0],
      ['mean', 0],
      ['variance', 1],
    ] as const) {
      weights(`${name}.${part}`, [channels], () => value);
    }
    const epsilon = options.epsilon?.[0] === at ? options.epsilon[1] : (options.everyEpsilon ?? 1e-5);
    const inputs = [x, ...['scale', 'offset', 'mean', 'variance'].map((part) => `${name}.${part}`)];
    nodes.push(
      build.node(
        'BatchNormalization',
        inputs,
        [name],
        { epsilon: { float: epsilon }, momentum: { float: 0.9 } },
        { name },
      ),
    );
    return name;
  };
  const relu = (x: string): string => {
    nodes.push(build.node('Relu', [x], [`${x}.relu`], {}, { name: `${x}.relu` }));
    return `${x}.relu`;
  };
  const block = (x: string, inputs: number, outputs: number, stride: number): string => {
    const body = conv(relu(conv(x, inputs, outputs, 3, stride)), outputs, outputs, 3, 1);
    const shortcut = inputs === outputs ? x : conv(x, inputs, outputs, 1, stride);
    nodes.push(build.node('Add', [body, shortcut], [`${body}.sum`], {}, { name: `${body}.sum` }));
    return relu(`${body}.sum`);
  };

  let x = 'image';
  for (let i = 0; i < (options.identities ?? 0); i++) {
    nodes.push(build.node('Identity', [x], [`same${i}`]));
    x = `same${i}`;
  }
  if (options.normalization !== undefined) {
    initializers.push(build.tensor('mean', [1, 3, 1, 1], { raw: build.floats(...options.normalization.mean) }));
    initializers.push(build.tensor('std', [1, 3, 1, 1], { raw: build.floats(...options.normalization.std) }));
    nodes.push(build.node('Sub', [x, 'mean'], ['centered']), build.node('Div', ['centered', 'std'], ['normalized']));
    x = 'normalized';
  }
  x = relu(conv(x, 3, width, 3, 1));
  for (const [inputs, outputs, stride] of [
    [width, width, 1],
    [width, width, 1],
    [width, 2 * width, 2],
    [2 * width, 2 * width, 1],
  ] as const) {
    x = block(x, inputs, outputs, stride);
  }
  weights('fc.weight', [classes, 2 * width], () => gaussian() * 0.01);
  weights('fc.bias', [classes], () => 0);
  nodes.push(build.node('GlobalAveragePool', [x], ['pooled']), build.node('Flatten', ['pooled'], ['flat']));
  nodes.push(build.node('Gemm', ['flat', 'fc.weight', 'fc.bias'], ['logits'], { transB: 1 }));
  if (options.softmax === true) nodes.push(build.node('Softmax', ['logits'], ['scores']));
  return build.model({
    nodes,
    initializers,
    inputs: [build.value('image', ['batch', 3, 32, 32])],
    outputs: [build.value(options.softmax === true ? 'scores' : 'logits')],
  });
}
