import rule from '../../../rules/run/library-versions.ts';
import { ruleTest } from '../../support/rule-test.ts';

const version = (value: string, name = 'pytorch') => ({ 'framework.name': name, 'framework.version': value });

ruleTest(rule, {
  same: {
    'the same version': [version('2.4.1'), version('2.4.1')],
    'with a suffix': [version('2.4'), version('2.4.0+cu121')],
  },
  different: {
    'nothing is known to change': {
      pair: [version('2.4.0'), version('2.4.1')],
      severity: 'note',
      message: '2.4.0 against 2.4.1',
    },
    'antialiasing of tensors': {
      pair: [version('2.1.2'), version('2.2.0')],
      severity: 'info',
      message: 'torchvision 0.17',
    },
    'Keras 3': { pair: [version('2.15.0', 'keras'), version('3.3.3', 'keras')], severity: 'info', message: 'variance' },
    'a version that is no number': { pair: [version('2.4.0'), version('nightly')], severity: 'note' },
  },
  unknown: { 'one side does not say': [version('2.4.0'), { 'framework.name': 'pytorch' }] },
  notApplicable: { 'different frameworks': [version('2.4.0'), version('3.3.3', 'keras')] },
});
