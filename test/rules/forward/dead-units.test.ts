import rule from '../../../rules/forward/dead-units.ts';
import { ruleTest } from '../../support/rule-test.ts';

ruleTest(rule, {
  clean: { none: { 'forward.deadChannels': 0 }, 'a few': { 'forward.deadChannels': 0.01 } },
  complains: {
    some: { setup: { 'forward.deadChannels': 0.1 }, severity: 'info', message: '10 %' },
    many: { setup: { 'forward.deadChannels': 0.5 }, severity: 'warning', message: '50 %' },
  },
  lintUnknown: { 'a network that was not run': { 'model.name': 'resnet18' } },
});
