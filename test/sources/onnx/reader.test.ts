import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryBytes } from '../../../src/sources/onnx/bytes.ts';
import { externalFile } from '../../../src/sources/onnx/external.ts';
import { loadModel } from '../../../src/sources/onnx/load.ts';
import type { OnnxModel, OnnxTensor } from '../../../src/sources/onnx/model.ts';
import { openModel, readModel } from '../../../src/sources/onnx/open.ts';
import { half, weightReader } from '../../../src/sources/onnx/weights.ts';
import { SourceError } from '../../../src/spec/errors.ts';
import * as build from './builder.ts';

const read = (bytes: Uint8Array): OnnxModel => readModel(memoryBytes(bytes), 'test.onnx');

function numbers(bytes: Uint8Array, tensor: OnnxTensor | undefined, start = 0): number[] | undefined {
  if (tensor === undefined) return undefined;
  const values = weightReader(memoryBytes(bytes), undefined).read(tensor, start, 1000);
  return values === undefined ? undefined : [...values];
}

const folder = (): string => mkdtempSync(join(tmpdir(), 'resaudit-onnx-'));

describe('the structure of a model', () => {
  const bytes = build.model({
    nodes: [
      build.node('Conv', ['x', 'w', ''], ['y'], { strides: [2, 2], group: 1 }, { name: 'first' }),
      build.node('Clip', ['y', '', 'six'], ['z'], {}),
    ],
    initializers: [
      build.tensor('w', [8, 3, 3, 3], { raw: new Uint8Array(8 * 27 * 4) }),
      build.tensor('six', [], { raw: build.floats(6) }),
    ],
    inputs: [build.value('x', ['batch', 3, 32, 32])],
    outputs: [build.value('z')],
  });

  it('is read with shapes, attributes and left-out operands', () => {
    const { graph, opsets, irVersion } = read(bytes);
    expect(irVersion).toBe(8);
    expect(opsets.get('')).toBe(17);
    expect(graph.nodes.map(({ op, name, inputs }) => [op, name, inputs])).toEqual([
      ['Conv', 'first', ['x', 'w', '']],
      ['Clip', '', ['y', '', 'six']],
    ]);
    expect(graph.nodes[0]?.attributes.get('strides')).toMatchObject({ kind: 'numbers', value: [2, 2] });
    expect(graph.inputs[0]?.shape).toEqual(['batch', 3, 32, 32]);
    expect(graph.outputs[0]?.shape).toBeUndefined();
    expect(graph.initializers[0]?.dims).toEqual([8, 3, 3, 3]);
  });

  it('merges a graph that stands in two pieces', () => {
    const more = build.bytes(7, build.graph({ nodes: [build.node('Relu', ['z'], ['r'])] }));
    expect(read(Uint8Array.from([...bytes, ...more])).graph.nodes.map(({ op }) => op)).toEqual([
      'Conv',
      'Clip',
      'Relu',
    ]);
  });

  it('reads large and negative integers', () => {
    const { graph } = read(
      build.model({
        nodes: [build.node('Op', [], ['y'], { a: -1, b: 2 ** 40, c: [-9, 2 ** 31, 5] })],
        outputs: [build.value('y')],
      }),
    );
    expect(graph.nodes[0]?.attributes.get('a')).toMatchObject({ kind: 'number', value: -1 });
    expect(graph.nodes[0]?.attributes.get('b')).toMatchObject({ kind: 'number', value: 2 ** 40 });
    expect(graph.nodes[0]?.attributes.get('c')).toMatchObject({ kind: 'numbers', value: [-9, 2 ** 31, 5] });
  });
});

