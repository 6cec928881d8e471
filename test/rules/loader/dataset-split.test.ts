import rule from '../../../rules/loader/dataset-split.ts';
import { ruleTest } from '../../support/rule-test.ts';

const imagenet = { 'data.dataset': 'imagenet-1k', 'data.split': 'train' };

ruleTest(rule, {
  same: {
    'the same': [imagenet, imagenet],
    'another spelling of the split': [imagenet, { ...imagenet, 'data.split': 'Training' }],
  },
  equivalent: { 'another name of the dataset': [imagenet, { ...imagenet, 'data.dataset': 'ILSVRC2012' }] },
  different: {
    'another dataset': {
      pair: [imagenet, { 'data.dataset': 'imagenet-21k' }],
      severity: 'error',
      message: 'imagenet-1k against imagenet-21k',
    },
    'another split': { pair: [imagenet, { ...imagenet, 'data.split': 'trainval' }], severity: 'error' },
    'part held out': {
      pair: [
        { ...imagenet, 'data.validationSplit': 0 },
        { ...imagenet, 'data.validationSplit': 0.1 },
      ],
      severity: 'warning',
    },
    'fewer examples': {
      pair: [
        { ...imagenet, 'data.trainSize': 1_281_167 },
        { ...imagenet, 'data.trainSize': 128_000 },
      ],
      severity: 'error',
    },
    'a few examples fewer': {
      pair: [
        { ...imagenet, 'data.trainSize': 1_281_167 },
        { ...imagenet, 'data.trainSize': 1_281_000 },
      ],
      severity: 'info',
    },
    'other classes': {
      pair: [
        { ...imagenet, 'data.classes': 1000 },
        { ...imagenet, 'data.classes': 100 },
      ],
      severity: 'error',
    },
    'another order of classes': {
      pair: [
        { ...imagenet, 'data.classOrder': 'alphabetical' },
        { ...imagenet, 'data.classOrder': 'listed' },
      ],
      severity: 'error',
    },
  },
  unknown: { 'one side does not say': [imagenet, { 'data.split': 'train' }] },
  notApplicable: {
    'a background class': [
      { ...imagenet, 'data.classes': 1000 },
      { ...imagenet, 'data.classes': 1001 },
    ],
  },
});
