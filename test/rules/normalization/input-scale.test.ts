import rule from '../../../rules/normalization/input-scale.ts';
import { ruleTest } from '../../support/rule-test.ts';

const phase = 'preprocess.train.normalization';
const map = (slope: number, offset = 0, at = phase) => ({ [`${at}.affine`]: { slope: [slope], offset: [offset] } });
const unit = map(1 / 255);
const symmetric = map(2 / 255, -1);
const raw = map(1);
const caffe = map(1, -115);
const imagenet = map(0.0171, -2);
const scratch = { 'model.pretrained': false };

ruleTest(rule, {
  same: {
    'the same unit': [unit, unit],
    'other statistics are for another rule': [symmetric, imagenet],
    '0–1 and taken out mean and std': [unit, imagenet],
    'scaled in the network': [
      { [`${phase}.kind`]: 'in-model', [`${phase}.inModel`]: { scale: 1 / 255, offset: 0 } },
      { [`${phase}.kind`]: 'none', [`${phase}.scale`]: 1 / 255, [`${phase}.inModel`]: { scale: 1, offset: 0 } },
    ],
  },
  different: {
    '0–255 against 0–1 for pretrained weights': {
      pair: [raw, { ...unit, 'model.pretrained': true }],
      severity: 'error',
      message: '[0, 255] against [0, 1]',
    },
    '0–1 against −1–1': { pair: [unit, symmetric], severity: 'warning', message: '[0, 1] against [-1, 1]' },
    'Caffe against PyTorch': { pair: [{ ...caffe, 'model.pretrained': true }, imagenet], severity: 'error' },
    'divided by 255 twice': { pair: [unit, map(1 / 65025)], severity: 'warning' },
    'from scratch without a norm layer': {
      pair: [
        { ...raw, ...scratch, 'model.norm.kind': 'none' },
        { ...unit, ...scratch, 'model.norm.kind': 'none' },
      ],
      severity: 'error',
    },
    'from scratch with batch norm': {
      pair: [
        { ...raw, ...scratch, 'model.norm.kind': 'batch-norm' },
        { ...unit, ...scratch, 'model.norm.kind': 'batch-norm' },
      ],
      severity: 'info',
    },
    'from scratch, norm unknown': {
      pair: [
        { ...raw, ...scratch },
        { ...unit, ...scratch },
      ],
      severity: 'warning',
    },
    'from scratch with group norm': {
      pair: [
        { ...raw, ...scratch, 'model.norm.kind': 'group-norm' },
        { ...unit, ...scratch, 'model.norm.kind': 'group-norm' },
      ],
      severity: 'warning',
    },
  },
  unknown: { 'one side does not say': [unit, { [`${phase}.kind`]: 'adapted' }] },
  clean: {
    '0–1': unit,
    'raw into batch norm': { ...raw, ...scratch, 'model.norm.kind': 'batch-norm' },
  },
  complains: {
    'raw into no norm layer': { setup: { ...raw, 'model.norm.kind': 'none' }, severity: 'error', message: '[0, 255]' },
    'raw into nobody knows': { setup: raw, severity: 'warning' },
  },
  lintUnknown: { 'weights of unknown origin': { ...raw, 'model.pretrained': true } },
  lintNotApplicable: {
    'known weights have a rule': { ...raw, 'model.weights.source': 'keras', 'model.name': 'resnet50' },
    'constants that cannot be right': {
      ...raw,
      [`${phase}.kind`]: 'affine',
      [`${phase}.scale`]: 1,
      [`${phase}.mean`]: [0.485, 0.456, 0.406],
      [`${phase}.std`]: [0.229, 0.224, 0.225],
    },
  },
});