describe('the numbers of tensors', () => {
  const tensorsOf = (list: number[][]): Uint8Array =>
    build.model({
      nodes: [build.node('Relu', ['x'], ['y'])],
      initializers: list,
      inputs: [build.value('x')],
      outputs: [build.value('y')],
    });

  it('are read from raw and typed data, packed or not', () => {
    const bytes = tensorsOf([
      build.tensor('raw', [2], { raw: build.floats(1.5, -2) }),
      build.tensor('packed', [3], { floats: [1, 2, 3] }),
      build.tensor('unpacked', [3], { floats: [1, 2, 3], unpacked: true }),
      build.tensor('long', [2], { type: 7, ints64: [-5, 2 ** 40] }),
      build.tensor('half', [2], { type: 10, ints32: [0x3c00, 0xc000] }),
      build.tensor('bfloat', [1], { type: 16, raw: Uint8Array.of(0x80, 0x3f) }),
    ]);
    const tensors = read(bytes).graph.initializers;
    expect(tensors.map((tensor) => numbers(bytes, tensor))).toEqual([
      [1.5, -2],
      [1, 2, 3],
      [1, 2, 3],
      [-5, 2 ** 40],
      [1, -2],
      [1],
    ]);
    expect(numbers(bytes, tensors[0], 1)).toEqual([-2]);
  });

  it('are not read where data and shape do not fit', () => {
    const bytes = tensorsOf([build.tensor('short', [3], { raw: build.floats(1, 2) }), build.tensor('none', [3])]);
    for (const tensor of read(bytes).graph.initializers) expect(numbers(bytes, tensor)).toBeUndefined();
  });

  it('decodes half precision as it is defined', () => {
    expect([0x0001, 0x7bff, 0x7c00, 0x8000].map(half)).toEqual([2 ** -24, 65504, Number.POSITIVE_INFINITY, -0]);
    expect(half(0x7e00)).toBeNaN();
  });

  it('come from external data beside the model, at its offset', () => {
    const at = folder();
    writeFileSync(join(at, 'data.bin'), Uint8Array.from([...new Uint8Array(8), ...build.floats(7, 8)]));
    const path = join(at, 'model.onnx');
    writeFileSync(
      path,
      tensorsOf([build.tensor('w', [2], { external: { location: 'data.bin', offset: '8', length: '8' } })]),
    );
    const { model, bytes, close } = openModel(path, 'model.onnx');
    const reader = weightReader(bytes, path);
    const [tensor] = model.graph.initializers;
    expect(tensor === undefined ? undefined : [...(reader.read(tensor, 0, 10) ?? [])]).toEqual([7, 8]);
    reader.close();
    close();
  });
});

describe('external data', () => {
  it('stays in the folder of the model, links resolved', () => {
    const at = folder();
    mkdirSync(join(at, 'inner'));
    const model = join(at, 'inner', 'm.onnx');
    for (const file of [model, join(at, 'outside'), join(at, 'inner', 'inside')]) writeFileSync(file, 'x');
    symlinkSync(join(at, 'outside'), join(at, 'inner', 'link'));
    expect(externalFile(model, 'inside')).toMatch(/inside$/);
    for (const location of ['../outside', join(at, 'outside'), 'link', 'missing', '', '.', '..', 'C:\\x', 'a\0b']) {
      expect(externalFile(model, location), location).toBeUndefined();
    }
  });
});

describe('functions of the model', () => {
  it('are inlined, with their attributes and names apart', () => {
    const inner = [...build.node('LeakyRelu', ['a'], ['t']), ...build.bytes(5, build.reference('alpha', 'slope', 1))];
    const f = build.makeFunction('own', 'Act', ['a'], ['b'], [inner, build.node('Neg', ['t'], ['b'])], ['slope']);
    const { graph } = read(
      build.model(
        {
          nodes: [
            build.node('Act', ['x'], ['y'], { slope: { float: 0.5 } }, { domain: 'own', name: 'one' }),
            build.node('Act', ['y'], ['z'], { slope: { float: 0.25 } }, { domain: 'own', name: 'two' }),
          ],
          inputs: [build.value('x')],
          outputs: [build.value('z')],
        },
        { functions: [f], domains: ['own'] },
      ),
    );
    expect(graph.nodes.map(({ op }) => op)).toEqual(['LeakyRelu', 'Neg', 'LeakyRelu', 'Neg']);
    expect(graph.nodes[0]?.attributes.get('alpha')).toMatchObject({ kind: 'number', value: 0.5 });
    expect(graph.nodes[2]?.attributes.get('alpha')).toMatchObject({ kind: 'number', value: 0.25 });
    expect(graph.nodes[1]?.outputs).toEqual(['y']);
    expect(new Set(graph.nodes.flatMap(({ outputs }) => outputs)).size).toBe(4);
  });

  it('that call themselves are refused', () => {
    const f = build.makeFunction('own', 'F', ['a'], ['b'], [build.node('F', ['a'], ['b'], {}, { domain: 'own' })]);
    const nodes = [build.node('F', ['x'], ['y'], {}, { domain: 'own' })];
    expect(() =>
      read(build.model({ nodes, inputs: [build.value('x')], outputs: [build.value('y')] }, { functions: [f] })),
    ).toThrow(SourceError);
  });
});

