import { defineRule } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'arch/norm-affine',
  title: 'Learned scale and offset of normalization',
  why: 'Without a learned scale and offset every channel leaves the layer with mean 0 and variance 1; the activation behind it then cuts each at the same place.',
  help: 'Learn scale and offset on both sides, or on neither; a Caffe BatchNorm has its scale in a layer of its own.',
  effect: null,
  scope: ['model'],
  messages: { differs: 'learned scale and offset of normalization {a} against {b}' },
  compare: {
    reads: ['model.norm.affine'],
    check(context) {
      const values = bothValues(context, 'model.norm.affine');
      if ('verdict' in values) return values;
      if (values.a === values.b) return context.same();
      return context.different('differs', { severity: 'warning', ...values });
    },
  },
});
