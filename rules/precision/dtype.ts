import { defineRule, type Severity, type Side } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

/** Half precision without loss scaling: small gradients become zero. */
const unscaled = (side: Side): boolean | undefined => {
  if (side.value('train.precision.dtype') !== 'float16') return false;
  const scaling = side.value('train.precision.lossScale');
  return scaling === undefined ? undefined : scaling === 'none';
};

export default defineRule({
  id: 'precision/dtype',
  title: 'Precision of training differs',
  why: 'Mixed precision with loss scaling trains like float32 for usual networks. Without scaling, gradients below 6e-8 vanish in float16; bfloat16 needs none.',
  help: 'Scale the loss where float16 is used; otherwise nothing to do.',
  effect: { text: 'no loss of accuracy from mixed precision on ResNet-50', source: 'He et al., arXiv 1812.01187' },
  scope: ['train'],
  messages: {
    dtype: 'precision {a} against {b}',
    scaling: 'loss scaling {a} against {b}',
  },
  compare: {
    reads: ['train.precision.dtype'],
    optional: ['train.precision.lossScale'],
    check(context) {
      const { a, b, same, notApplicable, different } = context;
      const dtype = bothValues(context, 'train.precision.dtype');
      if ('verdict' in dtype) return dtype;
      const risky = [unscaled(a), unscaled(b)];
      const severity: Severity = risky[0] !== risky[1] && risky.includes(true) ? 'warning' : 'info';
      const details = {
        severity,
        because: severity === 'warning' ? ['float16 runs without loss scaling on one side'] : [],
        ...(risky.includes(undefined)
          ? { wouldRaise: 'loss scaling is not known: float16 without it would raise it' }
          : {}),
        ...(severity === 'warning' ? { help: 'Add loss scaling, or use bfloat16.' } : {}),
      };
      if (dtype.a !== dtype.b) {
        return different('dtype', { ...details, ...dtype, at: ['train.precision.dtype', 'train.precision.lossScale'] });
      }
      if (dtype.a !== 'float16') return same();
      const scaling = bothValues(context, 'train.precision.lossScale');
      if ('verdict' in scaling)
        return scaling.verdict === 'not-applicable' ? notApplicable('no loss is scaled') : scaling;
      if (scaling.a === scaling.b) return same();
      return different('scaling', { ...details, ...scaling, at: ['train.precision.lossScale'] });
    },
  },
});
