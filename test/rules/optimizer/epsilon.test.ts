import rule from '../../../rules/optimizer/epsilon.ts';
import { ruleTest } from '../../support/rule-test.ts';

const adaptive = (name: string, epsilon: number, placement?: string) => ({
  'optimizer.name': name,
  'optimizer.epsilon': epsilon,
  ...(placement === undefined ? {} : { 'optimizer.epsilonPlacement': placement }),
});

ruleTest(rule, {
  same: {
    'the same value and place': [adaptive('adam', 1e-8, 'outside'), adaptive('adam', 1e-8, 'outside')],
    'a tiny one, its place unknown': [adaptive('adam', 1e-8, 'outside'), adaptive('adamw', 1e-8)],
  },
  different: {
    'Keras and PyTorch': {
      pair: [adaptive('adam', 1e-7, 'hat'), adaptive('adam', 1e-8, 'outside')],
      severity: 'info',
      message: '1e-7 against 1e-8',
    },
    'a large one': { pair: [adaptive('adam', 0.1), adaptive('adam', 1e-8)], severity: 'error' },
    'one of a thousandth': { pair: [adaptive('adam', 1e-3), adaptive('adam', 1e-8)], severity: 'warning' },
    'two large ones': { pair: [adaptive('adam', 0.1), adaptive('adam', 0.2)], severity: 'warning' },
    'a large one of RMSprop': { pair: [adaptive('rmsprop', 1), adaptive('rmsprop', 1e-8)], severity: 'warning' },
    'of RMSprop': { pair: [adaptive('rmsprop', 1e-3), adaptive('rmsprop', 1e-8)], severity: 'warning' },
    'its place in RMSprop': {
      pair: [adaptive('rmsprop', 1e-3, 'inside'), adaptive('rmsprop', 1e-3, 'outside')],
      severity: 'warning',
      message: '0.001 under the root against 0.001 beside the root',
    },
    'the place of a tiny one in Adam': {
      pair: [adaptive('adam', 1e-8, 'hat'), adaptive('adam', 1e-8, 'outside')],
      severity: 'info',
    },
  },
  unknown: {
    'one side does not say': [adaptive('adam', 1e-8), { 'optimizer.name': 'adam' }],
    'its place matters': [adaptive('rmsprop', 1e-3, 'inside'), adaptive('rmsprop', 1e-3)],
  },
  notApplicable: {
    'SGD has none': [adaptive('adam', 1e-8), { 'optimizer.name': 'sgd' }],
    'another optimizer': [adaptive('adamw', 1e-8), adaptive('rmsprop', 1e-3)],
  },
});
