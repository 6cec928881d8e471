import { compareQuantities, defineRule, ratio } from '../../src/rule.ts';
import { sameDataset } from '../shared/datasets.ts';

export default defineRule({
  id: 'loader/dataset-split',
  title: 'Trained on other data',
  why: 'Figures on other data, another split or other classes cannot be compared.',
  help: 'Use the same dataset, split and classes.',
  effect: null,
  scope: ['train', 'eval'],
  messages: {
    dataset: 'dataset {a} against {b}',
    split: 'trained on split {a} against {b}',
    heldOut: '{a} against {b} of the training set held out',
    size: '{a} against {b} training examples',
    classes: '{a} against {b} classes',
    order: 'labels by {a} against {b} order of classes',
  },
  compare: {
    reads: [],
    optional: [
      'data.dataset',
      'data.split',
      'data.validationSplit',
      'data.trainSize',
      'data.classes',
      'data.classOrder',
    ],
    check({ a, b, same, equivalent, unknown, notApplicable, different }) {
      const [datasetA, datasetB] = [a.value('data.dataset'), b.value('data.dataset')];
      const named = datasetA !== undefined && datasetB !== undefined;
      if (named && !sameDataset(datasetA, datasetB))
        return different('dataset', { severity: 'error', a: datasetA, b: datasetB, at: ['data.dataset'] });
      const [splitA, splitB] = [a.value('data.split'), b.value('data.split')];
      if (splitA !== undefined && splitB !== undefined && plainName(splitA) !== plainName(splitB))
        return different('split', { severity: 'error', a: splitA, b: splitB, at: ['data.split'] });
      const [heldA, heldB] = [a.value('data.validationSplit'), b.value('data.validationSplit')];
      if (heldA !== undefined && heldB !== undefined && heldA !== heldB) {
        const severity = Math.abs(heldA - heldB) > 0.05 ? 'warning' : 'info';
        return different('heldOut', { severity, a: heldA, b: heldB, at: ['data.validationSplit'] });
      }
      const [classesA, classesB] = [a.value('data.classes'), b.value('data.classes')];
      if (classesA !== undefined && classesB !== undefined && classesA !== classesB) {
        if (Math.abs(classesA - classesB) === 1) return notApplicable('one class more: see loader/label-offset');
        return different('classes', { severity: 'error', a: classesA, b: classesB, at: ['data.classes'] });
      }
      const [orderA, orderB] = [a.value('data.classOrder'), b.value('data.classOrder')];
      if (orderA !== undefined && orderB !== undefined && orderA !== orderB)
        return different('order', { severity: 'error', a: orderA, b: orderB, at: ['data.classOrder'] });
      const [sizeA, sizeB] = [a.value('data.trainSize'), b.value('data.trainSize')];
      const relation = sizeA === undefined || sizeB === undefined ? undefined : compareQuantities(sizeA, sizeB);
      if (relation?.kind === 'different') {
        const far = ratio(1, relation.ratio ?? Number.POSITIVE_INFINITY);
        const severity = far > 1.05 ? 'error' : far > 1.005 ? 'warning' : 'info';
        return different('size', { severity, a: sizeA, b: sizeB, at: ['data.trainSize'] });
      }
      if (!named && relation?.kind !== 'same') return unknown('the dataset of one side is unknown', 'data.dataset');
      return datasetA === datasetB || !named ? same() : equivalent(`${datasetA} and ${datasetB} are one dataset`);
    },
  },
});

const plainName = (split: string): string => split.toLowerCase().replace(/ing$/, '');