describe('what is no model', () => {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const cases: Record<string, [Uint8Array, RegExp]> = {
    'an empty file': [new Uint8Array(), /is empty/],
    'a Git LFS pointer': [
      text('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'),
      /Git LFS pointer/,
    ],
    'an ORT flatbuffer': [Uint8Array.of(8, 0, 0, 0, 0x4f, 0x52, 0x54, 0x4d, 1, 2), /ONNX Runtime/],
    'a zip archive': [Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0), /zip/],
    'a gzip file': [Uint8Array.of(0x1f, 0x8b, 8, 0), /gzip/],
    'an HDF5 file': [Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a), /HDF5/],
    'a pickle': [Uint8Array.of(0x80, 2, 0x8a, 10), /pickle/],
    'a text proto': [text('ir_version: 8\nproducer_name: "x"\ngraph {\n}'), /as text/],
    JSON: [text('{"a": 1, "b": 2}'), /JSON/],
    'a web page': [text('<!DOCTYPE html><html></html>'), /web page/],
    'a safetensors file': [Uint8Array.from([16, 0, 0, 0, 0, 0, 0, 0, ...text('{"__metadata__":{}}')]), /safetensors/],
    'bytes without a graph': [Uint8Array.from(build.integer(1, 8)), /no graph/],
  };
  for (const [title, [bytes, message]] of Object.entries(cases)) {
    it(`is named: ${title}`, () => {
      expect(() => read(bytes)).toThrow(SourceError);
      expect(() => read(bytes)).toThrow(message);
    });
  }

  it('is one line, whatever the file is called', () => {
    expect(() => readModel(memoryBytes(new Uint8Array()), 'a\n\u001b[31mb')).toThrow(/^a\\x0a\\x1b\[31mb is empty$/);
  });

  it('says that a missing file is missing', () => {
    expect(() => loadModel(join(folder(), 'none.onnx'), 'none.onnx')).toThrow(
      /none\.onnx cannot be opened: there is no such file/,
    );
  });

  it('says of every truncation that it is one', () => {
    const whole = build.model({
      nodes: [build.node('Conv', ['x', 'w'], ['y'], { strides: [1, 1] })],
      initializers: [build.tensor('w', [1, 1, 1, 1], { raw: build.floats(1) })],
      inputs: [build.value('x', [1, 1, 4, 4])],
      outputs: [build.value('y')],
    });
    // Up to the end of the graph every cut goes through it.
    const graphEnd = whole.length - build.bytes(8, [...build.text(1, ''), ...build.integer(2, 17)]).length;
    for (let length = 10; length < graphEnd; length++) {
      expect(() => read(whole.slice(0, length)), String(length)).toThrow(/truncated or no ONNX model|no graph/);
    }
  });
});

describe('limits', () => {
  it('hold on nesting', () => {
    let inner = build.graph({ nodes: [build.node('Relu', ['x'], ['y'])] });
    for (let i = 0; i < 40; i++)
      inner = build.graph({ nodes: [build.node('If', ['c'], ['y'], { then_branch: { graph: inner } })] });
    const bytes = Uint8Array.from([...build.integer(1, 8), ...build.bytes(7, inner)]);
    expect(() => read(bytes)).toThrow(/nested/);
  });

  it('hold on announced lengths, without reading or reserving them', () => {
    for (const length of [2 ** 31, 2 ** 40, 2 ** 60]) {
      const bytes = Uint8Array.from([...build.integer(1, 8), 7 * 8 + 2, ...build.varint(length), 1, 2, 3]);
      expect(() => read(bytes)).toThrow(/announces/);
    }
  });
});
