import { defineRule } from '../../src/rule.ts';
import { memory } from '../shared/average.ts';
import { short } from '../shared/words.ts';

/** Weight that the initial weights may keep in the average at the end of the run. */
const LEFT = 0.05;

export default defineRule({
  id: 'ema/decay-horizon',
  title: 'Moving average of the weights is longer than the run',
  why: 'An average over more updates than a third of the run still holds the random weights that training started from.',
  help: 'Lower the decay, update the average less often, or let the decay warm up.',
  effect: null,
  scope: ['train'],
  messages: { long: 'the average keeps {left} % of the initial weights after {steps} updates' },
  lint: {
    reads: ['train.ema.decay', 'train.steps'],
    optional: ['train.ema.every'],
    context: ['train.ema.perStep', 'model.pretrained'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      if (setup.value('train.ema.decay') === 0) return notApplicable('no weights are averaged');
      const [decay, steps] = [setup.value('train.ema.perStep'), setup.value('train.steps')];
      if (decay === undefined) return unknown('how often the average is updated is unknown', 'train.ema.every');
      if (typeof steps !== 'number') return unknown('the number of updates is unknown', 'train.steps');
      const left = decay ** steps;
      if (left <= LEFT) return clean();
      return complain('long', {
        severity: setup.value('model.pretrained') === true ? 'info' : 'warning',
        at: 'train.ema.decay',
        data: { left: short(left * 100), steps },
        because: setup.value('model.pretrained') === true ? ['the initial weights are pretrained'] : [],
        help: `The average covers about ${short(memory(decay))} updates; a decay of ${1 - Number(short(1 - LEFT ** (1 / steps)))} at every update leaves 5 % of the initial weights.`,
      });
    },
  },
});
