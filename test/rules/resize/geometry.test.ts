import rule from '../../../rules/resize/geometry.ts';
import { ruleTest } from '../../support/rule-test.ts';

const at =
  (phase: string) =>
  (resize: string, crop: string, rest: Readonly<Record<string, unknown>> = {}) => ({
    [`preprocess.${phase}.resize.policy`]: resize,
    [`preprocess.${phase}.crop.policy`]: crop,
    ...Object.fromEntries(Object.entries(rest).map(([path, value]) => [`preprocess.${phase}.${path}`, value])),
  });
const evaluation = at('eval');
const train = at('train');
const center = evaluation('short-side', 'center', { 'resize.size': 256, 'crop.size': 224 });
const cropFirst = evaluation('exact', 'center', {
  'resize.size': 224,
  'crop.fraction': 0.875,
  operations: ['center-crop', 'resize'],
});
const rrc = { 'augment.randomResizedCrop.probability': 1 };
const aspects = (low: number, high: number) => ({ 'augment.randomResizedCrop.ratio': [low, high] });
const full = evaluation('short-side', 'center', { 'resize.size': 384, 'crop.size': 384 });
const squashed = evaluation('exact', 'none', { 'resize.size': 384 });
const none = { 'augment.randomResizedCrop.probability': 0 };

ruleTest(rule, {
  same: {
    'the same': [center, center],
    'random resized crops': [train('none', 'random-area'), train('none', 'random-area')],
    'random resized crops, whatever is said of a resize in front': [
      train('none', 'random-area'),
      { 'preprocess.train.crop.policy': 'random-area' },
    ],
    'nothing at all': [evaluation('none', 'none'), evaluation('none', 'none')],
  },
  equivalent: {
    'cover and short side with center crop': [evaluation('cover', 'none'), evaluation('short-side', 'center')],
  },
  different: {
    'squashed in evaluation': { pair: [center, evaluation('exact', 'none')], severity: 'error', message: 'squashed' },
    'squashed, with nothing cropped off the short side': { pair: [full, squashed], severity: 'warning' },
    'squashed, with nothing cropped off, and known from training': {
      pair: [
        { ...full, ...rrc, ...aspects(0.75, 4 / 3) },
        { ...squashed, ...rrc, ...aspects(0.75, 4 / 3) },
      ],
      severity: 'info',
    },
    'squashed, with nothing cropped off, trained on other shapes only': {
      pair: [
        { ...full, ...rrc, ...aspects(1, 1) },
        { ...squashed, ...rrc, ...aspects(1, 1) },
      ],
      severity: 'warning',
    },
    'squashed, although training knows it': {
      pair: [
        { ...center, ...rrc, ...aspects(0.75, 4 / 3) },
        { ...squashed, ...rrc, ...aspects(0.75, 4 / 3) },
      ],
      severity: 'error',
    },
    'squashed in training': {
      pair: [train('short-side', 'random'), train('exact', 'none')],
      severity: 'warning',
      subject: 'preprocess.train',
    },
    padded: { pair: [center, evaluation('long-side-pad', 'none')], severity: 'warning', message: 'padded' },
    'not resized': { pair: [evaluation('none', 'none'), evaluation('short-side', 'none')], severity: 'warning' },
    'not cropped': { pair: [center, evaluation('short-side', 'none')], severity: 'warning', message: 'whole image' },
    'cropped before': { pair: [center, cropFirst], severity: 'info', message: 'after resizing against before' },
    'cropped before, by share only': {
      pair: [center, evaluation('exact', 'center', { 'resize.size': 224, 'crop.fraction': 0.875 })],
      severity: 'info',
    },
    'another crop, although both say that they augment alike': {
      pair: [
        { ...train('short-side', 'random-area'), ...rrc },
        { ...train('short-side', 'center'), ...rrc },
      ],
      severity: 'warning',
      subject: 'preprocess.train',
    },
  },
  unknown: {
    'one side does not say': [center, { 'preprocess.eval.resize.policy': 'short-side' }],
    'the resize of one side is unknown': [center, { 'preprocess.eval.crop.policy': 'center' }],
  },
  notApplicable: {
    'ten crops': [center, evaluation('short-side', 'ten')],
    'a random resized crop on one side': [
      { ...train('none', 'random-area'), ...rrc },
      { ...train('short-side', 'random'), ...none },
    ],
  },
});
