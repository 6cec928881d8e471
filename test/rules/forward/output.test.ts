import rule from '../../../rules/forward/output.ts';
import { ruleTest } from '../../support/rule-test.ts';

const first = 'stage 2, block 1, first activation';

ruleTest(rule, {
  same: {
    'outputs that match': [{ 'forward.outputs': 'f1' }, { 'forward.outputs': 'f1' }],
    'outputs that match, and nowhere to part': [
      { 'forward.outputs': 'f1', 'forward.first': 'nowhere' },
      { 'forward.outputs': 'f1', 'forward.first': 'nowhere' },
    ],
  },
  different: {
    'a place where they part': {
      pair: [
        { 'forward.outputs': 'f1', 'forward.first': first },
        { 'forward.outputs': 'f2', 'forward.first': first },
      ],
      severity: 'error',
      message: first,
    },
    'no place that shows it': {
      pair: [{ 'forward.outputs': 'f1' }, { 'forward.outputs': 'f2' }],
      severity: 'error',
      message: 'something else',
    },
  },
  unknown: { 'networks that were not run': [{ 'model.name': 'resnet18' }, { 'model.name': 'resnet18' }] },
});
