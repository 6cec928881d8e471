import rule from '../../../rules/run/framework.ts';
import { ruleTest } from '../../support/rule-test.ts';

const framework = (name: string) => ({ 'framework.name': name });

ruleTest(rule, {
  same: { 'the same framework': [framework('torch'), framework('pytorch')] },
  different: {
    'another framework': {
      pair: [framework('pytorch'), framework('keras')],
      severity: 'note',
      message: 'pytorch against keras',
    },
  },
  unknown: { 'one side does not say': [framework('pytorch'), {}] },
});
