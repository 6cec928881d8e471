import rule from '../../../rules/color/channel-order.ts';
import { ruleTest } from '../../support/rule-test.ts';

const at = (order: string, phase = 'eval') => ({ [`preprocess.${phase}.normalization.channelOrder`]: order });
const scratch = { 'model.pretrained': false };
const caffe = { 'model.weights.source': 'caffe', 'model.name': 'resnet50' };

ruleTest(rule, {
  same: { 'the same order': [at('rgb'), at('rgb')] },
  equivalent: {
    'grayscale images': [
      { ...at('rgb'), 'data.dataset': 'mnist' },
      { ...at('bgr'), 'data.dataset': 'mnist' },
    ],
  },
  different: {
    'pretrained weights': {
      pair: [at('rgb'), { ...at('bgr'), ...caffe }],
      severity: 'error',
      message: 'RGB against BGR',
    },
    'from scratch, each in one order': {
      pair: [
        { ...at('rgb'), ...scratch },
        { ...at('bgr'), ...scratch },
      ],
      severity: 'info',
    },
    'from scratch, another order in training': {
      pair: [
        { ...at('rgb'), ...at('rgb', 'train'), ...scratch },
        { ...at('bgr'), ...at('rgb', 'train'), ...scratch },
      ],
      severity: 'error',
      subject: 'preprocess.eval',
    },
    'context unknown': { pair: [at('rgb'), at('bgr')], severity: 'warning' },
    'gray in as many channels': { pair: [at('rgb'), at('gray')], severity: 'warning', message: 'grayscale' },
  },
  unknown: { 'one side does not say': [at('rgb'), {}] },
  notApplicable: {
    'other numbers of channels': [
      { ...at('rgb'), 'input.channels': 3 },
      { ...at('gray'), 'input.channels': 1 },
    ],
  },
  clean: {
    'Caffe weights in BGR': { ...at('bgr'), ...caffe },
    'torchvision weights in RGB': { ...at('rgb'), 'model.weights.id': 'IMAGENET1K_V1' },
    'from scratch': { ...at('bgr'), ...at('bgr', 'train'), ...scratch },
  },
  complains: {
    'Caffe weights in RGB': { setup: { ...at('rgb'), ...caffe }, severity: 'error', message: 'expect BGR' },
    'torchvision weights in BGR': { setup: { ...at('bgr'), 'model.weights.id': 'IMAGENET1K_V1' }, severity: 'error' },
    'training and evaluation part': {
      setup: { ...at('rgb'), ...at('bgr', 'train') },
      severity: 'error',
      message: 'training feeds BGR',
    },
  },
  lintUnknown: {
    'weights of unknown origin': { ...at('bgr'), 'model.pretrained': true },
    'the order is unknown': caffe,
  },
  lintNotApplicable: { 'grayscale images': { ...at('bgr'), ...at('rgb', 'train'), 'data.dataset': 'fashion_mnist' } },
});
