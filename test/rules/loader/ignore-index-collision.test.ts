import rule from '../../../rules/loader/ignore-index-collision.ts';
import { ruleTest } from '../../support/rule-test.ts';

const of = (ignored: number, classes = 21, offset = 0) => ({
  'loss.ignoreIndex': ignored,
  'data.classes': classes,
  'data.labelOffset': offset,
});

ruleTest(rule, {
  clean: {
    'below all classes': of(-100),
    'above all classes': of(255),
    'right after the last': of(21),
    'before the first': of(0, 21, 1),
  },
  complains: {
    'the first class': { setup: of(0), severity: 'error', message: '0 to 20' },
    'the last class of labels from 1': { setup: of(21, 21, 1), severity: 'error' },
  },
  lintUnknown: { 'classes unknown': { 'loss.ignoreIndex': 0 } },
});
