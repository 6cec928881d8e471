import rule from '../../../rules/schedule/curve.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { COSINE, RUN, STEP } from './setups.ts';

const plateau = {
  'schedule.kind': 'plateau',
  'schedule.factor': 0.1,
  'schedule.patience': 10,
  'schedule.monitor': 'val_loss',
  'schedule.mode': 'min',
  'schedule.minLr': 0,
};
const milestones = (...places: readonly number[]) => ({
  ...RUN,
  'schedule.kind': 'multi-step',
  'schedule.milestones': places,
  'schedule.gamma': 0.1,
});

ruleTest(rule, {
  same: {
    'the same schedule': [STEP, STEP],
    'the same plateau': [plateau, plateau],
    'another peak': [COSINE, { ...COSINE, 'optimizer.lr': 0.5 }],
  },
  equivalent: {
    'a restart after the end of the run': [COSINE, { ...COSINE, 'schedule.restart': true }],
    'drops by step size and by milestones': [STEP, milestones(30, 60)],
    'milestones in updates': [
      milestones(30, 60),
      { ...milestones(30 * 5004, 60 * 5004), 'schedule.unit': 'step', 'schedule.steppedPer': 'step' },
    ],
    'advanced by epoch and by step': [COSINE, { ...COSINE, 'schedule.steppedPer': 'step' }],
    'an end of a ten-thousandth of the peak': [COSINE, { ...COSINE, 'schedule.minLr': 1e-5 }],
    'half the run in half the epochs': [
      COSINE,
      { ...COSINE, 'train.epochs': 45, 'train.steps': 45 * 5004, 'schedule.period': 45, 'schedule.steppedPer': 'step' },
    ],
  },
  different: {
    'steps and cosine': { pair: [STEP, COSINE], severity: 'warning', message: 'of its peak after' },
    'never annealed': {
      pair: [COSINE, { ...COSINE, 'schedule.period': 300 }],
      severity: 'error',
      message: 'ends at 0.0305 % against 79.8 % of its peak',
    },
    'a later drop': { pair: [milestones(30, 60), milestones(31, 60)], severity: 'info' },
    'much earlier drops': { pair: [milestones(30, 60), milestones(10, 20)], severity: 'error' },
    'a period that starts again': {
      pair: [
        { ...COSINE, 'schedule.period': 30, 'schedule.restart': false },
        { ...COSINE, 'schedule.period': 30, 'schedule.restart': true },
      ],
      severity: 'warning',
    },
    'a polynomial that starts again': {
      pair: [
        {
          ...COSINE,
          'schedule.kind': 'polynomial',
          'schedule.power': 1,
          'schedule.period': 30,
          'schedule.restart': false,
        },
        {
          ...COSINE,
          'schedule.kind': 'polynomial',
          'schedule.power': 1,
          'schedule.period': 30,
          'schedule.restart': true,
        },
      ],
      severity: 'warning',
      message: 'restart of the schedule off against on',
    },
    'patience of a plateau': {
      pair: [plateau, { ...plateau, 'schedule.patience': 5 }],
      severity: 'warning',
      message: 'patience of the schedule 10 against 5',
    },
    'a drop where the length of the run is not known': {
      pair: [
        { 'schedule.kind': 'step', 'schedule.unit': 'epoch', 'schedule.stepSize': 30, 'schedule.gamma': 0.1 },
        { 'schedule.kind': 'step', 'schedule.unit': 'epoch', 'schedule.stepSize': 30, 'schedule.gamma': 0.5 },
      ],
      severity: 'warning',
      message: 'gamma of the schedule',
    },
  },
  unknown: {
    'one side does not say': [STEP, {}],
    'kinds without curves': [plateau, COSINE],
    'in other units, the steps in an epoch unknown': [
      { 'schedule.kind': 'step', 'schedule.unit': 'epoch', 'schedule.stepSize': 30, 'schedule.gamma': 0.1 },
      { 'schedule.kind': 'step', 'schedule.unit': 'step', 'schedule.stepSize': 150120, 'schedule.gamma': 0.1 },
    ],
  },
});
