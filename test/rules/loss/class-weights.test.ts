import rule from '../../../rules/loss/class-weights.ts';
import { ruleTest } from '../../support/rule-test.ts';

const plain = { 'loss.classWeights': 1, 'loss.auxiliary': 0, 'loss.ignoreIndex': -100 };

ruleTest(rule, {
  same: {
    'a divisor that divides nothing': [
      { ...plain, 'loss.classWeightDivisor': 'weights' },
      { ...plain, 'loss.classWeightDivisor': 'batch' },
    ],
    'no weights': [plain, plain],
    'weights of one': [plain, { ...plain, 'loss.classWeights': [1, 1] }],
  },
  equivalent: { 'labels that no class has': [plain, { ...plain, 'loss.ignoreIndex': -1 }] },
  different: {
    weights: {
      pair: [plain, { ...plain, 'loss.classWeights': [1, 5] }],
      severity: 'warning',
      message: '1 against [1, 5]',
    },
    'an auxiliary head': {
      pair: [plain, { ...plain, 'loss.auxiliary': 0.4 }],
      severity: 'warning',
      message: '0 against 0.4',
    },
    'another divisor': {
      pair: [
        { ...plain, 'loss.classWeights': [1, 5], 'loss.classWeightDivisor': 'weights' },
        { ...plain, 'loss.classWeights': [1, 5], 'loss.classWeightDivisor': 'batch' },
      ],
      severity: 'info',
      message: 'the sum of the weights against the batch size',
    },
    'a class is left out': { pair: [plain, { ...plain, 'loss.ignoreIndex': 255 }], severity: 'warning' },
  },
  unknown: { 'one side does not say': [plain, {}] },
});
