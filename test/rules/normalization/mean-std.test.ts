import rule from '../../../rules/normalization/mean-std.ts';
import { ruleTest } from '../../support/rule-test.ts';

const phase = 'preprocess.eval.normalization';
const map = (slope: readonly number[], offset: readonly number[], at = phase) => ({
  [`${at}.kind`]: 'affine',
  [`${at}.affine`]: { slope, offset },
});
const of = (mean: readonly number[], std: readonly number[], at = phase) =>
  map(
    std.map((s) => 1 / 255 / s),
    mean.map((m, i) => -m / (std[i] ?? 1)),
    at,
  );
const [mean, std] = [
  [0.485, 0.456, 0.406],
  [0.229, 0.224, 0.225],
];
const imagenet = of(mean, std);
const half = of([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);
const scratch = { 'model.pretrained': false };
const norm = { 'model.norm.kind': 'batch-norm' };
const written = (scale: number, unit: number) => ({
  [`${phase}.kind`]: 'affine',
  [`${phase}.scale`]: scale,
  [`${phase}.mean`]: mean.map((value) => value * unit),
  [`${phase}.std`]: std.map((value) => value * unit),
});
const serve = 'preprocess.serve.normalization';

ruleTest(rule, {
  same: {
    'one number for all channels': [
      half,
      { [`${phase}.kind`]: 'affine', [`${phase}.scale`]: 1 / 255, [`${phase}.mean`]: 0.5, [`${phase}.std`]: 0.5 },
    ],
    'the same constants': [written(1 / 255, 1), written(1 / 255, 1)],
    'both by the statistics of each image': [{ [`${phase}.kind`]: 'per-image' }, { [`${phase}.kind`]: 'per-image' }],
  },
  equivalent: {
    'constants on 0–1 and on 0–255': [written(1 / 255, 1), written(1, 255)],
    'rounded constants': [written(1 / 255, 1), { ...written(1 / 255, 1), [`${phase}.mean`]: [0.48502, 0.456, 0.4061] }],
    'x/127.5 − 1 and 0.5, 0.5 on 0–1': [
      { [`${phase}.kind`]: 'affine', [`${phase}.scale`]: 1 / 127.5, [`${phase}.mean`]: 1, [`${phase}.std`]: 1 },
      { [`${phase}.kind`]: 'affine', [`${phase}.scale`]: 1 / 255, [`${phase}.mean`]: 0.5, [`${phase}.std`]: 0.5 },
    ],
    'in the network and in front of it': [
      {
        [`${phase}.kind`]: 'none',
        [`${phase}.inModel`]: {
          scale: std.map((s) => 1 / 255 / s),
          offset: mean.map((m, i) => -m / (std[i] ?? 1)),
        },
      },
      written(1 / 255, 1),
    ],
  },
  different: {
    'other constants for pretrained weights': {
      pair: [imagenet, { ...half, 'model.pretrained': true }],
      severity: 'error',
      message: 'maps 0–255 to [-2.12, 2.64] against [-1, 1]',
    },
    'weights are named': {
      pair: [imagenet, { ...half, 'model.weights.id': 'IMAGENET1K_V1' }],
      severity: 'error',
    },
    'both from scratch with batch norm': {
      pair: [
        { ...imagenet, ...scratch, ...norm },
        { ...half, ...scratch, ...norm },
      ],
      severity: 'info',
    },
    'both from scratch without batch norm': {
      pair: [
        { ...imagenet, ...scratch, 'model.norm.kind': 'none' },
        { ...half, ...scratch, ...norm },
      ],
      severity: 'warning',
    },
    'from scratch into patches': {
      pair: [
        { ...imagenet, ...scratch, ...norm, 'model.stem.kind': 'patch' },
        { ...half, ...scratch, ...norm, 'model.stem.kind': 'patch' },
      ],
      severity: 'warning',
    },
    'context unknown': { pair: [imagenet, half], severity: 'warning' },
    'one side differs from its own training': {
      pair: [
        { ...imagenet, ...scratch, ...norm, ...of(mean, std, 'preprocess.train.normalization') },
        { ...half, ...scratch, ...norm, ...of(mean, std, 'preprocess.train.normalization') },
      ],
      severity: 'error',
      subject: 'preprocess.eval',
    },
    serving: {
      pair: [
        { ...of([0.5, 0.5, 0.5], [0.5, 0.5, 0.5], serve), 'setup.scope': ['serve'], ...scratch },
        { ...imagenet, 'setup.scope': ['train', 'eval'], ...scratch },
      ],
      severity: 'error',
      subject: 'preprocess.serve',
    },
    'constants a little off, whatever the weights': {
      pair: [{ ...imagenet, 'model.pretrained': true }, of([0.49, 0.45, 0.4], std)],
      severity: 'info',
    },
    'another standard deviation': {
      pair: [imagenet, { ...of(mean, [0.229, 0.224, 0.3]), 'model.pretrained': true }],
      severity: 'error',
    },
    'each image by itself against constants': {
      pair: [{ ...imagenet, 'model.pretrained': true }, { [`${phase}.kind`]: 'per-image' }],
      severity: 'error',
      message: 'fixed constants against the statistics of each image',
    },
  },
  unknown: {
    'one map is unknown': [imagenet, { [`${phase}.kind`]: 'adapted' }],
    'one kind is unknown': [imagenet, { [`${phase}.mean`]: [0.5, 0.5, 0.5] }],
    'each image by itself against nobody knows': [
      { [`${phase}.kind`]: 'per-image' },
      { [`${phase}.scale`]: 1 / 255, [`${phase}.channelOrder`]: 'rgb' },
    ],
  },
  notApplicable: {
    'another unit of pixels': [imagenet, map([1, 1, 1], [-123.68, -116.779, -103.939])],
    'other numbers of channels': [imagenet, map([0.01, 0.01], [-1, -1])],
    'another task': [
      { ...imagenet, 'setup.task': 'language-modeling' },
      { ...half, 'setup.task': 'language-modeling' },
    ],
  },
});
