import { defineRule } from '../../src/rule.ts';
import { largestDrop } from '../shared/course.ts';
import { areUnlikeOptimizers, without } from '../shared/optimizers.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'optimizer/momentum-form',
  title: 'Momentum holds the learning rate on one side only',
  why: 'Where the velocity holds the learning rate (Keras, Caffe), a drop of the rate takes effect over the next 1/(1 − momentum) steps; where it does not (PyTorch), at once.',
  help: 'Nothing to do, unless training diverges right after warmup or a drop: there, a slower change of the rate makes both alike.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'velocity {a} against {b}' },
  compare: {
    reads: [],
    optional: ['optimizer.momentumForm'],
    context: [
      'optimizer.name',
      'optimizer.momentum',
      'schedule.kind',
      'schedule.curve',
      'schedule.gamma',
      'schedule.factor',
    ],
    check(context) {
      const { a, b, same, equivalent, notApplicable, different } = context;
      const lacking = without(context, 'momentum');
      if (lacking !== undefined) return lacking;
      if (areUnlikeOptimizers(a, b)) return notApplicable('other optimizers: see optimizer/kind');
      if (a.value('optimizer.momentum') === 0 || b.value('optimizer.momentum') === 0) {
        return notApplicable('a side has no momentum');
      }
      const form = bothValues(context, 'optimizer.momentumForm');
      if ('verdict' in form) return form;
      if (form.a === form.b) return same();
      if (a.value('schedule.kind') === 'constant' && b.value('schedule.kind') === 'constant') {
        return equivalent('the learning rate is constant, so that both forms take the same steps');
      }
      const drops = [largestDrop(a), largestDrop(b)];
      const known = !drops.includes(undefined);
      const strong = drops.some((drop) => drop !== undefined && drop > 9.9);
      return different('differs', {
        severity: strong ? 'warning' : 'info',
        a: form.a === 'lr-inside' ? 'with the learning rate inside' : 'with the learning rate outside',
        b: form.b === 'lr-inside' ? 'with the learning rate inside' : 'with the learning rate outside',
        because: strong
          ? ['the learning rate drops by 10 or more at once']
          : known
            ? ['the learning rate never drops by 10 or more at once']
            : [],
        ...(known || strong
          ? {}
          : { wouldRaise: 'the learning rate over the run is not known: large drops would raise it' }),
        effect: { text: 'none while the learning rate is constant', source: 'apache/mxnet#18285' },
      });
    },
  },
});
