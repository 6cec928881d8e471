import { defineRule } from '../../src/rule.ts';
import { loadsPretrained, PRETRAINED_PATHS } from '../shared/context.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'arch/norm-mode',
  title: 'Mode of normalization layers is forced',
  why: 'Running statistics that are used but never updated, or batch statistics in layers that are otherwise frozen, make the network another function in evaluation than in training.',
  help: 'Let the mode of the network decide; put frozen normalization layers into evaluation mode.',
  effect: null,
  scope: ['model'],
  messages: {
    differs: 'normalization layers use {a} against {b} in training',
    scratch: 'normalization layers use running statistics while training from scratch',
    frozen: 'frozen layers normalize with batch statistics',
    forced: 'normalization layers are forced to batch statistics',
  },
  compare: {
    reads: ['model.normMode'],
    check(context) {
      const values = bothValues(context, 'model.normMode');
      if ('verdict' in values) return values;
      // In training, the mode of the network is that of batch statistics.
      const [a, b] = [inTraining(values.a), inTraining(values.b)];
      if (values.a === values.b) return context.same();
      if (a === b) return context.equivalent('in training the network normalizes with batch statistics anyway');
      return context.different('differs', { severity: 'error', a, b });
    },
  },
  lint: {
    reads: ['model.normMode'],
    optional: ['model.trainable.frozen'],
    context: PRETRAINED_PATHS,
    check({ setup, clean, complain }) {
      const mode = setup.value('model.normMode');
      const pretrained = loadsPretrained(setup);
      const frozen = setup.value('model.trainable.frozen');
      const at = 'model.normMode';
      if (mode === 'eval' && pretrained === false) {
        return complain('scratch', { severity: 'error', at, because: ['no trained weights are loaded'] });
      }
      if (mode !== 'train') return clean();
      if (frozen !== undefined && frozen !== 'none') {
        return complain('frozen', {
          severity: 'error',
          at,
          because: [`${frozen} is frozen`],
        });
      }
      return complain('forced', {
        severity: 'warning',
        at,
        wouldRaise: 'an error if layers are frozen (model.trainable.frozen)',
      });
    },
  },
});

function inTraining(mode: string): string {
  return mode === 'eval' ? 'running statistics' : 'batch statistics';
}
