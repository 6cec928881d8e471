import rule from '../../../rules/arch/widths.ts';
import { ruleTest } from '../../support/rule-test.ts';

const widths = { 'model.widths': [256, 512, 1024, 2048] };
const classes = (outputs: number, more: Readonly<Record<string, unknown>> = {}) => ({
  ...widths,
  'model.head.classes': outputs,
  ...more,
});

ruleTest(rule, {
  same: {
    'equal widths': [widths, widths],
    'widths and stages that say the same': [
      { 'model.widths': [64, 128] },
      { 'model.stages': [{ width: 64 }, { width: 128 }] },
    ],
    'another number of stages is not told here': [widths, { 'model.widths': [256, 512, 1024] }],
  },
  different: {
    'a stage is narrower': {
      pair: [widths, { 'model.widths': [256, 512, 1024, 1024] }],
      severity: 'error',
      message: 'stage 4',
    },
    'wider groups': {
      pair: [
        { ...widths, 'model.block.widthPerGroup': 64 },
        { ...widths, 'model.block.widthPerGroup': 128 },
      ],
      severity: 'error',
    },
    'a hidden layer of the head': {
      pair: [
        { ...widths, 'model.head.hidden': [4096, 4096] },
        { ...widths, 'model.head.hidden': [512] },
      ],
      severity: 'error',
    },
    'other classes of the same dataset': {
      pair: [classes(1000, { 'data.dataset': 'imagenet-1k' }), classes(1001, { 'data.dataset': 'imagenet-1k' })],
      severity: 'error',
      message: '1000 against 1001 outputs',
    },
    'classes of other datasets': {
      pair: [classes(1000, { 'data.dataset': 'imagenet-1k' }), classes(10, { 'data.dataset': 'cifar-10' })],
      severity: 'info',
    },
    'classes of datasets that nobody named': { pair: [classes(1000), classes(10)], severity: 'warning' },
  },
  unknown: { 'one side does not say': [widths, { 'model.name': 'my_net' }] },
});
