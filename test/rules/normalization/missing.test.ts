import rule from '../../../rules/normalization/missing.ts';
import { ruleTest } from '../../support/rule-test.ts';

const phase = 'preprocess.eval.normalization';
const none = {
  [`${phase}.kind`]: 'none',
  [`${phase}.scale`]: 1 / 255,
  [`${phase}.inModel`]: { scale: 1, offset: 0 },
};
const torchvision = { 'model.name': 'resnet50', 'model.weights.id': 'IMAGENET1K_V2' };

ruleTest(rule, {
  clean: {
    normalized: { ...none, [`${phase}.kind`]: 'affine', [`${phase}.mean`]: 0.5, [`${phase}.std`]: 0.5, ...torchvision },
    'from scratch with batch norm': { ...none, 'model.pretrained': false, 'model.norm.kind': 'batch-norm' },
    'the network normalizes': { ...none, [`${phase}.inModel`]: { scale: 2, offset: -1 }, 'model.pretrained': true },
  },
  complains: {
    'weights of torchvision': { setup: { ...none, ...torchvision }, severity: 'error', message: '0.485' },
    'weights of unknown origin': { setup: { ...none, 'model.pretrained': true }, severity: 'warning' },
    'from scratch without batch norm': {
      setup: { ...none, 'model.pretrained': false, 'model.norm.kind': 'none' },
      severity: 'info',
    },
  },
  lintUnknown: {
    'pretrained or not': { ...none, 'model.norm.kind': 'none' },
    'norm layers unknown': { ...none, 'model.pretrained': false },
    'the network may normalize': { [`${phase}.kind`]: 'none' },
  },
  lintNotApplicable: {
    'raw pixels have a rule of their own': { ...none, [`${phase}.scale`]: 1, 'model.pretrained': false },
  },
});
