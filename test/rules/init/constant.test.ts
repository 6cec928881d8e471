import rule from '../../../rules/init/constant.ts';
import { ruleTest } from '../../support/rule-test.ts';

ruleTest(rule, {
  clean: {
    'drawn kernels': { 'init.conv': 'kaiming-normal', 'init.dense': 'xavier-uniform' },
    'a classifier of zeros': { 'init.conv': 'kaiming-normal', 'init.dense': 'zeros', 'model.depths': [2, 2] },
  },
  complains: {
    'kernels of zero': { setup: { 'init.conv': 'zeros' }, severity: 'error', message: 'conv kernels all start from 0' },
    'kernels of one number': {
      setup: { 'init.recurrent': { name: 'constant', value: 0.1 } },
      severity: 'error',
      message: 'start from 0.1',
    },
    'hidden dense layers of zeros': {
      setup: { 'init.dense': 'zeros', 'model.depths': [2, 2], 'model.head.hidden': [512] },
      severity: 'error',
    },
  },
  lintUnknown: { 'nothing is known': { 'model.name': 'my_net' } },
  lintNotApplicable: { 'trained weights': { 'init.conv': 'zeros', 'model.pretrained': true } },
});
