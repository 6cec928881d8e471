import { normals, seeded } from '../../src/forward/inputs.ts';
import * as build from '../sources/onnx/builder.ts';

export interface NetworkOptions {
  /** Batch norms merged into their convolutions. */
  readonly folded?: boolean;
  /** Other names for everything. */
  readonly renamed?: boolean;
  /** Operands of sums the other way around, and nodes written in another order. */
  readonly reordered?: boolean;
  /** Seed of the weights. */
  readonly seed?: number;
  readonly opset?: number;
  readonly size?: number | string;
  readonly batch?: number | string;
  /** Channels last, as Keras has them. */
  readonly channelsLast?: boolean;
  readonly plant?: Plant;
  /** `fc.weight` holds a NaN. */
  readonly broken?: boolean;
  /** An operator that no runtime knows, in front of the head. */
  readonly custom?: boolean;
}

export type Plant =
  | 'stride'
  | 'epsilon'
  | 'activation'
  | 'missing-activation'
  | 'missing-residual'
  | 'pooling'
  | 'padding'
  | 'weights'
  | 'two';

/** Where each planted difference is, in the words of the model graph. */
export const PLANTED: Readonly<Record<Exclude<Plant, 'two'>, RegExp>> = {
  stride: /stage 2, block 1, first 3×3 convolution/,
  epsilon: /stage 1, block 2, /,
  activation: /stage 2, block 2, first activation/,
  'missing-activation': /stage 1, block 1, second 3×3 convolution/,
  'missing-residual': /stage 2, block 2, /,
  pooling: /stem, (max|average) pool/,
  padding: /stage 1, block 2, first 3×3 convolution/,
  weights: /stage 2, block 1, second 3×3 convolution/,
};

/**
 * A residual network of a stem with a pool, two stages of two basic blocks and a head, 16 to 32 channels wide, with norms
 * that do something; the same weights for the same seed whatever else is asked for.
 */
