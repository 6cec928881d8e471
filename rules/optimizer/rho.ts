import { defineRule, nearly, type Severity } from '../../src/rule.ts';
import { without } from '../shared/optimizers.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'optimizer/rho',
  title: 'Decay of the squared gradients differs',
  why: 'Squared gradients are averaged over about 1/(1 − ρ) steps. PyTorch’s RMSprop calls it alpha and defaults to 0.99; Keras and TensorFlow to 0.9.',
  help: 'Set the same value; what one library leaves out the other has to state.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'decay of squared gradients {a} against {b}' },
  compare: {
    reads: [],
    optional: ['optimizer.rho'],
    context: ['optimizer.name'],
    check(context) {
      const lacking = without(context, 'rho');
      if (lacking !== undefined) return lacking;
      const rho = bothValues(context, 'optimizer.rho');
      if ('verdict' in rho) return rho;
      if (nearly(rho.a, rho.b)) return context.same();
      const memory = (1 - rho.a) / (1 - rho.b);
      const severity: Severity = memory > 1.5 || memory < 1 / 1.5 ? 'warning' : 'info';
      return context.different('differs', { severity, ...rho });
    },
  },
});
