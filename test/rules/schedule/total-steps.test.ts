import rule from '../../../rules/schedule/total-steps.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { RUN, STEP } from './setups.ts';

const linear = (period: number, more: Readonly<Record<string, unknown>> = {}) => ({
  ...RUN,
  'schedule.kind': 'linear',
  'schedule.unit': 'step',
  'schedule.steppedPer': 'step',
  'schedule.period': period,
  'schedule.minLr': 0,
  'train.steps': 10_000,
  'data.stepsPerEpoch': 10_000 / 90,
  ...more,
});

ruleTest(rule, {
  clean: {
    'to the end': linear(10_000),
    'what the warmup leaves': linear(9_000, {
      'schedule.warmup.kind': 'linear',
      'schedule.warmup.epochs': 9,
      'schedule.warmup.steps': 1_000,
      'schedule.warmup.startFactor': 0,
    }),
    'a cosine to the end': linear(10_000, { 'schedule.kind': 'cosine' }),
    'a cosine of another length is for schedule/t-max': linear(7_000, { 'schedule.kind': 'cosine' }),
  },
  complains: {
    'accumulation forgotten': {
      setup: linear(40_000, { 'data.accumulation': 4 }),
      severity: 'error',
      message: '40000 updates, the run 10000: 4 times, which is accumulation',
    },
    'all processes counted': {
      setup: linear(80_000, { 'data.devices': 8, 'schedule.kind': 'cosine' }),
      severity: 'error',
      message: 'number of processes',
    },
    'divided by the processes once more': {
      setup: linear(1_250, { 'data.devices': 8 }),
      severity: 'error',
      message: '1/8',
    },
    'too short': { setup: linear(7_000), severity: 'warning', message: 'over at 7000 of 10000' },
    'one cycle that is too short': { setup: linear(7_000, { 'schedule.kind': 'one-cycle' }), severity: 'error' },
    'too long': { setup: linear(15_000), severity: 'warning', message: 'ends at 10000 of the 15000' },
  },
  lintUnknown: {
    'the length of the run': { 'schedule.kind': 'linear', 'schedule.unit': 'step', 'schedule.period': 1000 },
  },
  lintNotApplicable: { 'a schedule without a horizon': { ...STEP, 'schedule.period': 90 } },
});
