// Figures of ONNX graphs with the built program: the structure of a file of 3 GB, comparing two ResNet-50 of 100 MB with and
// without looking at their weights, and comparing graphs of 10,000 to 100,000 nodes. Whole processes, in turn with
// `node -e 0`, so that a busy moment meets all alike: processor time (user and system, the least of all runs), the same over
// that of `node -e 0`, wall time, and the peak of memory. Figures, never a test: node bench/onnx.mjs [runs] [part of a title]
import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../dist/bin.cjs', import.meta.url));
const runs = Number(process.argv[2] ?? 9);
const folder = mkdtempSync(join(tmpdir(), 'resaudit-bench-'));

const varint = (value) => {
  const bytes = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return bytes;
};
const tag = (field, wire) => varint(field * 8 + wire);
const integer = (field, value) => [...tag(field, 0), ...varint(value)];
const bytes = (field, content) => [...tag(field, 2), ...varint(content.length), ...content];
const text = (field, value) => bytes(field, new TextEncoder().encode(value));
const list = (name, values) =>
  bytes(5, [...text(1, name), ...values.flatMap((value) => integer(8, value)), ...integer(20, 7)]);

/** Pieces of a file: bytes, or a hole of so many. */
class Pieces {
  parts = [];
  size = 0;
  add(part) {
    this.parts.push(part);
    this.size += typeof part === 'number' ? part : part.length;
  }
}

/** Data that stands in another file, which is not there. */
const MISSING = Symbol('missing');

function tensor(graph, name, dims, data) {
  const size = dims.reduce((all, dim) => all * dim, 4);
  if (data === MISSING) {
    const entry = [...text(1, 'location'), ...text(2, 'weights.bin')];
    const head = [...dims.flatMap((dim) => integer(1, dim)), ...integer(2, 1), ...text(8, name)];
    graph.add(Uint8Array.from(bytes(5, [...head, ...bytes(13, entry), ...integer(14, 1)])));
    return;
  }
  const head = [
    ...dims.flatMap((dim) => integer(1, dim)),
    ...integer(2, 1),
    ...text(8, name),
    ...tag(9, 2),
    ...varint(size),
  ];
  graph.add(Uint8Array.from([...tag(5, 2), ...varint(head.length + size), ...head]));
  graph.add(data?.(size) ?? size);
}

function node(graph, op, inputs, output, attributes = []) {
  const body = [
    ...inputs.flatMap((name) => text(1, name)),
    ...text(2, output),
    ...text(3, output),
    ...text(4, op),
    ...attributes,
  ];
  graph.add(Uint8Array.from(bytes(1, body)));
}

function write(name, graph) {
  const path = join(folder, name);
  const file = openSync(path, 'w');
  let at = 0;
  const put = (part) => {
    if (typeof part !== 'number') writeSync(file, part, 0, part.length, at);
    at += typeof part === 'number' ? part : part.length;
  };
  put(
    Uint8Array.from([
      ...integer(1, 8),
      ...bytes(8, [...text(1, ''), ...integer(2, 17)]),
      ...tag(7, 2),
      ...varint(graph.size),
    ]),
  );
  for (const part of graph.parts) put(part);
  ftruncateSync(file, at);
  closeSync(file);
  return path;
}

const value = (field, name, dims) => {
  const shape = dims.flatMap((dim) => bytes(1, integer(1, dim)));
  return bytes(field, [...text(1, name), ...bytes(2, bytes(1, [...integer(1, 1), ...bytes(2, shape)]))]);
};

/** A chain of residual blocks: `count` nodes, whose kernels of 5 MB are shared by many; one in `odd` blocks is of other activations. */
function large(name, count, weights, odd = Number.POSITIVE_INFINITY) {
  const graph = new Pieces();
  for (let i = 0; i < weights; i++) tensor(graph, `w${i}`, [382, 382, 3, 3]);
  let x = 'image';
  for (let i = 0; i < count; ) {
    const start = x;
    for (let j = 0; j < 2; j++) {
      node(graph, 'Conv', [x, `w${(i + j) % weights}`], `c${i}.${j}`, list('pads', [1, 1, 1, 1]));
      node(graph, (i / 5) % odd === odd - 1 ? 'Tanh' : 'Relu', [`c${i}.${j}`], `r${i}.${j}`);
      x = `r${i}.${j}`;
    }
    node(graph, 'Add', [x, start], `s${i}`);
    x = `s${i}`;
    i += 5;
  }
  graph.add(Uint8Array.from([...value(11, 'image', [1, 382, 32, 32]), ...value(12, x, [])]));
  return write(name, graph);
}

