import { defineRule } from '../../src/rule.ts';
import { compareInit, INIT_CONTEXT, INIT_MESSAGES } from '../shared/initialization.ts';

export default defineRule({
  id: 'init/embedding',
  title: 'Embeddings start from other values',
  why: 'Embeddings of PyTorch start 35 times wider than those of Keras; what adds to them or is tied to them feels it.',
  help: 'Initialize embeddings with the same distribution and standard deviation.',
  effect: null,
  scope: ['model', 'train'],
  messages: INIT_MESSAGES,
  compare: {
    reads: ['init.embedding'],
    context: INIT_CONTEXT,
    check: (context) => compareInit(context, 'init.embedding', 'embedding'),
  },
});
