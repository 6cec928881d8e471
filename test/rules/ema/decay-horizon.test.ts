import rule from '../../../rules/ema/decay-horizon.ts';
import { ruleTest } from '../../support/rule-test.ts';

const ema = (decay: number, steps: number, more: Readonly<Record<string, unknown>> = {}) => ({
  'train.ema.decay': decay,
  'train.ema.every': 1,
  'train.steps': steps,
  ...more,
});

ruleTest(rule, {
  clean: { 'long runs': ema(0.9999, 100_000), 'updated rarely': ema(0.9999, 450_000, { 'train.ema.every': 8 }) },
  complains: {
    'a short run': { setup: ema(0.9999, 10_000), severity: 'warning', message: '36.8 % of the initial weights' },
    'from trained weights': { setup: ema(0.9999, 10_000, { 'model.pretrained': true }), severity: 'info' },
  },
  lintUnknown: {
    'the length of the run': { 'train.ema.decay': 0.9999, 'train.ema.every': 1 },
    'how often': { 'train.ema.decay': 0.9999, 'train.steps': 1000 },
  },
  lintNotApplicable: { 'no average': ema(0, 1000) },
});
