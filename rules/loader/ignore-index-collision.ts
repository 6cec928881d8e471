import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'loader/ignore-index-collision',
  title: 'The label that is left out is a class',
  why: 'No example of that class is learned from.',
  help: 'Leave out a label that no class has, such as -100 or 255.',
  effect: null,
  scope: ['train'],
  messages: { collides: 'label {value} is left out of the loss, and is one of the classes {first} to {last}' },
  lint: {
    reads: ['loss.ignoreIndex', 'data.classes'],
    optional: ['data.labelOffset'],
    check({ setup, clean, notApplicable, complain }) {
      const [ignored, classes] = [setup.value('loss.ignoreIndex'), setup.value('data.classes')];
      if (ignored === undefined || classes === undefined) return notApplicable('no label is left out');
      const first = setup.value('data.labelOffset') ?? 0;
      const last = first + classes - 1;
      if (ignored < first || ignored > last) return clean();
      return complain('collides', { severity: 'error', at: 'loss.ignoreIndex', data: { first, last } });
    },
  },
});
