import type { Equivalence, Values } from './types.ts';

const MEAN = [0.485, 0.456, 0.406];
const STD = [0.229, 0.224, 0.225];
const MEAN_255 = [123.675, 116.28, 103.53];
const STD_255 = [58.395, 57.12, 57.375];

const normalization = (parts: Values): Values =>
  Object.fromEntries(Object.entries(parts).map(([key, value]) => [`preprocess.eval.normalization.${key}`, value]));
const affine = { paths: ['preprocess.eval.normalization.affine'] };

const unit = normalization({ kind: 'affine', scale: 1 / 255, mean: MEAN, std: STD });
const levels = normalization({ kind: 'affine', scale: 1, mean: MEAN_255, std: STD_255 });
const meanOnly = normalization({ kind: 'affine', scale: 1, mean: MEAN_255, std: 1 });
const divided = normalization({ kind: 'affine', scale: 1 / 255, mean: 0, std: 1 });
const inModel = (scale: number, offset: number): Values =>
  normalization({ kind: 'in-model', inModel: { scale, offset } });

export const PIXELS: readonly Equivalence[] = [
  {
    id: 1,
    statement: 'x/255 with (mean, std) is raw 0–255 with (255·mean, 255·std)',
    facts: affine,
    meet: [[unit, levels]],
    apart: [
      [unit, meanOnly],
      [unit, normalization({ kind: 'affine', scale: 1, mean: MEAN, std: STD })],
    ],
  },
  {
    id: 2,
    statement: 'division by 255 in the pipeline is Rescaling(1/255) in the network',
    facts: affine,
    meet: [[divided, inModel(1 / 255, 0)]],
    apart: [
      // v2.ToDtype with scale False, ToTensorV2
      [divided, normalization({ kind: 'affine', scale: 1, mean: 0, std: 1 })],
      [divided, { ...divided, ...normalization({ inModel: { scale: 1 / 255, offset: 0 } }) }],
    ],
  },
  {
    id: 3,
    statement: 'mean 0.5 and std 0.5 after /255 is x/127.5 − 1',
    facts: affine,
    meet: [
      [normalization({ scale: 1 / 255, mean: 0.5, std: 0.5 }), inModel(1 / 127.5, -1)],
      [
        normalization({ scale: 1 / 255, mean: [0.5, 0.5, 0.5], std: 0.5 }),
        normalization({ scale: 1 / 127.5, mean: 1, std: 1 }),
      ],
    ],
    apart: [[normalization({ scale: 1 / 255, mean: 0.5, std: 0.5 }), divided]],
  },
  {
    id: 4,
    statement: 'Keras Normalization(mean, variance) is (mean, std) with variance = std²',
    facts: affine,
    meet: [[unit, normalization({ scale: 1, mean: MEAN_255, std: [3409.976, 3262.694, 3291.891].map(Math.sqrt) })]],
    apart: [[unit, normalization({ scale: 1, mean: MEAN_255, std: [3409.976, 3262.694, 3291.891] })]],
  },
  {
    id: 5,
    statement: 'mean subtraction alone is not mean and std',
    facts: affine,
    meet: [],
    apart: [[normalization({ scale: 1, mean: [123.68, 116.78, 103.94], std: 1 }), levels]],
  },
  {
    id: 6,
    statement: 'mean and std are in RGB order whatever order reaches the network',
    facts: affine,
    meet: [
      [
        { ...levels, ...normalization({ channelOrder: 'BGR' }) },
        { ...levels, ...normalization({ channelOrder: 'RGB' }) },
      ],
    ],
    apart: [[levels, normalization({ scale: 1, mean: MEAN_255.toReversed(), std: STD_255.toReversed() })]],
  },
  {
    id: 7,
    statement: 'NHWC and NCHW are layout only',
    facts: { paths: ['preprocess.eval.normalization.affine', 'input.size.eval'] },
    meet: [
      [
        { ...unit, 'input.layout': 'channels_last', 'input.size.eval': [224, 256] },
        { ...unit, 'input.layout': 'NCHW', 'input.size.eval': [224, 256] },
      ],
    ],
    apart: [
      [
        { ...unit, 'input.layout': 'NHWC', 'input.size.eval': [224, 256] },
        { ...unit, 'input.layout': 'NCHW', 'input.size.eval': [256, 224] },
      ],
    ],
  },
  {
    id: 8,
    statement: 'albumentations Normalize, (x − mean·max)/(std·max), is ToTensor and Normalize',
    facts: affine,
    meet: [[unit, normalization({ scale: 1, mean: MEAN.map((m) => m * 255), std: STD.map((s) => s * 255) })]],
    // max_pixel_value 1 on 8-bit pixels
    apart: [[unit, normalization({ scale: 1, mean: MEAN, std: STD })]],
  },
  {
    id: 'form: affine map',
    statement: 'published roundings of one constant meet, neighbors of it do not',
    facts: affine,
    meet: [
      [unit, normalization({ scale: 0.00392156862745098, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] })],
      [unit, normalization({ scale: 1, mean: [123.68, 116.28, 103.53], std: [58.4, 57.12, 57.38] })],
    ],
    apart: [[levels, normalization({ scale: 1, mean: [123.68, 116.779, 103.939], std: STD_255 })]],
  },
];

const at = (parts: Values): Values =>
  Object.fromEntries(Object.entries(parts).map(([key, value]) => [`preprocess.eval.${key}`, value]));
