import rule from '../../../rules/optimizer/framework-bug.ts';
import { ruleTest } from '../../support/rule-test.ts';

const keras = (version: string, name = 'adamw') => ({
  'framework.name': 'keras',
  'framework.version': version,
  'optimizer.name': name,
});

ruleTest(rule, {
  clean: {
    'a later version': keras('3.3.3'),
    'another optimizer': keras('3.0.2', 'sgd'),
    'another framework': { ...keras('3.0.2'), 'framework.name': 'pytorch' },
    'without decay': { ...keras('3.0.2'), 'optimizer.weightDecay': 0 },
  },
  complains: { 'AdamW of Keras 3.0.2': { setup: keras('3.0.2'), severity: 'warning', message: 'keras 3.0.2' } },
  lintUnknown: {
    'no version': { 'framework.name': 'keras', 'optimizer.name': 'adamw' },
    'a version that is no number': keras('nightly'),
  },
});
