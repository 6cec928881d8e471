import rule from '../../../rules/preprocess/steps.ts';
import { ruleTest } from '../../support/rule-test.ts';

const steps = (...operations: readonly unknown[]) => ({ 'preprocess.train.operations': operations });
const blur = { name: 'GaussianBlur', sigma: [0.1, 2], probability: 0.5 };

ruleTest(rule, {
  same: {
    'the same step': [steps('Resize', blur), steps(blur, 'ToTensor')],
    'another spelling': [steps('RandomGrayscale'), steps('ToGray')],
  },
  different: {
    'on one side only': { pair: [steps(blur), steps('Resize')], severity: 'warning', message: 'blur against none' },
    'set otherwise': { pair: [steps(blur), steps({ ...blur, sigma: [0.1, 3] })], severity: 'info' },
  },
  unknown: {
    'one side does not say': [steps(blur), { 'preprocess.train.crop.policy': 'none' }],
    'a step that is not understood': [steps(blur, 'MyFilter'), steps(blur)],
    'a step that is not understood on both sides': [steps('MyFilter'), steps({ name: 'MyFilter', strength: 2 })],
  },
  notApplicable: {
    'steps with facts of their own': [steps('Resize', 'RandomHorizontalFlip'), steps('ToTensor')],
    'a step that is never applied': [steps({ ...blur, probability: 0 }), steps()],
  },
});
