import { defineRule } from '../../src/rule.ts';
import { noDecay } from '../shared/decay.ts';

export default defineRule({
  id: 'decay/head-excluded',
  title: 'The weights of the classifier do not decay',
  why: 'The classifier has no normalization behind it: without decay its weights, and the confidence of the network, grow without bound.',
  help: 'Let the weights of the last layer decay unless leaving them out is meant.',
  effect: null,
  scope: ['train'],
  messages: { excluded: 'weights decay, but not those of the classifier' },
  lint: {
    reads: ['optimizer.decayRoles'],
    context: ['optimizer.weightDecay'],
    check({ setup, clean, notApplicable, complain }) {
      const roles = setup.value('optimizer.decayRoles') ?? [];
      if (noDecay(setup) || !roles.includes('conv.weight')) return notApplicable('no convolution decays');
      if (roles.includes('head.weight')) return clean();
      return complain('excluded', { severity: 'info', at: 'optimizer.decayRoles' });
    },
  },
});
