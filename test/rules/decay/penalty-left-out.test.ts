import rule from '../../../rules/decay/penalty-left-out.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { scriptCases } from '../../support/script-lint.ts';

ruleTest(rule, {
  complains: {
    'a penalty that nobody adds': { setup: { 'train.procedure': ['leave-out-penalty', 'update'] }, severity: 'error' },
  },
  clean: { 'none is seen': { 'train.procedure': ['update'] } },
  lintUnknown: { 'the procedure is unknown': {} },
});

const loop = (regularizer: string, loss: string): string => `const tf = require('@tensorflow/tfjs-node');
const hidden = tf.layers.dense({ inputShape: [8], units: 16${regularizer} });${regularizer === '' ? '' : ' // # here'}
const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 2 })] });
const optimizer = tf.train.adam(0.01);
for (let i = 0; i < 100; i++) {
  optimizer.minimize(() => ${loss});
}
`;
const CROSS_ENTROPY = 'tf.losses.softmaxCrossEntropy(labels, model.apply(inputs))';
const PENALTY = ', kernelRegularizer: tf.regularizers.l2({ l2: 0.01 })';

scriptCases(
  rule,
  {
    'in a loop of its own': loop(PENALTY, CROSS_ENTROPY),
    'no regularizer': loop('', CROSS_ENTROPY),
    'added by hand': loop(
      PENALTY,
      `${CROSS_ENTROPY}.add(tf.regularizers.l2({ l2: 0.01 }).apply(hidden.getWeights()[0]))`,
    ).replace(' // # here', ''),
    'compile and fit': `const tf = require('@tensorflow/tfjs-node');
const hidden = tf.layers.dense({ inputShape: [8], units: 2${PENALTY} });
const model = tf.sequential({ layers: [hidden] });
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
model.fit(xs, ys, { epochs: 2 });
`,
  },
  'train.js',
);
