import { defineRule } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'arch/conv-bias',
  title: 'Bias in front of normalization',
  why: 'Normalization subtracts the mean and with it the bias, so that a bias in front of it computes nothing; it costs parameters, and takes part in weight decay.',
  help: 'Leave the bias out where normalization follows.',
  effect: null,
  scope: ['model'],
  messages: {
    differs: 'bias of convolutions {a} against {b}',
    lint: 'convolutions have a bias that normalization takes away',
  },
  compare: {
    reads: ['model.convBias'],
    context: ['model.norm.kind'],
    check(context) {
      const { a, b, same, different } = context;
      const values = bothValues(context, 'model.convBias');
      if ('verdict' in values) return values;
      if (values.a === values.b) return same();
      const bare = a.value('model.norm.kind') === 'none' || b.value('model.norm.kind') === 'none';
      return different('differs', {
        severity: bare ? 'warning' : 'info',
        ...values,
        ...(bare ? { because: ['without normalization the bias computes something'] } : {}),
      });
    },
  },
  lint: {
    reads: ['model.convBias', 'model.norm.kind'],
    check({ setup, clean, notApplicable, complain }) {
      const kind = setup.value('model.norm.kind');
      if (kind !== 'batch-norm' && kind !== 'sync-batch-norm') return notApplicable('a network without batch norm');
      return setup.value('model.convBias') === true
        ? complain('lint', { severity: 'note', at: 'model.convBias' })
        : clean();
    },
  },
});
