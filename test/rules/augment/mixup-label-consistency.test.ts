import rule from '../../../rules/augment/mixup-label-consistency.ts';
import { ruleTest } from '../../support/rule-test.ts';

const by = (labels?: string, alpha = 0.2) => ({
  'augment.mixup.alpha': alpha,
  'augment.cutmix.alpha': 0,
  ...(labels === undefined ? {} : { 'augment.mixup.labels': labels }),
});

ruleTest(rule, {
  clean: { 'labels mixed as the images': by('mixed') },
  complains: {
    'drawn apart': { setup: by('separate'), severity: 'error' },
    'hard labels': { setup: by('hard'), severity: 'error', message: 'hard' },
  },
  lintUnknown: { 'labels unknown': by() },
  lintNotApplicable: {
    'nothing is mixed': by('hard', 0),
    'never mixed': { ...by('hard'), 'augment.mixup.probability': 0 },
  },
});
