import { defineRule } from '../../src/rule.ts';
import { dataset } from '../shared/datasets.ts';

export default defineRule({
  id: 'color/channels-count',
  title: 'Number of input channels differs',
  why: 'One network sees colors, or an alpha channel, that the other does not; the first layer has another shape.',
  help: 'Convert images to the same number of channels on both sides.',
  effect: null,
  scope: ['model', 'train', 'eval'],
  images: true,
  messages: { differs: '{a} input channels against {b}' },
  compare: {
    reads: ['input.channels'],
    context: ['data.dataset'],
    check({ a, b, same, different }) {
      const [channelsA, channelsB] = [a.value('input.channels'), b.value('input.channels')];
      if (channelsA === channelsB) return same();
      const gray = dataset(a)?.gray && dataset(b)?.gray;
      return different('differs', {
        severity: gray ? 'warning' : 'error',
        a: channelsA,
        b: channelsB,
        ...(gray ? { because: ['grayscale images repeated over channels hold nothing new'] } : {}),
      });
    },
  },
});
