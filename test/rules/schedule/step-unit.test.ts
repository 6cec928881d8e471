import rule from '../../../rules/schedule/step-unit.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { COSINE, STEP } from './setups.ts';

const byStep = { 'schedule.unit': 'step', 'schedule.steppedPer': 'step' };

ruleTest(rule, {
  same: { 'both by epoch': [COSINE, COSINE] },
  equivalent: { 'drops lie at the same epochs': [STEP, { ...STEP, 'schedule.steppedPer': 'step' }] },
  different: {
    'a smooth curve': {
      pair: [COSINE, { ...COSINE, 'schedule.steppedPer': 'step' }],
      severity: 'info',
      message: 'epoch against step',
    },
    'another curve': {
      pair: [
        COSINE,
        { ...COSINE, 'schedule.steppedPer': 'step', 'schedule.period': 30, 'schedule.afterPeriod': 'hold' },
      ],
      severity: 'warning',
    },
    'curves that are not known': {
      pair: [{ 'schedule.steppedPer': 'epoch' }, { 'schedule.steppedPer': 'step' }],
      severity: 'info',
    },
  },
  unknown: { 'one side does not say': [COSINE, {}] },
  notApplicable: {
    'a constant rate': [COSINE, { 'schedule.kind': 'constant', 'schedule.steppedPer': 'step' }],
    'lengths in another unit too': [COSINE, { ...COSINE, ...byStep }],
  },
  clean: {
    'epochs by epoch': STEP,
    'updates by step': { ...STEP, ...byStep, 'schedule.stepSize': 30 * 5004 },
    'few updates in an epoch': { ...STEP, ...byStep, 'schedule.stepSize': 30, 'train.epochs': 30, 'train.steps': 120 },
  },
  complains: {
    'epochs counted as updates': {
      setup: { ...STEP, ...byStep },
      severity: 'error',
      message: '30 is one in epochs: it is over after 0.00666 % of the run',
    },
    'epochs counted as updates, of which nobody knows the number': {
      setup: { 'schedule.kind': 'cosine', 'schedule.period': 90, 'train.epochs': 90, ...byStep },
      severity: 'error',
      message: 'once a batch',
    },
    'updates counted as epochs': {
      setup: { ...COSINE, 'schedule.period': 90 * 5004 },
      severity: 'error',
      message: 'the run has 90 epochs',
    },
  },
  lintUnknown: {
    'the length of the run': { 'schedule.kind': 'step', 'schedule.unit': 'step', 'schedule.stepSize': 30 },
    'the number of updates': {
      'schedule.kind': 'step',
      'schedule.unit': 'step',
      'schedule.stepSize': 30,
      'train.epochs': 90,
    },
  },
  lintNotApplicable: {
    'a constant rate': { 'schedule.kind': 'constant', 'schedule.unit': 'step' },
    'a schedule without length': { 'schedule.kind': 'exponential', 'schedule.unit': 'step' },
  },
});
