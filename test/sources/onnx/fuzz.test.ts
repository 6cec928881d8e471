import { readdirSync, readFileSync } from 'node:fs';
import { env } from 'node:process';
import { describe, expect, it } from 'vitest';
import { memoryBytes } from '../../../src/sources/onnx/bytes.ts';
import { loadBytes } from '../../../src/sources/onnx/load.ts';
import { setupOf } from '../../../src/sources/onnx/reader.ts';
import { SourceError } from '../../../src/spec/errors.ts';
import { seeded } from '../../graph/mutate.ts';
import * as build from './builder.ts';
import { smallNetwork } from './small-network.ts';

/** How many hostile files; by hand: RESAUDIT_FUZZ=100000 npx vitest run test/sources/onnx/fuzz */
const COUNT = Number(env.RESAUDIT_FUZZ ?? 400);
const MOST_MILLISECONDS = 1000;

const folder = new URL('../../../fixtures/onnx/', import.meta.url);
const seeds: Uint8Array[] = [
  smallNetwork({ width: 4 }),
  build.model({
    nodes: [
      build.node('If', ['c'], ['y'], {
        then_branch: { graph: build.graph({ nodes: [build.node('Relu', ['x'], ['t'])], outputs: [build.value('t')] }) },
      }),
      build.node('Reshape', ['y', 's'], ['z']),
      build.node('MatMul', ['z', 'w'], ['m']),
      build.node('Softmax', ['m'], ['p']),
    ],
    initializers: [
      build.tensor('s', [2], { type: 7, ints64: [-1, 4] }),
      build.tensor('w', [4, 4], { floats: Array.from({ length: 16 }, (_, i) => i) }),
    ],
    inputs: [build.value('x', [1, 4]), build.value('c', [], 9)],
    outputs: [build.value('p')],
  }),
  ...readdirSync(folder)
    .filter((file) => file.endsWith('.onnx'))
    .map((file) => new Uint8Array(readFileSync(new URL(file, folder))))
    .filter((bytes) => bytes.length < 40_000),
];

const HOSTILE = [0, 1, 0x7f, 0x80, 0xff, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 40, 2 ** 53];

function hostile(random: () => number): Uint8Array {
  const pick = (limit: number): number => Math.floor(random() * limit);
  const seed = seeds[pick(seeds.length)] ?? new Uint8Array();
  const bytes = Uint8Array.from(seed);
  switch (pick(6)) {
    case 0:
      return Uint8Array.from({ length: pick(400) }, () => pick(256));
    case 1:
      return bytes.slice(0, pick(bytes.length));
    case 2: {
      for (let i = pick(8) + 1; i > 0; i--) {
        const at = pick(bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << pick(8));
      }
      return bytes;
    }
    case 3: {
      // A length or number of any size in place of one.
      const at = pick(bytes.length);
      return Uint8Array.from([
        ...bytes.subarray(0, at),
        ...build.varint(HOSTILE[pick(HOSTILE.length)] ?? 0),
        ...bytes.subarray(at + 1),
      ]);
    }
    case 4: {
      // A stretch repeated, moved, or lost.
      const [from, to] = [pick(bytes.length), pick(bytes.length)];
      const part = bytes.subarray(from, from + pick(200));
      return Uint8Array.from([...bytes.subarray(0, to), ...part, ...bytes.subarray(to + pick(100))]);
    }
    default: {
      // A structure that is valid and absurd.
      const nodes = Array.from({ length: pick(40) }, () =>
        build.node(
          [
            'Conv',
            'Add',
            'Concat',
            'Reshape',
            'Mul',
            'Split',
            'Slice',
            'MatMul',
            'Softmax',
            'Pad',
            'AveragePool',
            'BatchNormalization',
            'Transpose',
            'ReduceMean',
            'Sqrt',
            'Erf',
          ][pick(16)] ?? 'Relu',
          Array.from({ length: pick(4) }, () => `v${pick(20)}`),
          [`v${pick(20)}`],
          {
            kernel_shape: Array.from({ length: pick(4) }, () => pick(5) - 1),
            strides: Array.from({ length: pick(4) }, () => pick(4) - 1),
            axes: [pick(9) - 4],
            axis: pick(9) - 4,
            perm: Array.from({ length: pick(5) }, () => pick(6) - 1),
            group: pick(5) - 1,
          },
        ),
      );
      const initializers = Array.from({ length: pick(6) }, () => {
        const dims = Array.from({ length: pick(5) }, () => HOSTILE[pick(HOSTILE.length)] ?? 0);
        return build.tensor(
          `v${pick(20)}`,
          dims,
          random() < 0.5
            ? { type: 7, ints64: Array.from({ length: pick(6) }, () => pick(9) - 4) }
            : { raw: build.floats(1, 2) },
        );
      });
      return build.model(
        {
          nodes,
          initializers,
          inputs: [build.value(`v${pick(20)}`, ['n', pick(4), pick(300), pick(300)])],
          outputs: [build.value(`v${pick(20)}`)],
        },
        { opset: pick(24) },
      );
    }
  }
}

describe('hostile bytes', () => {
  it(`are read, or refused in one line, at once: ${COUNT} of them`, () => {
    let [read, refused, slowest] = [0, 0, 0];
    for (let i = 0; i < COUNT; i++) {
      const bytes = hostile(seeded(i));
      const start = performance.now();
      try {
        const facts = setupOf(loadBytes(memoryBytes(bytes), 'hostile.onnx'), 'hostile.onnx').facts;
        expect(facts.size).toBeGreaterThan(0);
        read++;
      } catch (error) {
        if (!(error instanceof SourceError)) throw new Error(`input ${i}: ${String(error)}`, { cause: error });
        expect(error.message).not.toMatch(/\n/);
        expect(error.message.length).toBeLessThan(400);
        refused++;
      }
      slowest = Math.max(slowest, performance.now() - start);
    }
    expect(read + refused).toBe(COUNT);
    expect(Math.min(read, refused)).toBeGreaterThan(COUNT / 50);
    // Other work on the machine may stop this one for a while.
    expect(slowest).toBeLessThan(MOST_MILLISECONDS * 3);
  }, 3_600_000);
});
