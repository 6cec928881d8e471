import { RESIZED_BY, RESIZES } from '../conditions.ts';
import { type Construct, type Library, none, row } from '../library.ts';

/** Versions are torchvision's own: 0.N for torch 1.(N − 1), 0.(N + 15) for torch 2.N. */
export const TORCHVISION: Library = { name: 'torchvision', checked: '0.28' };

const CROPS = { path: 'preprocess.train.crop.policy', is: ['random-area'] } as const;

/** https://docs.pytorch.org/vision/stable/transforms.html */
export const torchvisionTransforms = (): readonly Construct[] => [
  {
    library: TORCHVISION,
    callable: 'torchvision.transforms.Resize',
    when: [RESIZES, RESIZED_BY('pil', 'torch')('*')],
    rows: [
      row('preprocess.*.resize.interpolation', 'bilinear', 'interpolation'),
      row('preprocess.*.resize.pixelCenter', 'half'),
    ],
  },
  {
    // From pytorch/vision#7949; before, tensors were not antialiased and PIL images were.
    library: TORCHVISION,
    callable: 'torchvision.transforms.Resize',
    when: [
      RESIZES,
      RESIZED_BY('pil', 'torch')('*'),
      { path: 'preprocess.*.resize.interpolation', is: ['bilinear', 'bicubic'] },
    ],
    rows: [row('preprocess.*.resize.antialias', true, 'antialias', { since: '0.17' })],
  },
  {
    library: TORCHVISION,
    callable: 'torchvision.transforms.Resize',
    when: [RESIZES, { path: 'preprocess.*.resize.library', is: ['torch'] }],
    rows: [row('preprocess.*.resize.antialias', false, 'antialias', { before: '0.17' })],
  },
  {
    library: TORCHVISION,
    callable: 'torchvision.transforms.RandomResizedCrop',
    when: [CROPS, RESIZED_BY('pil', 'torch')('train')],
    rows: [
      row('augment.randomResizedCrop.scale', [0.08, 1], 'scale'),
      row('augment.randomResizedCrop.ratio', [3 / 4, 4 / 3], 'ratio'),
      row('augment.randomResizedCrop.probability', 1),
      row('augment.randomResizedCrop.ratioLaw', 'log-uniform'),
    ],
  },
  {
    library: TORCHVISION,
    callable: 'torchvision.transforms.RandomErasing',
    when: [{ path: 'augment.randomErasing.probability', isNot: [0] }],
    rows: [
      row('augment.randomErasing.area', [0.02, 0.33], 'scale'),
      row('augment.randomErasing.fill', 'constant', 'value'),
    ],
  },
  {
    library: TORCHVISION,
    callable: 'torchvision.transforms.RandAugment',
    when: [{ path: 'augment.auto.policy', is: ['rand-augment'] }],
    rows: [
      row('augment.auto.operations', 2, 'num_ops'),
      row('augment.auto.magnitude', 9 / 30, 'magnitude'),
      row('augment.auto.magnitudeStd', 0),
      row('augment.auto.increasing', true),
      row('augment.auto.probability', 1),
    ],
  },
  {
    library: TORCHVISION,
    callable: 'torchvision.transforms.TrivialAugmentWide',
    when: [{ path: 'augment.auto.policy', is: ['trivial-augment'] }],
    rows: [
      row('augment.auto.operations', 1),
      row('augment.auto.increasing', true),
      ...none('augment.auto.magnitude', 'augment.auto.magnitudeStd', 'augment.auto.probability'),
    ],
  },
  {
    library: TORCHVISION,
    callable: 'torchvision.transforms.v2.MixUp',
    when: [{ path: 'augment.mixup.alpha', isNot: [0] }],
    rows: [row('augment.mixup.labels', 'mixed')],
  },
];
