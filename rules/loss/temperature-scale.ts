import { defineRule, nearly, ratio } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'loss/temperature-scale',
  title: 'Logits are scaled differently',
  why: 'A temperature divides logits in front of the softmax: it scales their gradients and sets how confident the network must become.',
  help: 'Use the same temperature.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'temperature {a} against {b}' },
  compare: {
    reads: ['loss.temperature'],
    check(context) {
      const temperature = bothValues(context, 'loss.temperature');
      if ('verdict' in temperature) return temperature;
      if (nearly(temperature.a, temperature.b)) return context.same();
      return context.different('differs', {
        severity: ratio(temperature.a, temperature.b) > 1.1 ? 'warning' : 'info',
        ...temperature,
      });
    },
  },
});
