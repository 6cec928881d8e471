import rule from '../../../rules/optimizer/param-coverage.ts';
import { ruleTest } from '../../support/rule-test.ts';

const groups = (...parts: readonly object[]) => ({ 'model.parameters': 100, 'optimizer.groups': parts });

ruleTest(rule, {
  clean: { 'all are held': groups({ match: 'decay', parameters: 90 }, { match: 'no decay', parameters: 10 }) },
  complains: {
    'some are missing': { setup: groups({ parameters: 90 }), severity: 'error', message: '90 of 100' },
    'frozen ones are held': {
      setup: groups({ match: 'body', parameters: 90, trainable: false }, { match: 'head', parameters: 10 }),
      severity: 'info',
      message: 'body',
    },
  },
  lintUnknown: {
    'sizes are unknown': groups({ match: 'all' }),
    'the total is unknown': { 'optimizer.groups': [{ parameters: 90 }] },
    'groups are unknown': { 'model.parameters': 100 },
  },
});
