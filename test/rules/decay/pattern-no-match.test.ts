import rule from '../../../rules/decay/pattern-no-match.ts';
import { ruleTest } from '../../support/rule-test.ts';

const excludes = (...patterns: readonly object[]) => ({
  'optimizer.weightDecay': 0.01,
  'optimizer.decayExcludes': patterns,
});

ruleTest(rule, {
  clean: { 'all match': excludes({ pattern: 'bias', matched: 54 }) },
  complains: {
    'none matches': {
      setup: excludes({ pattern: 'layer_norm', matched: 0 }),
      severity: 'error',
      message: 'layer_norm',
    },
    'one does not': {
      setup: excludes({ pattern: 'bias', matched: 54 }, { pattern: 'layer_norm', matched: 0 }),
      severity: 'warning',
    },
  },
  lintUnknown: { 'not resolved': excludes({ pattern: 'bias' }), 'not known': {} },
  lintNotApplicable: {
    'no patterns': excludes(),
    'no decay': { ...excludes({ pattern: 'bias', matched: 0 }), 'optimizer.weightDecay': 0 },
  },
});
