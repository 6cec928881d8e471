import rule from '../../../rules/color/channels-count.ts';
import { ruleTest } from '../../support/rule-test.ts';

const of = (channels: number, dataset?: string) => ({
  'input.channels': channels,
  ...(dataset === undefined ? {} : { 'data.dataset': dataset }),
});

ruleTest(rule, {
  same: { 'as many': [of(3), of(3)] },
  different: {
    'color against gray': { pair: [of(3), of(1)], severity: 'error', message: '3 input channels against 1' },
    'grayscale images repeated': { pair: [of(3, 'mnist'), of(1, 'MNIST')], severity: 'warning' },
  },
  unknown: { 'one side does not say': [of(3), {}] },
});
