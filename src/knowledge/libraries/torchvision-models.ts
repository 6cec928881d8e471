import { named } from '../conditions.ts';
import { type Condition, type Construct, row } from '../library.ts';
import { residualNetwork, TORCHVISION_RESNETS } from '../residual-networks.ts';
import { TORCHVISION } from './torchvision.ts';

/** The same names mean other networks where the weights come from elsewhere. */
const OWN_WEIGHTS: Condition = { path: 'model.weights.source', unlessIs: ['timm', 'keras', 'caffe', 'tensorflow'] };

/** https://docs.pytorch.org/vision/stable/models/resnet.html: v1.5, with the stride in the 3×3 convolution. */
export const torchvisionModels = (): readonly Construct[] =>
  TORCHVISION_RESNETS.flatMap((shape) =>
    residualNetwork(
      {
        library: TORCHVISION,
        module: 'torchvision.models',
        rows: [
          row('model.convBias', false),
          row('model.padding', 'symmetric'),
          row('model.norm.epsilon', 1e-5),
          row('model.norm.momentum', 0.1),
          row('model.norm.affine', true),
          row('model.head.activation', 'none'),
          row('init.conv', { name: 'kaiming-normal', mode: 'fan-out', gain: Math.SQRT2 }),
          row('init.dense', 'pytorch-default'),
          row('init.zeroGamma', false, 'zero_init_residual'),
        ],
        stridePlacement: '3x3',
      },
      shape,
      [named(shape.name), OWN_WEIGHTS],
    ),
  );
