// Writes data/tfjs-defaults.json: what TensorFlow.js does where an argument is left out.
// Usage: node tfjs-defaults.mjs DIR, with @tensorflow/tfjs-core, -layers and -backend-cpu installed in DIR/node_modules.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const require = createRequire(resolve(process.argv[2] ?? '.', 'package.json'));
const tf = require('@tensorflow/tfjs-core');
const layers = require('@tensorflow/tfjs-layers');
require('@tensorflow/tfjs-backend-cpu');
await tf.setBackend('cpu');

const configOf = (optimizer) => ({ class: optimizer.getClassName(), ...optimizer.getConfig() });
const built = (layer, shape) => {
  layer.build(shape);
  return layer;
};
const numbers = (tensor) => [...tensor.dataSync()];
const deviation = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

const byName = Object.fromEntries(
  ['sgd', 'adam', 'rmsprop', 'adagrad', 'adadelta', 'adamax'].map((name) => {
    const model = layers.sequential({ layers: [layers.layers.dense({ units: 1, inputShape: [1] })] });
    model.compile({ optimizer: name, loss: 'meanSquaredError' });
    return [name, configOf(model.optimizer)];
  }),
);
const factory = {
  adam: configOf(tf.train.adam()),
  adamax: configOf(tf.train.adamax()),
  adadelta: configOf(tf.train.adadelta()),
  adagrad: configOf(tf.train.adagrad(0.1)),
  rmsprop: configOf(tf.train.rmsprop(0.1)),
  momentum: configOf(tf.train.momentum(0.1, 0.9)),
};

const conv = built(layers.layers.conv2d({ filters: 128, kernelSize: 3 }), [null, 8, 8, 64]);
const dense = built(layers.layers.dense({ units: 512 }), [null, 512]);
const embedding = built(layers.layers.embedding({ inputDim: 500, outputDim: 100 }), [null, 4]);
const kernel = numbers(conv.getWeights()[0]);
const glorot = Math.sqrt(2 / (64 * 9 + 128 * 9));
const norm = layers.layers.batchNormalization({}).getConfig();
const layerNorm = layers.layers.layerNormalization({}).getConfig();

// Enlarges 2 pixels to 4: the legacy grid repeats the last pixel, half-pixel centers do not.
const enlarged = numbers(tf.image.resizeBilinear(tf.tensor3d([0, 1], [1, 2, 1]), [1, 4]));

/** The weight after each step; a rate of null leaves the learning rate as it is. */
const steps = (optimizer, gradients) => {
  const weight = tf.variable(tf.tensor1d([0.5]));
  return gradients.map(([gradient, rate]) => {
    if (rate !== null) optimizer.setLearningRate(rate);
    optimizer.applyGradients({ [weight.name]: tf.tensor1d([gradient]) });
    return numbers(weight)[0];
  });
};
const rising = [
  [0.3, 0.1],
  [0.2, 0.1],
  [-0.1, 0.01],
  [0.25, 0.01],
];
const small = [
  [1e-3, null],
  [2e-3, null],
  [-1e-3, null],
];

writeFileSync(
  new URL('data/tfjs-defaults.json', import.meta.url),
  `${JSON.stringify(
    {
      version: tf.version_core,
      backendEpsilon: tf.backend().epsilon(),
      byName,
      factory,
      norm: { epsilon: norm.epsilon, momentum: norm.momentum, center: norm.center, scale: norm.scale },
      layerNorm: { epsilon: layerNorm.epsilon, center: layerNorm.center },
      leakyReLU: layers.layers.leakyReLU().getConfig().alpha,
      // Over the standard deviation of Glorot's initialization: a truncated normal without correction has 0.88 of it.
      convStdOverGlorot: deviation(kernel) / glorot,
      convMaxOverGlorot: Math.max(...kernel.map(Math.abs)) / glorot,
      denseStdOverGlorot: deviation(numbers(dense.getWeights()[0])) / Math.sqrt(2 / 1024),
      biasMax: Math.max(...numbers(conv.getWeights()[1]).map(Math.abs)),
      embeddingMax: Math.max(...numbers(embedding.getWeights()[0]).map(Math.abs)),
      enlarged,
      rising,
      small,
      momentum: steps(tf.train.momentum(0.1, 0.9), rising),
      adam: steps(tf.train.adam(0.1, 0.9, 0.999, 0.01), small),
      rmsprop: steps(tf.train.rmsprop(0.1, 0.9, 0, 0.01), small),
      adagrad: steps(tf.train.adagrad(0.1), small),
    },
    null,
    1,
  )}\n`,
);
