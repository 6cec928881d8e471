import { defineRule } from '../../src/rule.ts';
import { compareInit, INIT_CONTEXT, INIT_MESSAGES } from '../shared/initialization.ts';

export default defineRule({
  id: 'init/dense',
  title: 'Dense layers start from other weights',
  why: 'The spread of initial dense kernels sets the size of the first logits, and of the first gradients with them.',
  help: 'Initialize dense layers by the scheme of the reference: distribution, fan and gain.',
  effect: null,
  scope: ['model', 'train'],
  messages: INIT_MESSAGES,
  compare: {
    reads: ['init.dense'],
    context: INIT_CONTEXT,
    check: (context) => compareInit(context, 'init.dense', 'dense'),
  },
});
