import type { Candidate, Fans } from '../../../src/graph/initialization/candidates.ts';
import { fanOf } from '../../../src/graph/initialization/candidates.ts';
import type { Sample } from '../../../src/graph/initialization/infer.ts';
import { momentsOf } from '../../../src/graph/initialization/moments.ts';

export interface LayerShape extends Fans {
  readonly count: number;
}

const conv = (kernel: number, inputs: number, outputs: number, groups = 1): LayerShape => ({
  fanIn: (inputs / groups) * kernel * kernel,
  fanOut: outputs * kernel * kernel,
  count: (inputs / groups) * outputs * kernel * kernel,
});
const dense = (inputs: number, outputs: number): LayerShape => ({
  fanIn: inputs,
  fanOut: outputs,
  count: inputs * outputs,
});

/** Layers of real networks, by role. */
export const NETWORKS: Readonly<Record<string, readonly LayerShape[]>> = {
  resnet18: [
    conv(7, 3, 64),
    ...[64, 128, 256, 512].flatMap((w, i) => [
      conv(3, i === 0 ? 64 : w / 2, w),
      conv(3, w, w),
      conv(3, w, w),
      conv(3, w, w),
      ...(i === 0 ? [] : [conv(1, w / 2, w)]),
    ]),
  ],
  resnet50: [
    conv(7, 3, 64),
    ...[64, 128, 256, 512].flatMap((w, i) => [
      conv(1, i === 0 ? 64 : w * 2, w),
      conv(3, w, w),
      conv(1, w, w * 4),
      conv(1, i === 0 ? 64 : w * 2, w * 4),
      conv(1, w * 4, w),
      conv(3, w, w),
      conv(1, w, w * 4),
    ]),
  ],
  resnext50: [
    conv(7, 3, 64),
    ...[128, 256, 512, 1024].flatMap((w) => [conv(1, w, w), conv(3, w, w, 32), conv(1, w, w * 2)]),
  ],
  vgg16: [
    conv(3, 3, 64),
    conv(3, 64, 64),
    conv(3, 64, 128),
    conv(3, 128, 128),
    conv(3, 128, 256),
    conv(3, 256, 256),
    conv(3, 256, 512),
    conv(3, 512, 512),
  ],
  cifar20: [
    conv(3, 3, 16),
    conv(3, 16, 16),
    conv(3, 16, 16),
    conv(3, 16, 32),
    conv(3, 32, 32),
    conv(3, 32, 64),
    conv(3, 64, 64),
  ],
  mobilenetv2: [
    conv(3, 3, 32),
    conv(1, 32, 16),
    conv(1, 16, 96),
    conv(1, 96, 24),
    conv(1, 24, 144),
    conv(1, 144, 32),
    conv(1, 32, 192),
    conv(1, 320, 1280),
  ],
  vit: [dense(768, 2304), dense(768, 768), dense(768, 3072), dense(3072, 768)],
  mlp: [dense(784, 512), dense(512, 256), dense(256, 128)],
  vggHead: [dense(25088, 4096), dense(4096, 4096)],
};

const MOST = 16_384;

/** Weights drawn by a scheme, as a layer of a network would be. */
export function drawSample(candidate: Candidate, shape: LayerShape, random: () => number): Sample {
  const scale = Math.sqrt(candidate.scale / fanOf(candidate.mode, shape));
  const values = new Float64Array(Math.min(shape.count, MOST));
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.fround(
      candidate.family === 'uniform'
        ? (2 * random() - 1) * scale * Math.sqrt(3)
        : candidate.family === 'normal'
          ? gaussian(random) * scale
          : (cut(random) * scale) / 0.87962566103423978,
    );
  }
  return { fanIn: shape.fanIn, fanOut: shape.fanOut, moments: momentsOf(values) };
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function cut(random: () => number): number {
  for (;;) {
    const value = gaussian(random);
    if (Math.abs(value) <= 2) return value;
  }
}

/** Whether two schemes draw from one distribution in every one of these layers: then nothing can tell them apart. */
export function isAlias(a: Candidate, b: Candidate, shapes: readonly LayerShape[]): boolean {
  return (
    a.family === b.family &&
    shapes.every((shape) => {
      const [x, y] = [a.scale / fanOf(a.mode, shape), b.scale / fanOf(b.mode, shape)];
      return Math.abs(x - y) <= 1e-9 * x;
    })
  );
}
