import rule from '../../../rules/schedule/kind.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { COSINE, RUN, STEP } from './setups.ts';

ruleTest(rule, {
  same: { 'other spellings': [COSINE, { ...COSINE, 'schedule.kind': 'CosineAnnealingLR' }] },
  equivalent: {
    'the same drops after a warmup': [
      STEP,
      {
        ...RUN,
        'schedule.kind': 'multi-step',
        'schedule.milestones': [30, 60],
        'schedule.gamma': 0.1,
        'schedule.warmup.kind': 'linear',
        'schedule.warmup.epochs': 5,
        'schedule.warmup.startFactor': 0.1,
        'schedule.warmup.overlay': true,
      },
    ],
    'the same curve': [
      STEP,
      { ...RUN, 'schedule.kind': 'multi-step', 'schedule.milestones': [30, 60], 'schedule.gamma': 0.1 },
    ],
  },
  different: {
    'drops at other places': {
      pair: [
        STEP,
        { ...RUN, 'schedule.kind': 'multi-step', 'schedule.milestones': [30, 60, 80], 'schedule.gamma': 0.1 },
      ],
      severity: 'info',
    },
    'with curves': { pair: [STEP, COSINE], severity: 'info', message: 'step against cosine' },
    'an exponential without steps': {
      pair: [
        { 'schedule.kind': 'exponential', 'schedule.staircase': false },
        { 'schedule.kind': 'multi-step', 'schedule.milestones': [30, 60] },
      ],
      severity: 'warning',
    },
    'without curves': { pair: [{ 'schedule.kind': 'plateau' }, COSINE], severity: 'warning' },
  },
  unknown: {
    'one side does not say': [STEP, {}],
    'one may be the other': [
      { 'schedule.kind': 'step', 'schedule.stepSize': 30 },
      { 'schedule.kind': 'multi-step', 'schedule.milestones': [30, 60] },
    ],
    'a schedule of one’s own': [{ 'schedule.kind': 'custom' }, { 'schedule.kind': 'cosine' }],
  },
});
