// Writes data/tfjs-programs.json: programs, and what the real TensorFlow.js makes of each: the configuration of the optimizer,
// or the numbers that reach the network for probe pixels.
// Usage: node tfjs-programs.mjs DIR, with @tensorflow/tfjs-core, -layers and -backend-cpu installed in DIR/node_modules.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { runInNewContext } from 'node:vm';

const require = createRequire(resolve(process.argv[2] ?? '.', 'package.json'));
const core = require('@tensorflow/tfjs-core');
const layers = require('@tensorflow/tfjs-layers');
require('@tensorflow/tfjs-backend-cpu');
await core.setBackend('cpu');
// The methods of tensors that the whole package has, which the core alone leaves to whoever imports them.
for (const name of ['div', 'sub', 'mul', 'add', 'expandDims'])
  core.Tensor.prototype[name] = function method(other) {
    return core[name](this, other);
  };
core.Tensor.prototype.toFloat = function method() {
  return core.cast(this, 'float32');
};

/** Pixels of every channel: dark, middle and bright, each channel another. */
const PROBE = [
  [0, 10, 20],
  [100, 128, 150],
  [255, 250, 245],
];
const tf = {
  ...core,
  ...layers,
  browser: { ...core.browser, fromPixels: () => core.tensor3d([PROBE], [1, 3, 3], 'int32') },
};

/** Ways for values to get where they are used: what stands in front, and how each is spelled then. */
const CARRIERS = {
  literal: (values) => ({ spelled: values.map(json) }),
  constant: (values) => ({
    front: values.map((v, i) => `const V${i} = ${json(v)};`),
    spelled: values.map((_, i) => `V${i}`),
  }),
  object: (values) => ({
    front: [`const config = { deep: { ${values.map((v, i) => `v${i}: ${json(v)}`).join(', ')} } };`],
    spelled: values.map((_, i) => `config.deep.v${i}`),
  }),
  destructured: (values) => ({
    front: [
      `const { ${values.map((_, i) => `v${i}`).join(', ')} } = { ...{ ${values.map((v, i) => `v${i}: ${json(v)}`).join(', ')} } };`,
    ],
    spelled: values.map((_, i) => `v${i}`),
  }),
  parameter: (values) => ({
    wrap: [`function go(${values.map((_, i) => `v${i}`).join(', ')}) {`, `}\ngo(${values.map(json).join(', ')});`],
    spelled: values.map((_, i) => `v${i}`),
  }),
  'default parameter': (values) => ({
    wrap: [`const go = (${values.map((v, i) => `v${i} = ${json(v)}`).join(', ')}) => {`, '};\ngo();'],
    spelled: values.map((_, i) => `v${i}`),
  }),
  'class field': (values) => ({
    front: [
      `class Settings { ${values.map((v, i) => `v${i} = ${json(v)};`).join(' ')} }`,
      'const settings = new Settings();',
    ],
    spelled: values.map((_, i) => `settings.v${i}`),
  }),
  import: (values) => ({
    files: { 'values.js': `module.exports = { ${values.map((v, i) => `V${i}: ${json(v)}`).join(', ')} };\n` },
    front: ["const values = require('./values.js');"],
    spelled: values.map((_, i) => `values.V${i}`),
  }),
  environment: (values) => ({
    front: values.map((v, i) => `const v${i} = process.env.SETTING_${i} ?? ${json(v)};`),
    spelled: values.map((_, i) => `v${i}`),
  }),
  closure: (values) => ({
    front: values.map((v, i) => `const get${i} = ((v) => () => v)(${json(v)});`),
    spelled: values.map((_, i) => `get${i}()`),
  }),
  computed: (values) => ({
    front: [`const list = [${values.map(json).join(', ')}];`],
    spelled: values.map((v, i) => (typeof v === 'number' ? `list[${i}] * 2 / 2` : `list[${i}]`)),
  }),
};
const json = (value) => JSON.stringify(value);

