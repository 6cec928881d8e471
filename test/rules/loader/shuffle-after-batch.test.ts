import rule from '../../../rules/loader/shuffle-after-batch.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { scriptCases } from '../../support/script-lint.ts';
import { tfjsScript } from '../../support/tfjs-script.ts';

ruleTest(rule, {
  complains: {
    'a shuffle of batches': {
      setup: { 'train.procedure': ['shuffle-batches', { name: 'fit', model: 'model 1' }] },
      severity: 'warning',
    },
  },
  clean: { 'none is seen': { 'train.procedure': [{ name: 'fit', model: 'model 1' }] } },
  lintUnknown: { 'the procedure is unknown': {} },
});

const train = (pipeline: string): string =>
  tfjsScript(`model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
const dataset = tf.data.generator(examples)${pipeline};
model.fitDataset(dataset, { epochs: 3 });`);

scriptCases(
  rule,
  {
    'after batch': train('.batch(32).shuffle(1000).prefetch(1); // # here'),
    'before batch': train('.shuffle(1000).batch(32).prefetch(1)'),
    'batches that are changed in between': train('.batch(32).flatMap(apart).shuffle(1000).batch(8)'),
    'no shuffle': train('.batch(32)'),
  },
  'train.js',
);
