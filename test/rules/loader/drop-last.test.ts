import rule from '../../../rules/loader/drop-last.ts';
import { ruleTest } from '../../support/rule-test.ts';

const of = (drop: boolean, size = 50_000, batch = 128, norm = 'batch-norm') => ({
  'data.dropLast': drop,
  'data.trainSize': size,
  'data.batchSize': batch,
  'data.devices': 1,
  'model.norm.kind': norm,
});

ruleTest(rule, {
  same: { 'the same': [of(true), of(true)] },
  equivalent: { 'nothing to drop': [of(true, 51_200), of(false, 51_200)] },
  different: {
    'dropped on one side': { pair: [of(true), of(false)], severity: 'info', message: 'on against off' },
    'a single example is kept': { pair: [of(true, 50_049), of(false, 50_049)], severity: 'error' },
    'a single example without batch norm': {
      pair: [of(true, 50_049, 128, 'layer-norm'), of(false, 50_049, 128, 'layer-norm')],
      severity: 'info',
    },
    'size unknown': { pair: [{ 'data.dropLast': true }, { 'data.dropLast': false }], severity: 'info' },
  },
  unknown: { 'one side does not say': [of(true), {}] },
  clean: { dropped: of(true, 50_049), 'more than one left': of(false), 'nothing left': of(false, 51_200) },
  complains: { 'a single example': { setup: of(false, 50_049), severity: 'error', message: '50049' } },
  lintUnknown: {
    'devices unknown': {
      'data.dropLast': false,
      'data.trainSize': 50_049,
      'data.batchSize': 128,
      'model.norm.kind': 'batch-norm',
    },
    'norm unknown': { 'data.dropLast': false, 'data.trainSize': 129, 'data.batchSize': 128, 'data.devices': 1 },
  },
  lintNotApplicable: { 'no batch norm': of(false, 50_049, 128, 'layer-norm') },
});
