import rule from '../../../rules/init/exceptions.ts';
import { ruleTest } from '../../support/rule-test.ts';

const odd = 'stage 3, block 2, second 3×3 convolution: xavier-uniform';
const scratch = { 'model.pretrained': false };

ruleTest(rule, {
  same: {
    'none on both sides': [
      { ...scratch, 'init.exceptions': null },
      { ...scratch, 'init.exceptions': null },
    ],
    'the same layer': [{ 'init.exceptions': [odd] }, { 'init.exceptions': [odd] }],
  },
  different: {
    'one layer of one side': {
      pair: [
        { ...scratch, 'init.exceptions': null },
        { ...scratch, 'init.exceptions': [odd] },
      ],
      severity: 'info',
      message: 'stage 3, block 2, second 3×3 convolution',
    },
  },
  unknown: { 'one side does not say': [{ 'init.exceptions': null }, {}] },
  notApplicable: {
    'trained weights are loaded': [
      { 'model.pretrained': true, 'init.exceptions': null },
      { 'model.pretrained': true, 'init.exceptions': [odd] },
    ],
  },
});
