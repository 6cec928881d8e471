import rule from '../../../rules/schedule/t-max.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { COSINE, STEP } from './setups.ts';

const cosine = (period: number, more: Readonly<Record<string, unknown>> = {}) => ({
  ...COSINE,
  'schedule.period': period,
  ...more,
});
const warm = { 'schedule.warmup.kind': 'linear', 'schedule.warmup.epochs': 5, 'schedule.warmup.startFactor': 0.01 };

ruleTest(rule, {
  clean: {
    'to the end': cosine(90),
    'what the warmup leaves': cosine(85, warm),
    'over the warmup': cosine(90, { ...warm, 'schedule.warmup.overlay': true }),
    'one less': cosine(89),
    'the warmup forgotten, which leaves next to nothing': cosine(90, warm),
    'held for a short tail': cosine(85, { 'schedule.afterPeriod': 'hold' }),
  },
  complains: {
    'a longer period': { setup: cosine(120), severity: 'warning', message: 'at 14.6 % of the peak' },
    'a longer period, a floor meant': { setup: cosine(120, { 'schedule.minLr': 0.001 }), severity: 'info' },
    'a shorter period': { setup: cosine(60), severity: 'error', message: 'rises again to 50 % of the peak' },
    'a slightly shorter period': { setup: cosine(76), severity: 'warning' },
    'many periods': { setup: cosine(20), severity: 'error', message: '100 % of the peak' },
    'held for a long tail': { setup: cosine(60, { 'schedule.afterPeriod': 'hold' }), severity: 'info' },
  },
  lintUnknown: {
    'the length of the run': { 'schedule.kind': 'cosine', 'schedule.unit': 'epoch', 'schedule.period': 90 },
    'what comes after': Object.fromEntries(
      Object.entries(cosine(60)).filter(([path]) => path !== 'schedule.afterPeriod'),
    ),
  },
  lintNotApplicable: {
    'another schedule': { ...STEP, 'schedule.period': 60 },
    restarts: cosine(30, { 'schedule.restart': true }),
  },
});