const OPTIMIZERS = [
  ['tf.train.sgd', [0.3]],
  ['tf.train.momentum', [0.02, 0.8]],
  ['tf.train.momentum', [0.02, 0.8, true]],
  ['tf.train.rmsprop', [0.004]],
  ['tf.train.rmsprop', [0.004, 0.95, 0.5, 1e-5, true]],
  ['tf.train.adam', []],
  ['tf.train.adam', [0.0007]],
  ['tf.train.adam', [0.0007, 0.8, 0.97]],
  ['tf.train.adam', [0.0007, 0.8, 0.97, 1e-6]],
  ['tf.train.adadelta', [0.5, 0.9]],
  ['tf.train.adamax', [0.006, 0.85]],
  ['tf.train.adagrad', [0.05, 0.2]],
  ['new tf.AdamOptimizer', [0.001, 0.9, 0.99, 1e-8]],
  ['', ['adam']],
  ['', ['rmsprop']],
  ['', ['adadelta']],
  ['', ['sgd']],
];

/** From an image to what the network takes: the text with `$0`, `$1` for values. */
const PIPELINES = [
  ['image.toFloat().div($0)', [255]],
  ['image.toFloat().div($0).sub($1)', [127.5, 1]],
  ['tf.sub(tf.div(tf.cast(image, "float32"), tf.scalar($0)), $1)', [127, 1]],
  [
    'image.toFloat().sub($0).div($1)',
    [
      [123.68, 116.78, 103.94],
      [58.4, 57.1, 57.4],
    ],
  ],
  ['image.toFloat().mul($0).sub(tf.tensor1d($1))', [1 / 255, [0.4, 0.5, 0.6]]],
  ['image.toFloat().sub($0)', [[120, 110, 100]]],
  ['image.toFloat().mul($0).add($1)', [0.02, -2]],
];

function run({ main, files }) {
  const load = (name) => {
    if (name.startsWith('@tensorflow/')) return tf;
    return execute(files[name.replace('./', '')]);
  };
  const execute = (text) => {
    const module = { exports: {} };
    runInNewContext(`(function (module, require, process) {${text}\n})`, {})(module, load, { env: {} });
    return module.exports;
  };
  return execute(main);
}

function program(carrier, values, lines) {
  const { front = [], wrap = ['', ''], spelled, files = {} } = CARRIERS[carrier](values);
  const body = lines(spelled).join('\n');
  const main = ["const tf = require('@tensorflow/tfjs');", ...front, wrap[0], body, wrap[1], '']
    .filter((line, i, all) => line !== '' || i === all.length - 1)
    .join('\n');
  return { main, files };
}

const optimizers = Object.keys(CARRIERS).flatMap((carrier) =>
  OPTIMIZERS.filter(([, values]) => values.length > 0 || carrier === 'literal').map(([callee, values]) => {
    const made = program(carrier, values, (spelled) => [
      'const model = tf.sequential();',
      'model.add(tf.layers.dense({ units: 1, inputShape: [2] }));',
      `model.compile({ optimizer: ${callee === '' ? spelled[0] : `${callee}(${spelled.join(', ')})`}, loss: 'meanSquaredError' });`,
      'module.exports = { model };',
    ]);
    const { optimizer } = run(made).model;
    return { carrier, ...made, name: optimizer.getClassName(), config: optimizer.getConfig() };
  }),
);

const pipelines = Object.keys(CARRIERS).flatMap((carrier) =>
  PIPELINES.map(([text, values]) => {
    const made = program(carrier, values, (spelled) => [
      'const model = tf.sequential();',
      'model.add(tf.layers.flatten({ inputShape: [1, 3, 3] }));',
      "const image = tf.browser.fromPixels(document.getElementById('image'));",
      `const input = ${text.replace(/\$(\d)/g, (_, i) => spelled[Number(i)])};`,
      'model.predict(input.expandDims(0));',
      'module.exports = { input };',
    ]);
    const main = made.main.replaceAll("document.getElementById('image')", '{}');
    return { carrier, ...made, output: run({ ...made, main }).input.arraySync()[0] };
  }),
);

const data = { version: core.version_core, probe: PROBE, optimizers, pipelines };
writeFileSync(new URL('data/tfjs-programs.json', import.meta.url), `${JSON.stringify(data, null, 1)}\n`);
console.log(`${optimizers.length} optimizers, ${pipelines.length} pipelines`);