/** ResNet-50 with normal kernels, as a training export has it. */
function resnet50(name, deviation) {
  const graph = new Pieces();
  const noise = new Float32Array(2 ** 16);
  for (let i = 0; i < noise.length; i++) {
    noise[i] = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  }
  const fill = (scale) => {
    if (deviation === undefined) return MISSING;
    return (size) => {
      const values = new Float32Array(size / 4);
      for (let i = 0; i < values.length; i++) values[i] = noise[(i * 7 + size) % noise.length] * scale;
      return new Uint8Array(values.buffer);
    };
  };
  const constant = (c) => (size) => new Uint8Array(new Float32Array(size / 4).fill(c).buffer);
  let count = 0;
  const conv = (x, inputs, outputs, kernel, stride) => {
    const id = `conv${count++}`;
    tensor(
      graph,
      `${id}.weight`,
      [outputs, inputs, kernel, kernel],
      fill(deviation?.(inputs * kernel * kernel, outputs * kernel * kernel)),
    );
    const pad = (kernel - 1) / 2;
    node(graph, 'Conv', [x, `${id}.weight`], id, [
      ...list('strides', [stride, stride]),
      ...list('pads', [pad, pad, pad, pad]),
    ]);
    for (const [part, c] of [
      ['g', 1],
      ['b', 0],
      ['m', 0],
      ['v', 1],
    ])
      tensor(graph, `${id}.${part}`, [outputs], constant(c));
    node(graph, 'BatchNormalization', [id, `${id}.g`, `${id}.b`, `${id}.m`, `${id}.v`], `${id}.bn`);
    return `${id}.bn`;
  };
  const relu = (x) => {
    node(graph, 'Relu', [x], `${x}.relu`);
    return `${x}.relu`;
  };
  let x = relu(conv('image', 3, 64, 7, 2));
  node(graph, 'MaxPool', [x], 'pool', [
    ...list('kernel_shape', [3, 3]),
    ...list('strides', [2, 2]),
    ...list('pads', [1, 1, 1, 1]),
  ]);
  [x] = ['pool'];
  let inputs = 64;
  for (const [stage, depth] of [3, 4, 6, 3].entries()) {
    const width = 64 * 2 ** stage;
    for (let i = 0; i < depth; i++) {
      const stride = i === 0 && stage > 0 ? 2 : 1;
      const body = conv(
        relu(conv(relu(conv(x, inputs, width, 1, 1)), width, width, 3, stride)),
        width,
        width * 4,
        1,
        1,
      );
      const shortcut = i === 0 ? conv(x, inputs, width * 4, 1, stride) : x;
      node(graph, 'Add', [body, shortcut], `${body}.sum`);
      x = relu(`${body}.sum`);
      inputs = width * 4;
    }
  }
  node(graph, 'GlobalAveragePool', [x], 'pooled');
  node(graph, 'Flatten', ['pooled'], 'flat');
  tensor(graph, 'fc.weight', [1000, 2048], fill(0.01));
  tensor(graph, 'fc.bias', [1000], constant(0));
  node(
    graph,
    'Gemm',
    ['flat', 'fc.weight', 'fc.bias'],
    'logits',
    bytes(5, [...text(1, 'transB'), ...integer(3, 1), ...integer(20, 2)]),
  );
  graph.add(Uint8Array.from([...value(11, 'image', [1, 3, 224, 224]), ...value(12, 'logits', [1, 1000])]));
  return write(name, graph);
}

const least = (values) => Math.min(...values);

/** Runs the commands in turn, so many times, and prints the least of each. */
function measure(commands) {
  const taken = Object.fromEntries(Object.keys(commands).map((title) => [title, []]));
  for (let i = 0; i <= runs; i++) {
    for (const [title, args] of Object.entries(commands)) {
      const start = performance.now();
      const { stderr } = spawnSync(process.execPath, ['--require', hook, ...args], {
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
      });
      const [, cpu, peak] = /used (\d+) (\d+)/.exec(stderr) ?? [];
      // The first round fills caches.
      if (i > 0)
        taken[title].push({ wall: performance.now() - start, cpu: Number(cpu) / 1000, peak: Number(peak) / 1024 });
    }
  }
  const bare = least(taken['node -e 0'].map(({ cpu }) => cpu));
  for (const [title, list] of Object.entries(taken)) {
    const [cpu, wall, peak] = ['cpu', 'wall', 'peak'].map((key) => least(list.map((entry) => entry[key])));
    const cells = [cpu.toFixed(0), (cpu / bare).toFixed(1), wall.toFixed(0), peak.toFixed(0)];
    console.log(`| ${title} | ${cells.join(' | ')} |`);
  }
}

const hook = join(folder, 'hook.cjs');
writeFileSync(
  hook,
  `process.on('exit',()=>{const{userCPUTime:u,systemCPUTime:s,maxRSS:m}=process.resourceUsage();require('node:fs').writeSync(2,'\\nused '+(u+s)+' '+m)})`,
);

try {
  const he = resnet50('a.onnx', (fanIn) => Math.sqrt(2 / fanIn));
  const out = resnet50('b.onnx', (_, fanOut) => Math.sqrt(2 / fanOut));
  // The same networks with weights that stand in a file that is not there: only their structure can be compared.
  const [bareA, bareB] = [resnet50('c.onnx', undefined), resnet50('d.onnx', undefined)];
  const commands = {
    'node -e 0': ['-e', '0'],
    '`--version`': [bin, '--version'],
    '`extract`, 3 GB, 10,000 nodes': [bin, 'extract', large('large.onnx', 10_000, 600), '--format', 'json'],
    '`compare`, two ResNet-50, structure alone': [bin, 'compare', bareA, bareB, '--fail-on', 'never'],
    '`compare`, two ResNet-50 of 100 MB, with initialization': [bin, 'compare', he, out, '--fail-on', 'never'],
  };
  for (const count of [1000, 10_000, 20_000, 50_000, 100_000]) {
    const [a, b] = [large(`${count}a.onnx`, count, 8), large(`${count}b.onnx`, count, 8, 100)];
    commands[`\`compare\`, ${count.toLocaleString('en')} nodes, 1 % changed`] = [
      bin,
      'compare',
      a,
      b,
      '--fail-on',
      'never',
    ];
  }
  console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, the least of ${runs} runs\n`);
  console.log('| command | processor, ms | over `node -e 0` | wall, ms | peak, MB |\n|---|---|---|---|---|');
  const part = process.argv[3] ?? '';
  measure(
    Object.fromEntries(Object.entries(commands).filter(([title]) => title === 'node -e 0' || title.includes(part))),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
