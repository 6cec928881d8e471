import { defineRule } from '../../src/rule.ts';
import { compareInit, INIT_CONTEXT, INIT_MESSAGES } from '../shared/initialization.ts';

export default defineRule({
  id: 'init/conv',
  title: 'Convolutions start from other weights',
  why: 'The spread of initial kernels sets how signals and gradients grow from layer to layer; normalization forgives a factor, a network without it does not.',
  help: 'Initialize kernels by the scheme of the reference: distribution, fan and gain.',
  effect: null,
  scope: ['model', 'train'],
  messages: INIT_MESSAGES,
  compare: {
    reads: ['init.conv'],
    context: INIT_CONTEXT,
    check: (context) => compareInit(context, 'init.conv', 'conv'),
  },
});
