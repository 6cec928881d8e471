import rule from '../../../rules/resize/keras-nearest-default.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { byDefault } from '../../support/setup.ts';

const path = 'preprocess.train.resize.interpolation';

ruleTest(rule, {
  clean: {
    'written out': { [path]: 'nearest' },
    'another default': { [path]: byDefault('bilinear', 'keras', 'image_dataset_from_directory(interpolation)') },
  },
  complains: {
    'the default of image generators': {
      setup: { [path]: byDefault('nearest', 'keras', 'ImageDataGenerator.flow_from_directory(interpolation)') },
      severity: 'warning',
      message: 'flow_from_directory',
    },
  },
});
