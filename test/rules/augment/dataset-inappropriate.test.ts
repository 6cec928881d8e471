import rule from '../../../rules/augment/dataset-inappropriate.ts';
import { ruleTest } from '../../support/rule-test.ts';

const flip = (horizontal: number, vertical = 0) => ({
  'augment.horizontalFlip.probability': horizontal,
  'augment.verticalFlip.probability': vertical,
});
const crop = (scale: readonly number[], probability = 1) => ({
  'augment.randomResizedCrop.probability': probability,
  'augment.randomResizedCrop.scale': scale,
});
const on = (dataset: string) => ({ 'data.dataset': dataset });

ruleTest(rule, {
  clean: {
    'flipped objects': { ...on('cifar-10'), ...flip(0.5) },
    'digits a little rotated': { ...on('mnist'), ...flip(0), 'augment.rotation.degrees': 10 },
    'digits never rotated': { ...on('mnist'), 'augment.rotation.degrees': 90, 'augment.rotation.probability': 0 },
    'mild crops of small images': { ...on('cifar-10'), ...crop([0.5, 1]) },
    'strong crops of large images': { ...on('imagenet'), ...crop([0.08, 1]) },
    'crops that are off': { ...on('cifar-10'), ...crop([0.08, 1], 0) },
  },
  complains: {
    'flipped digits': {
      setup: { ...on('MNIST'), ...flip(0.5) },
      severity: 'warning',
      message: 'mnist holds characters',
    },
    'digits upside down': { setup: { ...on('svhn'), ...flip(0, 0.5) }, severity: 'warning' },
    'digits rotated far': { setup: { ...on('mnist'), 'augment.rotation.degrees': 180 }, severity: 'warning' },
    'an ImageNet recipe on small images': {
      setup: { ...on('cifar-100'), ...crop([0.08, 1]) },
      severity: 'warning',
      message: '9×9 pixels',
    },
  },
  lintUnknown: { 'the dataset is unknown': flip(0.5) },
  lintNotApplicable: { 'a dataset of the project’s own': { ...on('plants'), ...flip(0.5) } },
});
