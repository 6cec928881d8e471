import rule from '../../../rules/loss/kind.ts';
import { ruleTest } from '../../support/rule-test.ts';

const loss = (kind: string, classes?: number) => ({
  'loss.kind': kind,
  ...(classes === undefined ? {} : { 'data.classes': classes }),
});

ruleTest(rule, {
  same: {
    'sparse and one-hot': [loss('sparse_categorical_crossentropy'), loss('categorical_crossentropy')],
    'negative log-likelihood of log-softmax': [loss('NLLLoss'), loss('CrossEntropyLoss')],
  },
  different: {
    'another aim': { pair: [loss('cross-entropy'), loss('mse')], severity: 'error', message: 'mean-squared-error' },
    'binary of each class': { pair: [loss('cross-entropy', 1000), loss('bce', 1000)], severity: 'warning' },
    'with two classes': { pair: [loss('cross-entropy', 2), loss('bce', 2)], severity: 'info' },
  },
  unknown: { 'one side does not say': [loss('mse'), {}] },
});
