import { defineRule } from '../../src/rule.ts';
import { short } from '../shared/words.ts';

export default defineRule({
  id: 'dropout/suspicious',
  title: 'Dropout looks like a probability of keeping',
  why: 'Dropping more than nine of ten units leaves next to no signal. Such rates come from a probability of keeping copied from TensorFlow 1.',
  help: 'Use one minus the value if it is a probability of keeping.',
  effect: null,
  scope: ['train'],
  messages: { high: 'dropout {value} keeps only {kept} of the units' },
  lint: {
    reads: ['regularization.dropout'],
    check({ setup, clean, complain }) {
      const rate = setup.value('regularization.dropout') ?? 0;
      const worst = Math.max(0, ...[rate].flat());
      if (worst <= 0.9) return clean();
      return complain('high', {
        severity: 'error',
        at: 'regularization.dropout',
        value: worst,
        data: { kept: short(1 - worst) },
        effect: { text: 'dropout 0.999 was a probability of keeping', source: 'huggingface/transformers#22767' },
      });
    },
  },
});
