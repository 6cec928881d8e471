import rule from '../../../rules/decay/head-excluded.ts';
import { ruleTest } from '../../support/rule-test.ts';

const roles = (...names: readonly string[]) => ({ 'optimizer.weightDecay': 1e-4, 'optimizer.decayRoles': names });

ruleTest(rule, {
  clean: { 'kernels and head': roles('conv.weight', 'head.weight') },
  complains: { 'kernels only': { setup: roles('conv.weight'), severity: 'info', message: 'classifier' } },
  lintUnknown: { 'roles are unknown': { 'optimizer.weightDecay': 1e-4 } },
  lintNotApplicable: { 'nothing decays': roles() },
});
