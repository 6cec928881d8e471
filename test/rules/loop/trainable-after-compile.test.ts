import rule from '../../../rules/loop/trainable-after-compile.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { scriptCases } from '../../support/script-lint.ts';
import { tfjsScript } from '../../support/tfjs-script.ts';

const procedure = (...steps: readonly unknown[]): Record<string, unknown> => ({ 'train.procedure': steps });
const compile = { name: 'compile', model: 'model 1' };
const set = { name: 'set-trainable', models: ['model 1'] };
const fit = { name: 'fit', model: 'model 1' };

ruleTest(rule, {
  complains: {
    'between compile and fit': { setup: procedure(compile, set, fit), severity: 'warning' },
    'between two fits': { setup: procedure(compile, fit, set, fit), severity: 'warning' },
    'in a loop': { setup: procedure(compile, { name: 'loop', body: [fit, set] }), severity: 'warning' },
  },
  clean: {
    'compiled again': procedure(compile, fit, set, compile, fit),
    'after the last fit': procedure(compile, fit, set),
    'compiled again on one way of two': procedure(compile, set, { name: 'branch', yes: [compile], no: [] }, fit),
    'meant for a network that is compiled next': procedure(compile, set, { name: 'compile', model: 'model 2' }, fit),
    'of another model': procedure(compile, { name: 'set-trainable', models: ['model 2'] }, fit),
  },
  lintUnknown: { 'the procedure is unknown': {} },
});

const settings = "{ optimizer: 'adam', loss: 'categoricalCrossentropy' }";
scriptCases(
  rule,
  {
    'thawed for a second phase': tfjsScript(`first.trainable = false;
model.compile(${settings});
async function main() {
  await model.fit(xs, ys, { epochs: 3 });
  first.trainable = true; // # here
  await model.fit(xs, ys, { epochs: 9 });
}
main();`),
    'compiled again for a second phase': tfjsScript(`first.trainable = false;
model.compile(${settings});
async function main() {
  await model.fit(xs, ys, { epochs: 3 });
  first.trainable = true;
  model.compile(${settings});
  await model.fit(xs, ys, { epochs: 9 });
}
main();`),
    'another network, such as a discriminator that another holds': tfjsScript(`model.compile(${settings});
const other = tf.layers.dense({ units: 2 });
other.trainable = false;
model.fit(xs, ys, { epochs: 3 });`),
  },
  'train.js',
);
