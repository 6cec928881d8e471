import rule from '../../../rules/run/task.ts';
import { ruleTest } from '../../support/rule-test.ts';

const task = (name: string) => ({ 'setup.task': name });

ruleTest(rule, {
  same: { 'another spelling': [task('classification'), task('image-classification')] },
  different: {
    'another task': { pair: [task('classification'), task('segmentation')], severity: 'error', message: 'semantic' },
  },
  unknown: { 'one side does not say': [task('classification'), {}] },
});
