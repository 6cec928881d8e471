import rule from '../../../rules/dropout/rate.ts';
import { ruleTest } from '../../support/rule-test.ts';

const dropout = (rate: number | readonly number[]) => ({ 'regularization.dropout': rate });

ruleTest(rule, {
  same: {
    'the same rate': [dropout(0.5), dropout(0.5)],
    'one rate for all layers, or each': [dropout(0.5), dropout([0.5, 0.5])],
  },
  equivalent: { 'nothing is dropped': [dropout([0]), dropout([0, 0])] },
  different: {
    'on one side': { pair: [dropout(0), dropout(0.5)], severity: 'warning', message: '0 against 0.5' },
    'the probability of keeping': {
      pair: [dropout(0.001), dropout(0.999)],
      severity: 'error',
      message: '0.001 against 0.999',
    },
    'a close rate': { pair: [dropout(0.2), dropout(0.25)], severity: 'info' },
    'of one layer': { pair: [dropout([0.25, 0.5]), dropout([0.25, 0.25])], severity: 'warning', message: 'by layer' },
    'more layers': { pair: [dropout([0.5]), dropout([0.5, 0, 0.5])], severity: 'warning' },
  },
  unknown: { 'one side does not say': [dropout(0.5), {}] },
});
