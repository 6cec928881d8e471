import rule from '../../../rules/loader/shuffle.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { byDefault } from '../../support/setup.ts';

const of = (shuffle: boolean, sampler?: string, buffer?: number) => ({
  'data.shuffle': shuffle,
  ...(sampler === undefined ? {} : { 'data.sampler': sampler }),
  ...(buffer === undefined ? {} : { 'data.shuffleBuffer': buffer }),
});

/** Nobody wrote it, and nobody says whether a sampler shuffles. */
const leftOut = { 'data.shuffle': byDefault(false, 'torch', 'torch.utils.data.DataLoader(shuffle)') };

ruleTest(rule, {
  same: { 'both shuffle': [of(true), of(true)], 'neither shuffles': [of(false, 'none'), of(false, 'none')] },
  equivalent: {
    'a sampler shuffles': [of(true, 'none'), of(false, 'RandomSampler')],
    'a buffer shuffles': [of(true), of(false, 'none', 10_000)],
  },
  different: {
    'one does not': { pair: [of(true), of(false, 'none')], severity: 'error', message: 'on against off' },
    'one does not, sampler unknown': { pair: [of(true), of(false)], severity: 'error' },
    'one leaves it out, sampler unknown': { pair: [of(true), leftOut], severity: 'warning' },
    'one leaves it out, and has no sampler': {
      pair: [of(true), { ...leftOut, 'data.sampler': 'none' }],
      severity: 'error',
    },
  },
  unknown: {
    'one side does not say': [of(true), {}],
    'a sampler of the project’s own': [of(true), of(false, 'curriculum')],
  },
  clean: { shuffled: of(true), 'by a sampler': of(false, 'distributed'), 'by a buffer': of(false, 'none', 1000) },
  complains: {
    'not shuffled': { setup: of(false, 'none'), severity: 'error' },
    'not shuffled, sampler unknown': { setup: of(false), severity: 'error' },
    'left out, sampler unknown': { setup: leftOut, severity: 'warning' },
  },
  lintUnknown: { 'a sampler of the project’s own': of(false, 'curriculum') },
});
