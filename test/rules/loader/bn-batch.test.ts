import { expect, it } from 'vitest';
import batchSize from '../../../rules/loader/batch-size.ts';
import rule from '../../../rules/loader/bn-batch.ts';
import { resolve, runCompare } from '../../../src/engine/index.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { setupOf } from '../../support/setup.ts';

const of = (batch: number, devices: number, sync = false, norm = 'batch-norm') => ({
  'data.batchSize': batch,
  'data.batchScope': 'process',
  'data.devices': devices,
  'data.accumulation': 1,
  'train.syncBatchNorm': sync,
  'model.norm.kind': norm,
});

ruleTest(rule, {
  same: { 'the same': [of(32, 8), of(32, 8)], 'more devices': [of(32, 8), of(32, 4)] },
  equivalent: { 'synchronized over one process': [of(32, 1), of(32, 1, true)] },
  different: {
    'few examples': { pair: [of(32, 8), of(4, 64)], severity: 'warning', message: '32 against 4' },
    'enough on both sides': { pair: [of(32, 8), of(64, 4)], severity: 'info' },
    synchronized: { pair: [of(32, 8), of(32, 8, true)], severity: 'info', message: '32 against 256' },
  },
  unknown: { 'one side does not say': [of(32, 8), { 'model.norm.kind': 'batch-norm' }] },
  notApplicable: { 'no batch norm': [of(32, 8), of(4, 64, false, 'group-norm')] },
});

it('follows from the batch size', () => {
  const side = (batch: number) => resolve(setupOf(of(batch, 8)));
  const { findings } = runCompare(side(32), side(8), [batchSize, rule]);
  expect(findings.map(({ rule: id }) => id)).toEqual(['loader/batch-size']);
  expect(findings[0]?.consequences.map(({ rule: id }) => id)).toEqual(['loader/bn-batch']);
});
