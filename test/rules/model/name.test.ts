import rule from '../../../rules/model/name.ts';
import { ruleTest } from '../../support/rule-test.ts';

ruleTest(rule, {
  same: { 'one name': [{ 'model.name': 'resnet50' }, { 'model.name': 'resnet50' }] },
  equivalent: { 'one name in two spellings': [{ 'model.name': 'ResNet-50' }, { 'model.name': 'resnet50' }] },
  different: {
    'nothing else is known': {
      pair: [{ 'model.name': 'resnet50' }, { 'model.name': 'vgg16' }],
      severity: 'error',
      message: 'resnet50 against vgg16',
    },
    'how they are built is known': {
      pair: [
        { 'model.name': 'resnet50', 'model.depths': [3, 4, 6, 3] },
        { 'model.name': 'mine', 'model.depths': [3, 4, 6, 3] },
      ],
      severity: 'info',
    },
  },
  unknown: { 'one side does not say': [{ 'model.name': 'resnet50' }, { 'model.depths': [3, 4, 6, 3] }] },
});
