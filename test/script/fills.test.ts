import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openSource } from '../../src/sources/registry.ts';
import type { Facts } from '../../src/spec/fact.ts';

const cwd = mkdtempSync(join(tmpdir(), 'resaudit-fills-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** Facts of a script that packs the pixels of a canvas into `packed` and hands them to a network in a shape. */
async function packed(packing: string, shape: string): Promise<Facts> {
  writeFileSync(
    join(cwd, 'serve.js'),
    `const ort = require('onnxruntime-web');
const context = document.createElement('canvas').getContext('2d');
const { data } = context.getImageData(0, 0, 224, 224);
const N = 224 * 224;
const mean = [0.5, 0.4, 0.3];
const std = [0.1, 0.2, 0.4];
${packing}
const tensor = new ort.Tensor('float32', packed, ${shape});
`,
  );
  return (await openSource('serve.js', { cwd })).facts;
}

const at = (facts: Facts, name: string): unknown => {
  const fact = facts.get(`preprocess.serve.normalization.${name}`);
  return fact !== undefined && 'value' in fact ? fact.value : undefined;
};

const PLANAR = '[1, 3, 224, 224]';
const INTERLEAVED = '[1, 224, 224, 3]';

/** Ways to write the same packing, with the order that the network gets. */
const SAME: Readonly<Record<string, readonly [packing: string, shape: string, order: 'rgb' | 'bgr']>> = {
  'three writes a pixel': [
    `const packed = new Float32Array(3 * N);
for (let i = 0; i < N; i++) {
  packed[i] = (data[4 * i] / 255 - mean[0]) / std[0];
  packed[i + N] = (data[4 * i + 1] / 255 - mean[1]) / std[1];
  packed[i + 2 * N] = (data[4 * i + 2] / 255 - mean[2]) / std[2];
}`,
    PLANAR,
    'rgb',
  ],
  'a loop over channels around one over pixels': [
    `const packed = new Float32Array(3 * N);
for (let c = 0; c < 3; c++)
  for (let i = 0; i < N; i++) packed[c * N + i] = (data[i * 4 + c] / 255 - mean[c]) / std[c];`,
    PLANAR,
    'rgb',
  ],
  'rows and columns, blue first': [
    `const packed = new Float32Array(3 * N);
for (let y = 0; y < 224; y++)
  for (let x = 0; x < 224; x++) {
    const at = (y * 224 + x) * 4;
    packed[y * 224 + x] = (data[at + 2] / 255 - mean[2]) / std[2];
    packed[N + y * 224 + x] = (data[at + 1] / 255 - mean[1]) / std[1];
    packed[2 * N + y * 224 + x] = (data[at] / 255 - mean[0]) / std[0];
  }`,
    PLANAR,
    'bgr',
  ],
  'three lists, one after the other': [
    `const [red, green, blue] = [[], [], []];
for (let i = 0; i < data.length; i += 4) {
  red.push(data[i] / 255);
  green.push(data[i + 1] / 255);
  blue.push(data[i + 2] / 255);
}
const normal = (list, c) => list.map((value) => (value - mean[c]) / std[c]);
const packed = Float32Array.from([...normal(red, 0), ...normal(green, 1), ...normal(blue, 2)]);`,
    PLANAR,
    'rgb',
  ],
  'pushed pixel by pixel': [
    `const list = [];
for (let i = 0; i < data.length; i += 4)
  list.push(
    (data[i] / 255 - mean[0]) / std[0],
    (data[i + 1] / 255 - mean[1]) / std[1],
    (data[i + 2] / 255 - mean[2]) / std[2],
  );
const packed = new Float32Array(list);`,
    INTERLEAVED,
    'rgb',
  ],
  'two counters': [
    `const packed = new Float32Array(3 * N);
for (let i = 0, j = 0; i < data.length; i += 4, j += 3) {
  packed[j + 2] = (data[i] / 255 - mean[0]) / std[0];
  packed[j + 1] = (data[i + 1] / 255 - mean[1]) / std[1];
  packed[j] = (data[i + 2] / 255 - mean[2]) / std[2];
}`,
    INTERLEAVED,
    'bgr',
  ],
};

/** Packings of which nothing may be claimed. */
const OTHER: Readonly<Record<string, readonly [packing: string, shape: string]>> = {
  'planes in a shape that has the channels last': [
    `const packed = new Float32Array(3 * N);
for (let c = 0; c < 3; c++) for (let i = 0; i < N; i++) packed[c * N + i] = data[i * 4 + c] / 255;`,
    INTERLEAVED,
  ],
  'written over by something else': [
    `const packed = new Float32Array(3 * N);
for (let c = 0; c < 3; c++) for (let i = 0; i < N; i++) packed[c * N + i] = data[i * 4 + c] / 255;
for (let i = 0; i < N; i++) packed[i] = Math.random();`,
    PLANAR,
  ],
  'handed to a function that is not known': [
    `const packed = new Float32Array(3 * N);
for (let c = 0; c < 3; c++) for (let i = 0; i < N; i++) packed[c * N + i] = data[i * 4 + c] / 255;
window.settings.change(packed);
unknownFunction(packed);`,
    PLANAR,
  ],
  'normalized in place, in a second loop': [
    `const packed = new Float32Array(3 * N);
for (let c = 0; c < 3; c++) for (let i = 0; i < N; i++) packed[c * N + i] = data[i * 4 + c] / 255;
for (let i = 0; i < packed.length; i++) packed[i] = (packed[i] - 0.5) / 0.5;`,
    PLANAR,
  ],
  'rounded to whole numbers by the type of the array': [
    `const bytes = new Uint8Array(3 * N);
for (let c = 0; c < 3; c++) for (let i = 0; i < N; i++) bytes[c * N + i] = data[i * 4 + c] / 255;
const packed = Float32Array.from(bytes);`,
    PLANAR,
  ],
};

describe('pixels that a script packs itself', () => {
  for (const [title, [packing, shape, order]] of Object.entries(SAME)) {
    it(title, async () => {
      const facts = await packed(packing, shape);
      expect(at(facts, 'kind')).toBe('affine');
      expect(at(facts, 'mean')).toEqual([0.5, 0.4, 0.3]);
      expect(at(facts, 'std')).toEqual([0.1, 0.2, 0.4]);
      expect(at(facts, 'channelOrder')).toBe(order);
    });
  }

  for (const [title, [packing, shape]] of Object.entries(OTHER)) {
    it(`claims nothing: ${title}`, async () => {
      const facts = await packed(packing, shape);
      expect(['kind', 'scale', 'mean', 'std', 'channelOrder'].map((name) => at(facts, name))).toEqual(
        Array(5).fill(undefined),
      );
    });
  }
});
