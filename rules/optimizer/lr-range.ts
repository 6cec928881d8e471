import { defineRule, isExpression, type Severity } from '../../src/rule.ts';
import { fromScratch, learningRate } from '../shared/training.ts';

/** Usual learning rates by optimizer, wide enough for every recipe that is shipped as a preset. */
const RANGES: Readonly<Record<string, readonly [low: number, high: number]>> = {
  sgd: [1e-3, 10],
  lars: [1e-2, 50],
  rmsprop: [1e-5, 1],
  'rmsprop-tf': [1e-5, 1],
  adam: [1e-6, 0.02],
  adamw: [1e-6, 0.02],
  nadam: [1e-6, 0.02],
  radam: [1e-6, 0.02],
  adamax: [1e-6, 0.05],
  lamb: [1e-5, 0.1],
  lion: [1e-6, 3e-3],
};

export default defineRule({
  id: 'optimizer/lr-range',
  title: 'Learning rate is far from what this optimizer needs',
  why: 'Adam’s steps have the size of the learning rate whatever the gradient, SGD’s are proportional to it: a rate made for one is off by a factor of ten to a thousand for the other.',
  help: 'Check that the learning rate belongs to this optimizer.',
  effect: null,
  scope: ['train'],
  messages: {
    high: 'learning rate {value} is high for {optimizer}: usually at most {limit}',
    low: 'learning rate {value} is low for {optimizer}: usually at least {limit}',
  },
  lint: {
    reads: ['optimizer.name'],
    optional: ['optimizer.lr', 'schedule.peakLr'],
    context: ['model.pretrained', 'schedule.kind'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      const optimizer = setup.value('optimizer.name');
      const range = optimizer === undefined ? undefined : RANGES[optimizer];
      if (optimizer === undefined || range === undefined)
        return notApplicable('no usual range is known for this optimizer');
      const rate = learningRate(setup);
      if (rate === undefined || isExpression(rate))
        return unknown('the learning rate is not known as a number', 'optimizer.lr');
      const at = setup.value('schedule.peakLr') === undefined ? 'optimizer.lr' : 'schedule.peakLr';
      const [low, high] = range;
      if (rate > high)
        return complain('high', { severity: 'warning', at, value: rate, data: { optimizer, limit: high } });
      if (rate >= low || rate === 0) return clean();
      const schedule = setup.fact('schedule.kind');
      const isHidden = schedule.status === 'unknown' && schedule.reason.code !== 'not-stated';
      if (isHidden && !setup.known('schedule.peakLr'))
        return unknown('a schedule that is not known may raise the learning rate', 'schedule.peakLr');
      // Fine-tuning goes far lower than training from scratch.
      const scratch = fromScratch(setup);
      if (scratch === false) return clean();
      const severity: Severity = scratch === true ? 'warning' : 'info';
      return complain('low', {
        severity,
        at,
        value: rate,
        data: { optimizer, limit: low },
        because: scratch === true ? ['training starts from scratch'] : [],
        ...(scratch === undefined
          ? { wouldRaise: 'whether weights are pretrained is not known: from scratch would raise it' }
          : {}),
      });
    },
  },
});
