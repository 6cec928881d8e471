import { compareCurves, defineRule, type Severity, type Side } from '../../src/rule.ts';
import { asNumber, lastPlace, unitMixup } from '../shared/schedule.ts';
import { bothValues } from '../shared/values.ts';
import { short } from '../shared/words.ts';

/** Whether the lengths of a schedule are in the unit that it is advanced by. */
const countsWhatItIsAdvancedBy = (side: Side): boolean =>
  side.value('schedule.unit') !== undefined && side.value('schedule.unit') === side.value('schedule.steppedPer');

export default defineRule({
  id: 'schedule/step-unit',
  title: 'Schedule is advanced in another unit than it counts in',
  why: 'A schedule only counts how often it was advanced. Epochs counted as updates end the schedule within minutes; updates counted as epochs never reach its first drop.',
  help: 'Call the schedule once an epoch, or give its lengths in updates.',
  effect: null,
  scope: ['train'],
  messages: {
    perBatch: 'the schedule is advanced once a batch, and its length {value} is the number of epochs',
    fast: 'the schedule counts updates, and its length {value} is one in epochs: it is over after {share} % of the run',
    slow: 'the schedule counts epochs, and its length {value} is one in updates: the run has {epochs} epochs',
    differs: 'schedule advanced by {a} against {b}',
  },
  lint: {
    reads: ['schedule.kind', 'schedule.unit'],
    optional: ['schedule.period', 'schedule.stepSize', 'schedule.milestones', 'train.epochs', 'train.steps'],
    context: ['schedule.steppedPer'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      if (setup.value('schedule.kind') === 'constant') return notApplicable('the learning rate is constant');
      const [place, epochs, steps] = [lastPlace(setup), setup.value('train.epochs'), setup.value('train.steps')];
      if (place === undefined) return notApplicable('the schedule has no length');
      if (asNumber(epochs) === undefined) return unknown('the length of training is unknown', 'train.epochs');
      const mixup = unitMixup(setup);
      if (asNumber(steps) === undefined) {
        return mixup === undefined
          ? unknown('the number of updates is unknown', 'train.steps')
          : complain('perBatch', { severity: 'error', at: 'schedule.unit', value: place });
      }
      if (mixup === undefined) return clean();
      const shared = { severity: 'error', at: 'schedule.unit', value: place } as const;
      return mixup === 'epochs-as-steps'
        ? complain('fast', {
            ...shared,
            data: { share: typeof steps === 'number' ? short((place / steps) * 100) : '?' },
          })
        : complain('slow', { ...shared, data: { epochs: typeof epochs === 'number' ? epochs : '?' } });
    },
  },
  compare: {
    reads: ['schedule.steppedPer'],
    context: ['schedule.curve', 'schedule.kind', 'schedule.unit'],
    check(context) {
      const { a, b, same, equivalent, notApplicable, different } = context;
      if ([a, b].some((side) => side.value('schedule.kind') === 'constant')) return notApplicable('a rate is constant');
      const per = bothValues(context, 'schedule.steppedPer');
      if ('verdict' in per) return per;
      if (per.a === per.b) return same();
      const [curveA, curveB] = [a.value('schedule.curve'), b.value('schedule.curve')];
      const relation = curveA === undefined || curveB === undefined ? undefined : compareCurves(curveA, curveB);
      if (relation?.kind === 'same') return equivalent('the rate changes at the same places');
      // Who calls it once a batch counts its lengths in batches: one cause, which the curve tells.
      if (relation?.kind === 'different' && [a, b].every(countsWhatItIsAdvancedBy)) {
        return notApplicable('each counts in what it is advanced by; schedule/curve says what comes of it');
      }
      const severity: Severity = relation?.kind === 'different' ? 'warning' : 'info';
      return different('differs', {
        severity,
        ...per,
        because: relation?.kind === 'same-but-stepping' ? ['the curve is the same but for its steps'] : [],
        ...(relation === undefined || relation.kind === 'unknown'
          ? { wouldRaise: 'the curves could not be compared: another course would raise it' }
          : {}),
      });
    },
  },
});
