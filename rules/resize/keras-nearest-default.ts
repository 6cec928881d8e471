import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'resize/keras-nearest-default',
  title: 'Resized by nearest because nothing else was asked for',
  why: 'Nearest drops pixels when it shrinks. It is the default of Keras image generators and of some transforms, and seldom what was meant.',
  help: "Write the filter out: interpolation='bilinear'.",
  effect: {
    text: 'nearest in Keras against bilinear in tfjs: large differences of scores',
    source: 'GantMan/nsfw_model#28',
  },
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: { default: 'images are resized by nearest, the default of {parameter}' },
  lint: {
    reads: ['preprocess.*.resize.interpolation'],
    check({ setup, clean, complain }) {
      const fact = setup.fact('preprocess.*.resize.interpolation');
      if (fact.status !== 'default' || fact.value !== 'nearest') return clean();
      const parameter = fact.origin.kind === 'default' ? fact.origin.parameter : 'the library';
      return complain('default', {
        severity: 'warning',
        at: 'preprocess.*.resize.interpolation',
        data: { parameter },
        because: ['nobody wrote it'],
      });
    },
  },
});
