import { defineRule, nearly, ratio } from '../../src/rule.ts';
import { loadsPretrained, named, PRETRAINED_PATHS } from '../shared/context.ts';

/** Keras writes 1.001e-5 where others write 1e-5. */
const ALIKE = 0.01;
const FAR = 100;

/** Layers that take statistics over the batch are one kind here, synchronized, frozen or not. */
const family = (kind: string): string => (kind.endsWith('batch-norm') ? 'batch-norm' : kind);

export default defineRule({
  id: 'arch/norm-eps',
  title: 'Epsilon of normalization differs',
  why: 'Epsilon is added to the variance: a channel of small variance is scaled down by it, so that trained weights see other activations. In training from scratch the scale is learned around it.',
  help: 'Use the epsilon that the weights were trained with; the default is 1e-5 in PyTorch and 1e-3 in Keras and TensorFlow.js.',
  effect: null,
  scope: ['model'],
  messages: { differs: 'epsilon of normalization {a} against {b}' },
  compare: {
    reads: ['model.norm.epsilon'],
    context: ['model.norm.kind', ...PRETRAINED_PATHS],
    check({ a, b, same, equivalent, notApplicable, different }) {
      const [epsilonA, epsilonB] = [a.value('model.norm.epsilon'), b.value('model.norm.epsilon')];
      const [kindA, kindB] = [a.value('model.norm.kind'), b.value('model.norm.kind')];
      if (kindA === 'none' || kindB === 'none') return notApplicable('a side without normalization layers');
      if (kindA !== undefined && kindB !== undefined && family(kindA) !== family(kindB))
        return notApplicable('normalization of other kinds: see arch/norm-kind');
      if (epsilonA === undefined || epsilonB === undefined) return notApplicable('a side without normalization layers');
      if (nearly(epsilonA, epsilonB)) return same();
      if (nearly(epsilonA, epsilonB, ALIKE)) return equivalent('within 1 %');
      const [pretrainedA, pretrainedB] = [loadsPretrained(a), loadsPretrained(b)];
      const because = [
        ...(pretrainedA || pretrainedB
          ? [`${named(pretrainedA === true, pretrainedB === true)} starts from trained weights`]
          : []),
        ...(ratio(epsilonA, epsilonB) >= FAR * (1 - ALIKE) ? [`at least ${FAR} times apart`] : []),
      ];
      const isDefaultPair =
        nearly(Math.max(epsilonA, epsilonB), 1e-3) && nearly(Math.min(epsilonA, epsilonB), 1e-5, ALIKE);
      const effect = {
        text: '0.05 points of ResNet-50 on ImageNet between 1e-3 and 1e-5 at inference',
        source: 'https://github.com/keras-team/keras-applications/issues/8',
      };
      return different('differs', {
        // The pair of defaults was measured with trained weights, at less than the noise of a run.
        severity: because.length > 0 && !isDefaultPair ? 'warning' : 'info',
        a: epsilonA,
        b: epsilonB,
        because,
        ...(isDefaultPair ? { effect } : {}),
        ...(because.length === 0 && (pretrainedA === undefined || pretrainedB === undefined)
          ? { wouldRaise: 'a warning if trained weights are loaded (model.pretrained)' }
          : {}),
      });
    },
  },
});
