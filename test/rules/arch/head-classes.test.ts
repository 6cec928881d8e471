import rule from '../../../rules/arch/head-classes.ts';
import { ruleTest } from '../../support/rule-test.ts';

const head = (outputs: number, classes: number, more: Readonly<Record<string, unknown>> = {}) => ({
  'model.head.classes': outputs,
  'data.classes': classes,
  ...more,
});

ruleTest(rule, {
  clean: {
    'an output for each class': head(10, 10),
    'a background class': head(1001, 1000, { 'data.labelOffset': 1 }),
    'one output for two classes': head(1, 2),
  },
  complains: {
    'too few': { setup: head(10, 100), severity: 'error', message: '10 outputs for 100 classes' },
    'too many': { setup: head(1000, 10), severity: 'warning', message: '990 of them never right' },
  },
  lintUnknown: { 'no dataset': { 'model.head.classes': 10 } },
});