const shortSide = (size: number, crop: number): Values =>
  at({ 'resize.policy': 'short-side', 'resize.size': size, 'crop.policy': 'center', 'crop.size': crop });
const byFraction = (fraction: number, crop = 224): Values =>
  at({ 'resize.policy': 'short-side', 'crop.fraction': fraction, 'crop.policy': 'center', 'crop.size': crop });
const filter = (library: string, interpolation: string, more: Values = {}): Values => ({
  ...at({ 'resize.library': library, 'resize.interpolation': interpolation }),
  ...more,
});

export const GEOMETRY: readonly Equivalence[] = [
  {
    id: 9,
    statement: 'crop_pct: the short side is floor(size / crop_pct), then a center crop',
    facts: { paths: ['preprocess.eval.resize.size', 'input.size.eval'] },
    meet: [
      [shortSide(256, 224), byFraction(0.875)],
      [shortSide(235, 224), byFraction(0.95)],
      [shortSide(248, 224), byFraction(0.9)],
      [shortSide(232, 224), byFraction(0.965)],
      [shortSide(224, 224), byFraction(1)],
    ],
    // mmpretrain writes 236 for 0.95
    apart: [
      [shortSide(236, 224), byFraction(0.95)],
      [shortSide(256, 224), byFraction(0.875, 288)],
    ],
  },
  {
    id: 10,
    statement: 'resize 232 and crop 224 is crop_pct 224/232',
    facts: { paths: ['preprocess.eval.crop.fraction'], tolerance: 1e-3 },
    meet: [
      [shortSide(232, 224), byFraction(0.965)],
      [shortSide(256, 224), byFraction(0.875)],
    ],
    apart: [[shortSide(232, 224), byFraction(0.95)]],
  },
  {
    id: 12,
    statement: 'one size keeps the aspect ratio, a pair distorts it',
    facts: { paths: ['preprocess.eval.resize.policy', 'preprocess.eval.resize.size'] },
    meet: [
      [
        at({ 'resize.policy': 'exact', 'resize.size': 256 }),
        at({ 'resize.policy': 'squash', 'resize.size': [256, 256] }),
      ],
    ],
    apart: [
      [
        at({ 'resize.policy': 'short-side', 'resize.size': 256 }),
        at({ 'resize.policy': 'exact', 'resize.size': [256, 256] }),
      ],
    ],
  },
  {
    id: 13,
    statement: 'PIL antialiases always; tf.image.resize, OpenCV linear and older tensors do not',
    facts: { paths: ['preprocess.eval.resize.antialias'] },
    meet: [
      [
        filter('pil', 'bilinear'),
        filter('torch', 'bilinear', { 'framework.name': 'pytorch', 'framework.version': '2.2.0' }),
      ],
      [filter('pil', 'bicubic'), filter('tensorflow', 'bicubic', at({ 'resize.antialias': true }))],
      [filter('pil', 'bilinear'), filter('cv2', 'area')],
      [
        filter('opencv', 'bilinear'),
        filter('torch', 'bilinear', { 'framework.name': 'pytorch', 'framework.version': '2.1.2' }),
      ],
    ],
    apart: [
      [filter('pil', 'bilinear'), filter('opencv', 'bilinear')],
      [filter('pil', 'bilinear'), filter('tf.image', 'bilinear')],
      [filter('pil', 'bilinear'), filter('keras', 'bilinear')],
      [filter('pil', 'bilinear'), filter('pil', 'nearest')],
    ],
  },
  {
    id: 14,
    statement: 'PyTorch, TensorFlow 2 and OpenCV have half-pixel centers; TensorFlow 1 and tfjs have not unless asked',
    facts: { paths: ['preprocess.eval.resize.pixelCenter'] },
    meet: [
      [filter('torch', 'bilinear'), filter('opencv', 'bilinear')],
      [filter('tensorflow', 'bilinear'), filter('tfjs', 'bilinear', at({ 'resize.pixelCenter': 'half-pixel' }))],
      [
        filter('tfjs', 'bilinear'),
        filter('tensorflow', 'bilinear', { 'framework.name': 'tensorflow', 'framework.version': '1.15' }),
      ],
    ],
    apart: [
      [filter('tfjs', 'bilinear'), filter('tensorflow', 'bilinear')],
      [filter('torch', 'bilinear'), filter('torch', 'bilinear', at({ 'resize.pixelCenter': 'align_corners' }))],
    ],
  },
  {
    id: 15,
    statement: 'the aspect ratio of a random crop is drawn uniform in its logarithm, or uniform',
    facts: { paths: ['augment.randomResizedCrop.ratioLaw'] },
    meet: [
      [
        { 'augment.randomResizedCrop.ratioLaw': 'torchvision' },
        { 'augment.randomResizedCrop.ratioLaw': 'log-uniform' },
      ],
    ],
    apart: [[{ 'augment.randomResizedCrop.ratioLaw': 'pycls' }, { 'augment.randomResizedCrop.ratioLaw': 'timm' }]],
  },
  {
    id: 17,
    statement: 'stride 2 with padding (1, 1) is not TensorFlow’s SAME; ZeroPadding2D and VALID are the former',
    facts: { paths: ['model.padding'] },
    meet: [[{ 'model.padding': 'explicit' }, { 'model.padding': 'symmetric' }]],
    apart: [[{ 'model.padding': 'symmetric' }, { 'model.padding': 'SAME' }]],
  },
];
