import rule from '../../../rules/schedule/plateau-metric.ts';
import { ruleTest } from '../../support/rule-test.ts';

const plateau = (monitor: string, mode: string) => ({
  'schedule.kind': 'plateau',
  'schedule.monitor': monitor,
  'schedule.mode': mode,
});

ruleTest(rule, {
  clean: { 'a loss falls': plateau('val_loss', 'min'), 'an accuracy rises': plateau('val_accuracy', 'max') },
  complains: {
    'an accuracy that should fall': { setup: plateau('val_acc', 'min'), severity: 'error', message: 'val_acc to fall' },
    'a loss that should rise': { setup: plateau('val_loss', 'max'), severity: 'error' },
  },
  lintUnknown: { 'the mode is not known': { 'schedule.kind': 'plateau', 'schedule.monitor': 'val_loss' } },
  lintNotApplicable: {
    'a metric that is not known': plateau('score', 'min'),
    'another schedule': { ...plateau('val_loss', 'max'), 'schedule.kind': 'cosine' },
  },
});
