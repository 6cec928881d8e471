import rule from '../../../rules/arch/norm-kind.ts';
import { ruleTest } from '../../support/rule-test.ts';

const norm = (kind: string, more: Readonly<Record<string, unknown>> = {}) => ({ 'model.norm.kind': kind, ...more });

ruleTest(rule, {
  same: {
    'equal normalization': [norm('batch-norm'), norm('BatchNorm2d')],
    'counts that follow from depths': [
      norm('batch-norm', { 'model.norm.count': 53, 'model.depths': [3, 4, 6, 3] }),
      norm('batch-norm', { 'model.norm.count': 50, 'model.depths': [3, 4, 5, 3] }),
    ],
  },
  equivalent: {
    'synchronized over one device': [
      norm('batch-norm', { 'data.devices': 1 }),
      norm('sync-batch-norm', { 'data.devices': 1 }),
    ],
  },
  different: {
    'group against batch norm': { pair: [norm('batch-norm'), norm('group-norm')], severity: 'warning' },
    none: { pair: [norm('batch-norm'), norm('none')], severity: 'error', message: 'B has no normalization' },
    synchronized: { pair: [norm('batch-norm'), norm('sync-batch-norm')], severity: 'info' },
    'other groups': {
      pair: [norm('group-norm', { 'model.norm.groups': 32 }), norm('group-norm', { 'model.norm.groups': 16 })],
      severity: 'warning',
    },
    'one missing': {
      pair: [norm('batch-norm', { 'model.norm.count': 53 }), norm('batch-norm', { 'model.norm.count': 52 })],
      severity: 'error',
      message: '53 against 52',
    },
  },
  unknown: { 'one side does not say': [norm('batch-norm'), { 'model.name': 'my_net' }] },
});
