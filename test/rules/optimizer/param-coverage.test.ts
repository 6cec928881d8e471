import rule from '../../../rules/optimizer/param-coverage.ts';
import { ruleTest } from '../../support/rule-test.ts';

const groups = (...parts: readonly object[]) => ({ 'model.parameters': 100, 'optimizer.groups': parts });

ruleTest(rule, {
  same: {
    'in one group or in two': [
      groups({ parameters: 100 }),
      groups({ match: 'decay', parameters: 90 }, { match: 'no decay', parameters: 10 }),
    ],
  },
  different: {
    'a part is left out': {
      pair: [groups({ parameters: 100 }), groups({ match: 'body', parameters: 90 })],
      severity: 'error',
      message: '100 against 90',
    },
  },
  unknown: {
    'a group of unknown size': [groups({ parameters: 100 }), groups({ match: 'all' })],
    'networks of unknown sizes': [
      { 'optimizer.groups': [{ parameters: 100 }] },
      { 'optimizer.groups': [{ parameters: 90 }] },
    ],
    'one side has none that are known': [groups({ parameters: 100 }), {}],
  },
  notApplicable: {
    'another network': [
      groups({ parameters: 100 }),
      { 'model.parameters': 200, 'optimizer.groups': [{ parameters: 200 }] },
    ],
  },
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
