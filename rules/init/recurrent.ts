import { defineRule } from '../../src/rule.ts';
import { compareInit, INIT_CONTEXT, INIT_MESSAGES } from '../shared/initialization.ts';

export default defineRule({
  id: 'init/recurrent',
  title: 'Recurrent kernels start from other weights',
  why: 'Orthogonal recurrent kernels keep the length of the state over many steps; uniform ones shrink it.',
  help: 'Initialize recurrent kernels by the scheme of the reference, and the forget gate with it.',
  effect: null,
  scope: ['model', 'train'],
  messages: INIT_MESSAGES,
  compare: {
    reads: ['init.recurrent'],
    context: INIT_CONTEXT,
    check: (context) => compareInit(context, 'init.recurrent', 'recurrent'),
  },
});
