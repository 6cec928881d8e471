import { defineRule } from '../../src/rule.ts';

/** Pruned networks and unlucky seeds have a few. */
const [SOME, MANY] = [0.02, 0.2];

export default defineRule({
  id: 'forward/dead-units',
  title: 'Channels give the same whatever the input',
  why: 'A channel that is constant, most often zero, passes neither signal nor gradient: the network is narrower than it looks, and a dead channel does not come back by training.',
  help: 'Look at the learning rate, biases and initialization in front of the activations; where the network was pruned, take the channels out.',
  effect: null,
  scope: ['model'],
  messages: {
    dead: '{value} of the channels at the ends of blocks are the same for every input',
  },
  lint: {
    reads: ['forward.deadChannels'],
    check({ setup, clean, complain }) {
      const share = setup.value('forward.deadChannels') ?? 0;
      if (share <= SOME) return clean();
      return complain('dead', {
        severity: share > MANY ? 'warning' : 'info',
        at: 'forward.deadChannels',
        value: `${Number((share * 100).toPrecision(2))} %`,
      });
    },
  },
});
