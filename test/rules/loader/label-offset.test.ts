import rule from '../../../rules/loader/label-offset.ts';
import { ruleTest } from '../../support/rule-test.ts';

const of = (classes: number, head?: number, offset?: number) => ({
  'data.classes': classes,
  ...(head === undefined ? {} : { 'model.head.classes': head }),
  ...(offset === undefined ? {} : { 'data.labelOffset': offset }),
});

ruleTest(rule, {
  same: {
    'the same': [of(1000, 1000, 0), of(1000, 1000, 0)],
    'other classes are for another rule': [of(1000), of(100)],
  },
  different: {
    'a background class': { pair: [of(1000), of(1001)], severity: 'error', message: '1000 against 1001' },
    'a background class in the head': { pair: [of(1000, 1000), of(1000, 1001)], severity: 'error' },
    'labels from 1': { pair: [of(1000, 1000, 0), of(1000, 1000, 1)], severity: 'error', message: '0 against 1' },
  },
  unknown: { 'one side does not say': [of(1000), {}] },
});
