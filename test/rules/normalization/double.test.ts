import rule from '../../../rules/normalization/double.ts';
import { ruleTest } from '../../support/rule-test.ts';

const phase = 'preprocess.eval.normalization';
const scaled = { [`${phase}.kind`]: 'none', [`${phase}.scale`]: 1 / 255 };
const raw = { [`${phase}.kind`]: 'none', [`${phase}.scale`]: 1 };
const inside = (scale: number | readonly number[], offset: number | readonly number[] = 0) => ({
  [`${phase}.inModel`]: { scale, offset },
});
const imagenet = {
  [`${phase}.kind`]: 'affine',
  [`${phase}.scale`]: 1 / 255,
  [`${phase}.mean`]: [0.485, 0.456, 0.406],
  [`${phase}.std`]: [0.229, 0.224, 0.225],
};
const half = { ...imagenet, [`${phase}.mean`]: 0.5, [`${phase}.std`]: 0.5 };
/** What torchvision's Inception does to an input normalized by ImageNet constants. */
const transformInput = inside([0.458, 0.448, 0.45], [-0.03, -0.088, -0.188]);

ruleTest(rule, {
  clean: {
    'scaled in the pipeline only': { ...scaled, ...inside(1) },
    'scaled in the network only': { ...raw, ...inside(1 / 255) },
    'scaled in the pipeline, mean and std in the network': {
      ...scaled,
      ...inside([4.37, 4.46, 4.44], [-2.12, -2.04, -1.8]),
    },
    'from one convention to another': { ...imagenet, ...transformInput },
  },
  complains: {
    'in the pipeline and in the network': {
      setup: { ...scaled, ...inside(1 / 255) },
      severity: 'error',
      message: 'pipeline and network',
    },
    'twice in the pipeline': {
      setup: { ...scaled, [`${phase}.scale`]: 1 / 65025 },
      severity: 'error',
      message: 'twice',
    },
    'standardized twice': {
      setup: { ...imagenet, ...inside([4.37, 4.46, 4.44], [-2.12, -2.04, -1.8]) },
      severity: 'error',
    },
    'the network expects another convention': { setup: { ...half, ...transformInput }, severity: 'error' },
    'to −1–1 twice': { setup: { ...half, ...inside(2, -1) }, severity: 'error' },
  },
  lintUnknown: {
    'the network is unknown': scaled,
    'the constants are unknown': { [`${phase}.kind`]: 'affine', [`${phase}.mean`]: 0.5 },
  },
});
