import { defineRule } from '../../src/rule.ts';
import { allSteps, pointAt, procedureOf } from '../shared/procedure.ts';

export default defineRule({
  id: 'arch/weights-not-strict',
  title: 'Weights are loaded without checking that they fit',
  why: 'With strict=False parameters whose names are not in the file keep their initial values, silently: a prefix such as `module.` is enough for none to be loaded.',
  help: 'Load strictly, or look at the missing and unexpected keys that load_state_dict returns.',
  effect: null,
  scope: ['model', 'train', 'eval'],
  messages: { loose: 'weights are loaded with strict=False' },
  lint: {
    reads: ['train.procedure'],
    check({ setup, clean, notApplicable, complain }) {
      const loads = [...allSteps(procedureOf(setup) ?? [])].filter(({ name }) => name === 'load-weights');
      if (loads.length === 0) return notApplicable('no weights are seen to be loaded');
      const found = loads.find(({ strict }) => strict === false);
      return found === undefined ? clean() : complain('loose', { severity: 'info', ...pointAt(found), value: false });
    },
  },
});
