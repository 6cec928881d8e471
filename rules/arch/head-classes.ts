import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'arch/head-classes',
  title: 'Outputs do not match the classes',
  why: 'A label beyond the outputs cannot be learned (and is an error, or silently wrong, in the loss); outputs without a class take part in every softmax.',
  help: 'Give the classifier one output for each class of the dataset; count the background only where labels do.',
  effect: null,
  scope: ['train'],
  messages: {
    fewer: '{value} outputs for {classes} classes',
    more: '{value} outputs for {classes} classes, {spare} of them never right',
  },
  lint: {
    reads: ['model.head.classes', 'data.classes'],
    context: ['data.labelOffset', 'loss.kind'],
    check({ setup, clean, notApplicable, complain }) {
      const [outputs, classes] = [setup.value('model.head.classes'), setup.value('data.classes')];
      if (outputs === undefined || classes === undefined) return notApplicable('a network without a classifier');
      const needed = classes + (setup.value('data.labelOffset') ?? 0);
      if (outputs === needed) return clean();
      const details = { at: 'model.head.classes', data: { classes, spare: outputs - needed } } as const;
      // One output tells two classes apart.
      if (outputs === 1 && classes === 2) return clean();
      return outputs < needed
        ? complain('fewer', { ...details, severity: 'error' })
        : complain('more', { ...details, severity: 'warning' });
    },
  },
});
