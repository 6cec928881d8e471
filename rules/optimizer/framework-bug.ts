import { defineRule, type Effect, type RulePath, type Side } from '../../src/rule.ts';
import { within } from '../shared/versions.ts';

interface Bug {
  readonly framework: string;
  /** First version that has it, and first that is not known to. */
  readonly from: string;
  readonly before: string;
  readonly text: string;
  readonly at: RulePath;
  readonly applies: (side: Side) => boolean;
  readonly effect: Effect;
}

const BUGS: readonly Bug[] = [
  {
    framework: 'keras',
    from: '3.0.0',
    before: '3.0.3',
    text: 'AdamW of Keras 3.0 adds weight decay to the gradient with the TensorFlow and PyTorch backends, as Adam with L2 does',
    at: 'optimizer.name',
    applies: (side) => side.value('optimizer.name') === 'adamw' && side.value('optimizer.weightDecay') !== 0,
    effect: { text: 'none measured; decay is not decoupled', source: 'keras-team/keras#19051' },
  },
];

export default defineRule({
  id: 'optimizer/framework-bug',
  title: 'This version of the library does something else than it says',
  why: 'The optimizer of this version is known not to do what its documentation says.',
  help: 'Use a later version.',
  effect: null,
  scope: ['train'],
  messages: { known: '{name} {value}: {bug}' },
  lint: {
    reads: ['framework.name', 'framework.version', 'optimizer.name'],
    context: ['optimizer.weightDecay'],
    check({ setup, clean, unknown, complain }) {
      const [name, version] = [setup.value('framework.name'), setup.value('framework.version')];
      if (name === undefined || version === undefined) return clean();
      for (const bug of BUGS) {
        if (bug.framework !== name || !bug.applies(setup)) continue;
        const affected = within(version, bug.from, bug.before);
        if (affected === undefined) return unknown('the version is no number', 'framework.version');
        if (affected) {
          return complain('known', {
            severity: 'warning',
            at: 'framework.version',
            value: version,
            data: { name, bug: bug.text },
            effect: bug.effect,
          });
        }
      }
      return clean();
    },
  },
});
