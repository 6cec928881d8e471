import { compareQuantities, defineRule } from '../../src/rule.ts';
import { bothValues, lacking } from '../shared/values.ts';

export default defineRule({
  id: 'decay/double',
  title: 'Weights decay twice',
  why: 'A regularizer of the layers and weight decay of the optimizer add up; mostly one of them was forgotten when the other was added.',
  help: 'Keep one of the two.',
  effect: null,
  scope: ['train'],
  messages: {
    both: 'a penalty of {value} in the loss and weight decay {decay} of the optimizer',
    differs: 'penalty in the loss besides the weight decay of the optimizer: {a} against {b}',
  },
  lint: {
    reads: ['regularization.l2', 'optimizer.weightDecay'],
    check({ setup, clean, notApplicable, complain }) {
      const [penalty, decay] = [setup.value('regularization.l2'), setup.value('optimizer.weightDecay')];
      if (penalty === undefined || penalty === 0) return notApplicable('there is no penalty in the loss');
      if (decay === undefined || decay === 0) return clean();
      return complain('both', {
        severity: 'warning',
        at: 'regularization.l2',
        data: { decay: typeof decay === 'number' ? decay : 'of its own' },
      });
    },
  },
  compare: {
    reads: ['regularization.l2'],
    check(context) {
      const penalty = bothValues(context, 'regularization.l2');
      if ('verdict' in penalty) return penalty;
      const relation = compareQuantities(penalty.a, penalty.b);
      if (relation.kind === 'unknown')
        return context.unknown(
          `the penalty needs ${relation.inputs.join(' and ')}`,
          lacking(relation.inputs, penalty.a, penalty.b),
        );
      return relation.kind === 'same'
        ? context.same()
        : context.different('differs', { severity: 'warning', ...penalty });
    },
  },
});