export function network(options: NetworkOptions = {}): Uint8Array {
  const { folded = false, plant, seed = 1, opset = 17, size = 32, batch = 'batch' } = options;
  const uniform = seeded(seed * 7919);
  const normal = normals(seeded(seed));
  const nodes: number[][] = [];
  const initializers: number[][] = [];
  const named = (name: string): string =>
    options.renamed ? `v${[...name].reduce((h, c) => (h * 31 + c.charCodeAt(0)) % 1e9, 7)}` : name;
  const put = (name: string, dims: readonly number[], values: readonly number[]): void => {
    initializers.push(build.tensor(named(name), dims, { raw: build.floats(...values) }));
  };
  const emit = (
    op: string,
    inputs: string[],
    output: string,
    attributes: Parameters<typeof build.node>[3] = {},
  ): string => {
    const name = options.renamed ? {} : { name: `/${output}/${op}` };
    nodes.push(build.node(op, inputs.map(named), [named(output)], attributes, name));
    return output;
  };
  const list = (length: number, next: () => number): number[] => Array.from({ length }, next);

  const layer = (
    x: string,
    name: string,
    channels: readonly [number, number],
    kernel: number,
    stride: number,
  ): string => {
    const [inputs, outputs] = channels;
    const deviation = Math.sqrt(2 / (inputs * kernel * kernel));
    const weight = list(outputs * inputs * kernel * kernel, () => Math.fround(normal() * deviation));
    const [scale, offset, mean, variance] = [
      list(outputs, () => 0.5 + uniform()),
      list(outputs, () => 0.1 * normal()),
      list(outputs, () => 0.1 * normal()),
      list(outputs, () => 0.5 + uniform()),
    ];
    const is = (kind: Plant, at: string): boolean =>
      name === at && (plant === kind || (plant === 'two' && kind !== 'weights'));
    if (name === 's2b1.conv2' && plant === 'weights')
      for (const i of weight.keys()) weight[i] = Math.fround((weight[i] ?? 0) * (i % 2 === 0 ? 1.02 : 1));
    const epsilon = is('epsilon', 's1b2.conv2') ? 1e-3 : 1e-5;
    const pad = (kernel - 1) / 2;
    const pads = plant === 'padding' && name === 's1b2.conv1' ? [2, 2, 0, 0] : [pad, pad, pad, pad];
    const strides = [stride, stride];
    if (folded) {
      const factor = scale.map((value, i) => value / Math.sqrt((variance[i] ?? 1) + epsilon));
      const each = inputs * kernel * kernel;
      put(
        `${name}.weight`,
        [outputs, inputs, kernel, kernel],
        weight.map((value, i) => value * (factor[Math.floor(i / each)] ?? 1)),
      );
      put(
        `${name}.bias`,
        [outputs],
        offset.map((value, i) => value - (mean[i] ?? 0) * (factor[i] ?? 1)),
      );
      return emit('Conv', [x, `${name}.weight`, `${name}.bias`], name, { strides, pads });
    }
    put(`${name}.weight`, [outputs, inputs, kernel, kernel], weight);
    emit('Conv', [x, `${name}.weight`], name, { strides, pads });
    const parts = { scale, offset, mean, variance };
    for (const [part, values] of Object.entries(parts)) put(`${name}.${part}`, [outputs], values);
    return emit('BatchNormalization', [name, ...Object.keys(parts).map((part) => `${name}.${part}`)], `${name}.norm`, {
      epsilon: { float: epsilon },
    });
  };
  const relu = (x: string, name: string): string => {
    const leaky = (plant === 'activation' || plant === 'two') && name === 's2b2.relu1';
    return leaky ? emit('LeakyRelu', [x], name, { alpha: { float: 0.01 } }) : emit('Relu', [x], name);
  };
  const block = (x: string, name: string, channels: readonly [number, number], stride: number): string => {
    const [inputs, outputs] = channels;
    const [first, second] = plant === 'stride' && stride === 2 ? [1, 2] : [stride, 1];
    const one = layer(x, `${name}.conv1`, channels, 3, first);
    const inner = plant === 'missing-activation' && name === 's1b1' ? one : relu(one, `${name}.relu1`);
    const body = layer(inner, `${name}.conv2`, [outputs, outputs], 3, second);
    if (plant === 'missing-residual' && name === 's2b2') return relu(body, `${name}.relu2`);
    const shortcut = inputs === outputs && stride === 1 ? x : layer(x, `${name}.down`, channels, 1, stride);
    const operands = options.reordered ? [shortcut, body] : [body, shortcut];
    return relu(emit('Add', operands, `${name}.sum`), `${name}.relu2`);
  };

  let x = options.channelsLast ? emit('Transpose', ['image'], 'image.first', { perm: [0, 3, 1, 2] }) : 'image';
  x = relu(layer(x, 'stem', [3, 16], 3, 1), 'stem.relu');
  const window = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] };
  x = emit(plant === 'pooling' ? 'AveragePool' : 'MaxPool', [x], 'pool', window);
  x = block(x, 's1b1', [16, 16], 1);
  x = block(x, 's1b2', [16, 16], 1);
  x = block(x, 's2b1', [16, 32], 2);
  x = block(x, 's2b2', [32, 32], 1);
  if (options.custom) {
    nodes.push(build.node('Mystery', [named(x)], [named('mystery')], {}, { name: 'mystery', domain: 'com.example' }));
    x = 'mystery';
  }
  const head = list(10 * 32, () => normal() / Math.sqrt(32));
  if (options.broken) head[5] = Number.NaN;
  put('fc.weight', [10, 32], head);
  put(
    'fc.bias',
    [10],
    list(10, () => 0.1 * normal()),
  );
  emit('GlobalAveragePool', [x], 'pooled');
  emit('Flatten', ['pooled'], 'flat');
  emit('Gemm', ['flat', 'fc.weight', 'fc.bias'], 'logits', { transB: 1 });
  const shape = options.channelsLast ? [batch, size, size, 3] : [batch, 3, size, size];
  return build.model(
    {
      nodes,
      initializers: options.reordered ? initializers.reverse() : initializers,
      inputs: [build.value(named('image'), shape)],
      outputs: [build.value(named('logits'))],
    },
    { opset, ...(options.custom ? { domains: ['com.example'] } : {}) },
  );
}
