import rule from '../../../rules/resize/size.ts';
import { ruleTest } from '../../support/rule-test.ts';

const evaluation = (rest: Readonly<Record<string, unknown>>) => ({
  'preprocess.eval.resize.policy': 'short-side',
  'preprocess.eval.crop.policy': 'center',
  ...Object.fromEntries(Object.entries(rest).map(([path, value]) => [`preprocess.eval.${path}`, value])),
});
const pair = (resize: unknown, crop: unknown) => evaluation({ 'resize.size': resize, 'crop.size': crop });
const share = (crop: unknown, fraction: number) => evaluation({ 'crop.size': crop, 'crop.fraction': fraction });
const usual = pair(256, 224);
const exact = (size: unknown) => ({
  'preprocess.eval.resize.policy': 'exact',
  'preprocess.eval.crop.policy': 'none',
  'preprocess.eval.resize.size': size,
});
const train = (size: number) => ({
  'preprocess.train.crop.policy': 'random-area',
  'preprocess.train.crop.size': size,
});
const cropFirst = {
  'preprocess.eval.resize.policy': 'exact',
  'preprocess.eval.crop.policy': 'center',
  'preprocess.eval.resize.size': 224,
  'preprocess.eval.crop.fraction': 0.875,
};

ruleTest(rule, {
  same: {
    'the same': [usual, usual],
    'a crop fraction of 1': [pair(224, 224), share(224, 1)],
    'by crop fraction': [usual, share(224, 0.875)],
    'the same crops in training': [train(224), train(224)],
  },
  equivalent: {
    'one number and two': [usual, pair(256, [224, 224])],
    'rounded down or up': [share(224, 0.95), pair(236, 224)],
    'cropped before resizing': [usual, cropFirst],
  },
  different: {
    'another size in evaluation': { pair: [usual, pair(288, 256)], severity: 'error', message: '224 against 256' },
    'a slightly other size': { pair: [exact(224), exact(232)], severity: 'warning' },
    'another size in training': { pair: [train(224), train(176)], severity: 'warning', subject: 'preprocess.train' },
    'another shape': { pair: [exact(224), exact([224, 320])], severity: 'error', message: '224×320' },
    'another short side': { pair: [usual, pair(232, 224)], severity: 'warning', message: '256 against 232' },
    'another crop fraction of the original': {
      pair: [cropFirst, { ...cropFirst, 'preprocess.eval.crop.fraction': 0.95 }],
      severity: 'warning',
      message: '0.875 of the short side against 0.95',
    },
    'the network takes another size': {
      pair: [
        { ...usual, 'input.size.eval': 224 },
        { ...usual, 'input.size.eval': 192 },
      ],
      severity: 'error',
      message: '224 against 192',
    },
  },
  unknown: {
    'one side does not say': [usual, evaluation({ 'resize.size': 256 })],
    'the short side of one side is unknown': [usual, evaluation({ 'crop.size': 224 })],
  },
  notApplicable: { 'as large, but squashed': [usual, exact(224)] },
});
