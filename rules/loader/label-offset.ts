import { defineRule, type Side } from '../../src/rule.ts';

export default defineRule({
  id: 'loader/label-offset',
  title: 'Labels are numbered otherwise',
  why: 'With a background class in front, every label is one higher: predictions of one network are wrong for the labels of the other.',
  help: 'Subtract the offset from labels or predictions, or leave the background class out of the head.',
  effect: null,
  scope: ['model', 'train', 'eval'],
  messages: {
    offset: 'the first class has label {a} against {b}',
    background: '{a} against {b} classes: one has a background class',
  },
  compare: {
    reads: [],
    optional: ['data.labelOffset', 'data.classes', 'model.head.classes'],
    check({ a, b, same, unknown, different }) {
      const [offsetA, offsetB] = [a.value('data.labelOffset'), b.value('data.labelOffset')];
      if (offsetA !== undefined && offsetB !== undefined && offsetA !== offsetB)
        return different('offset', { severity: 'error', a: offsetA, b: offsetB, at: ['data.labelOffset'] });
      for (const path of ['data.classes', 'model.head.classes'] as const) {
        const [classesA, classesB] = [a.value(path), b.value(path)];
        if (classesA === undefined || classesB === undefined || Math.abs(classesA - classesB) !== 1) continue;
        return different('background', { severity: 'error', a: classesA, b: classesB, at: [path] });
      }
      return [classes(a), classes(b)].includes(undefined)
        ? unknown('the number of classes is unknown', 'data.classes')
        : same();
    },
  },
});

const classes = (side: Side): number | undefined => side.value('model.head.classes') ?? side.value('data.classes');
