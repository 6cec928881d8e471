import rule from '../../../rules/schedule/epochs.ts';
import { ruleTest } from '../../support/rule-test.ts';

const run = (epochs: number, size = 1281167, batch = 256) => ({
  'train.epochs': epochs,
  'data.trainSize': size,
  'data.effectiveBatchSize': batch,
});

ruleTest(rule, {
  same: {
    'the same length': [run(90), run(90)],
    'another batch': [run(90), run(90, 1281167, 1024)],
  },
  equivalent: { 'twice the epochs of half the data': [run(10, 50_000), run(20, 25_000)] },
  different: {
    '90 and 100 epochs': { pair: [run(90), run(100)], severity: 'info', message: '90 against 100 epochs' },
    '90 and 300 epochs': { pair: [run(90), run(300)], severity: 'warning' },
    'less data': { pair: [run(90, 50_000), run(90, 40_000)], severity: 'warning', message: 'examples' },
    'updates where nothing else is known': {
      pair: [{ 'train.steps': 1000 }, { 'train.steps': 5000 }],
      severity: 'warning',
      message: '1000 against 5000 updates',
    },
  },
  unknown: { 'one side does not say': [run(90), {}] },
});
