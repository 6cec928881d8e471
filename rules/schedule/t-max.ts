import { defineRule, type Severity } from '../../src/rule.ts';
import { asNumber, miscount, rebounds, runLength, unitMixup, waitedWarmup } from '../shared/schedule.ts';
import { short } from '../shared/words.ts';

const cosine = (t: number): number => (1 + Math.cos(Math.PI * t)) / 2;
/** Part of the peak above which the last updates still move the weights much. */
const HIGH = 0.02;

export default defineRule({
  id: 'schedule/t-max',
  title: 'Cosine does not end with the run',
  why: 'A period longer than the run leaves the rate high at the end; a shorter one lets PyTorch’s cosine rise again, which undoes the annealing.',
  help: 'Set the period to what remains of the run after the warmup.',
  effect: null,
  scope: ['train'],
  messages: {
    rebound: 'the cosine is over at {value} of {horizon} {unit}s and rises again to {end} % of the peak',
    truncated: 'the run ends at {horizon} of the {value} {unit}s of the cosine, at {end} % of the peak',
    tail: 'the cosine is over at {value} of {horizon} {unit}s; the rest trains at the lowest rate',
  },
  lint: {
    reads: ['schedule.kind', 'schedule.period', 'schedule.unit'],
    optional: [
      'train.epochs',
      'train.steps',
      'schedule.warmup.epochs',
      'schedule.warmup.steps',
      'schedule.afterPeriod',
    ],
    context: [
      'schedule.warmup.kind',
      'schedule.warmup.overlay',
      'schedule.minLr',
      'schedule.restart',
      'framework.name',
      'data.accumulation',
      'data.devices',
    ],
    check({ setup, clean, unknown, notApplicable, complain }) {
      if (setup.value('schedule.kind') !== 'cosine') return notApplicable('the schedule is no cosine');
      if (setup.value('schedule.restart') === true) return notApplicable('the cosine restarts');
      if (unitMixup(setup) !== undefined) return notApplicable('see schedule/step-unit');
      if (miscount(setup) !== undefined) return notApplicable('see schedule/total-steps');
      const [period, end, warmup] = [asNumber(setup.value('schedule.period')), runLength(setup), waitedWarmup(setup)];
      const unit = setup.value('schedule.unit') ?? 'epoch';
      if (period === undefined) return unknown('the period is not known as a number', 'schedule.period');
      if (end === undefined) {
        return unknown('the length of training is unknown', unit === 'step' ? 'train.steps' : 'train.epochs');
      }
      if (warmup === undefined) return unknown('the warmup is unknown', 'schedule.warmup.epochs');
      const horizon = end - warmup;
      const t = horizon / period;
      const data = { horizon: Number(short(horizon)), unit, end: short(cosine(t) * 100) };
      const shared = { at: 'schedule.period', value: period, data } as const;
      // One unit more or less is a matter of counting from zero or one.
      if (Math.abs(horizon - period) <= 1 && unit === 'epoch') return clean();
      if (t < 1) {
        if (cosine(t) <= HIGH) return clean();
        const meant = (setup.value('schedule.minLr') ?? 0) !== 0;
        return complain('truncated', {
          severity: meant ? 'info' : 'warning',
          ...shared,
          because: meant ? ['the lowest rate is above zero, so that a high end may be meant'] : [],
          help: `Set the period to ${short(horizon)} ${unit}s.`,
        });
      }
      const up = rebounds(setup);
      if (t <= 1.02) return clean();
      if (up === undefined)
        return unknown('whether the cosine rises after its period is unknown', 'schedule.afterPeriod');
      if (!up) return t <= 1.1 ? clean() : complain('tail', { severity: 'info', ...shared });
      // Between the ends of cycles the rate is high whatever the last value is.
      const highest = t >= 2 ? 1 : cosine(t);
      if (highest <= HIGH) return clean();
      const severity: Severity = highest > 0.1 ? 'error' : 'warning';
      return complain('rebound', {
        severity,
        ...shared,
        data: { ...data, end: short(highest * 100) },
        because: ['the cosine of this library goes on after its period'],
        help: `Set the period to ${short(horizon)} ${unit}s.`,
      });
    },
  },
});
