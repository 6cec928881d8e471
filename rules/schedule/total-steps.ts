import { defineRule, type Severity } from '../../src/rule.ts';
import { asNumber, miscount, runLength, unitMixup, waitedWarmup } from '../shared/schedule.ts';
import { short, times } from '../shared/words.ts';

const TO_THE_END = ['linear', 'polynomial', 'one-cycle'];

export default defineRule({
  id: 'schedule/total-steps',
  title: 'The schedule is made for another number of updates',
  why: 'A horizon that forgets accumulation, counts all processes, or takes the size of another dataset ends long before or after the run.',
  help: 'Compute it as epochs × ceil(batches an epoch / accumulation), with the batches that one process sees.',
  effect: null,
  scope: ['train'],
  messages: {
    miscounted: 'the schedule lasts {value} updates, the run {steps}: {times}, which is {cause}',
    short: 'the schedule is over at {value} of {steps} {unit}s',
    long: 'the run ends at {steps} of the {value} {unit}s of the schedule',
  },
  lint: {
    reads: ['schedule.kind', 'schedule.period', 'schedule.unit'],
    optional: ['train.steps', 'train.epochs'],
    context: [
      'data.accumulation',
      'data.devices',
      'schedule.warmup.kind',
      'schedule.warmup.epochs',
      'schedule.warmup.steps',
      'schedule.warmup.overlay',
      'schedule.minLr',
    ],
    check({ setup, clean, unknown, notApplicable, complain }) {
      const [kind, unit] = [setup.value('schedule.kind') ?? 'constant', setup.value('schedule.unit') ?? 'epoch'];
      const [period, end] = [asNumber(setup.value('schedule.period')), runLength(setup)];
      const ends = TO_THE_END.includes(kind);
      if (!ends && kind !== 'cosine') return notApplicable('the schedule has no horizon');
      if (period === undefined) return unknown('the horizon is not known as a number', 'schedule.period');
      if (end === undefined)
        return unknown('the length of training is unknown', unit === 'step' ? 'train.steps' : 'train.epochs');
      if (unitMixup(setup) !== undefined) return notApplicable('see schedule/step-unit');
      const wrong = miscount(setup);
      const at = 'schedule.period';
      if (wrong !== undefined) {
        return complain('miscounted', {
          severity: 'error',
          at,
          value: period,
          data: { steps: end, times: times(wrong.factor), cause: wrong.cause },
        });
      }
      if (!ends) return clean();
      const warmup = kind === 'one-cycle' ? 0 : (waitedWarmup(setup) ?? 0);
      const part = period / (end - warmup);
      if (Math.abs(part - 1) <= 0.05 || Math.abs(period / end - 1) <= 0.05) return clean();
      const data = { steps: Number(short(end - warmup)), unit };
      if (part < 1) {
        const severity: Severity = kind === 'one-cycle' ? 'error' : 'warning';
        return complain('short', {
          severity,
          at,
          value: period,
          data,
          because: kind === 'one-cycle' ? ['PyTorch’s OneCycleLR stops with an error after its last step'] : [],
        });
      }
      return complain('long', { severity: 'warning', at, value: period, data });
    },
  },
});
