import rule from '../../../rules/schedule/never-changes.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { COSINE, RUN, STEP } from './setups.ts';

const milestones = (...places: readonly number[]) => ({
  ...RUN,
  'schedule.kind': 'multi-step',
  'schedule.milestones': places,
  'schedule.gamma': 0.1,
});

ruleTest(rule, {
  clean: { steps: STEP, cosine: COSINE, 'one milestone within the run': milestones(60, 120) },
  complains: {
    'a factor of one': { setup: { ...STEP, 'schedule.gamma': 1 }, severity: 'error', message: 'step schedule is 1' },
    'a plateau of factor one': {
      setup: { 'schedule.kind': 'plateau', 'schedule.factor': 1 },
      severity: 'error',
    },
    'the floor is the rate': {
      setup: { ...COSINE, 'schedule.minLr': 0.1 },
      severity: 'error',
      message: '0.1, is not below',
    },
    'the floor is above the rate': { setup: { ...COSINE, 'schedule.minLr': 0.2 }, severity: 'error' },
    'milestones after the end': { setup: milestones(100, 150), severity: 'error', message: 'at 100, comes after' },
    'a step size beyond the end': { setup: { ...STEP, 'schedule.stepSize': 90 }, severity: 'error' },
  },
  lintUnknown: { 'no schedule is known': {} },
  lintNotApplicable: { 'constant is chosen': { 'schedule.kind': 'constant' } },
});
