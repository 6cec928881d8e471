/** What networks are made of, by their papers and authors' code. */
export interface Truth {
  readonly depths: readonly number[];
  readonly widths?: readonly number[];
  readonly convs: number;
  readonly residuals: number;
  readonly block: string;
  readonly stem: string;
  readonly pool?: string;
  readonly placement?: string;
  readonly shortcut?: string;
  readonly order?: string;
  readonly head: string;
  readonly classes?: number;
  readonly activation: string;
  /** Batch norms of the graph of training, or other norms of all graphs. */
  readonly norms: number;
  readonly norm: string;
  readonly groups?: number;
  readonly gate?: number;
}

const resnet = (
  depths: readonly number[],
  block: 'basic' | 'bottleneck',
  convs: number,
  residuals: number,
  more: Partial<Truth> = {},
): Truth => ({
  depths,
  widths: block === 'basic' ? [64, 128, 256, 512] : [256, 512, 1024, 2048],
  convs,
  residuals,
  block,
  stem: 'conv7x7',
  pool: 'max',
  ...(block === 'bottleneck' ? { placement: '3x3' } : {}),
  shortcut: 'projection',
  order: 'after-add',
  head: 'global-average',
  activation: 'relu',
  norms: convs,
  norm: 'batch-norm',
  gate: 0,
  ...more,
});

const cifar = (n: number, more: Partial<Truth> = {}): Truth => ({
  depths: [n, n, n],
  widths: [16, 32, 64],
  convs: 6 * n + 1,
  residuals: 3 * n,
  block: 'basic',
  stem: 'conv3x3',
  pool: 'none',
  shortcut: 'zero-pad',
  order: 'after-add',
  head: 'global-average',
  classes: 10,
  activation: 'relu',
  norms: 6 * n + 1,
  norm: 'batch-norm',
  ...more,
});

const vgg = (depths: readonly number[], norms = 0): Truth => ({
  depths,
  widths: [64, 128, 256, 512, 512],
  convs: depths.reduce((sum, depth) => sum + depth, 0),
  residuals: 0,
  block: 'plain',
  stem: 'conv3x3',
  head: 'flatten',
  activation: 'relu',
  norms,
  norm: norms > 0 ? 'batch-norm' : 'none',
});

const densenet = (depths: readonly number[], widths: readonly number[]): Truth => {
  const layers = depths.reduce((sum, depth) => sum + depth, 0);
  return {
    depths,
    widths,
    convs: 2 * layers + 4,
    residuals: 0,
    block: 'dense',
    stem: 'conv7x7',
    pool: 'max',
    head: 'global-average',
    activation: 'relu',
    norms: 2 * layers + 5,
    norm: 'batch-norm',
  };
};

const vit = (depth: number, width: number): Truth => ({
  depths: [depth],
  widths: [width],
  convs: 1,
  residuals: 2 * depth,
  block: 'transformer',
  stem: 'patch',
  head: 'class-token',
  activation: 'gelu',
  norms: 2 * depth + 1,
  norm: 'layer-norm',
});

const swin = (depths: readonly number[], norms: number): Truth => ({
  depths,
  widths: [96, 192, 384, 768],
  convs: 1,
  residuals: 2 * depths.reduce((sum, depth) => sum + depth, 0),
  block: 'transformer',
  stem: 'patch',
  head: 'global-average',
  activation: 'gelu',
  norms,
  norm: 'layer-norm',
});

const convnext = (depths: readonly number[], convs: number): Truth => ({
  depths,
  widths: [96, 192, 384, 768],
  convs,
  residuals: depths.reduce((sum, depth) => sum + depth, 0),
  block: 'convnext',
  stem: 'patch',
  head: 'global-average',
  activation: 'gelu',
  norms: convs + 1,
  norm: 'layer-norm',
});

export const TRUTH: Readonly<Record<string, Truth>> = {
  resnet18: resnet([2, 2, 2, 2], 'basic', 20, 8),
  resnet34: resnet([3, 4, 6, 3], 'basic', 36, 16),
  resnet50: resnet([3, 4, 6, 3], 'bottleneck', 53, 16),
  resnet101: resnet([3, 4, 23, 3], 'bottleneck', 104, 33),
  resnet152: resnet([3, 8, 36, 3], 'bottleneck', 155, 50),
  resnext50_32x4d: resnet([3, 4, 6, 3], 'bottleneck', 53, 16, { groups: 32 }),
  wide_resnet50_2: resnet([3, 4, 6, 3], 'bottleneck', 53, 16, { groups: 1 }),
  timm_resnet50d: resnet([3, 4, 6, 3], 'bottleneck', 55, 16, { stem: 'deep', shortcut: 'average-pool-projection' }),
  timm_seresnet50: resnet([3, 4, 6, 3], 'bottleneck', 85, 16, { norms: 53, gate: 1 / 16 }),
  timm_resnetv2_50: resnet([3, 4, 6, 3], 'pre-activation-bottleneck' as 'bottleneck', 54, 16, {
    order: 'pre-activation',
    norms: 49,
    placement: '3x3',
  }),
  regnet_y_400mf: {
    ...resnet([1, 3, 6, 6], 'bottleneck', 85, 16),
    widths: [48, 104, 208, 440],
    stem: 'conv3x3',
    pool: 'none',
    norms: 53,
    gate: 0.25,
  },
  cifar_resnet20: cifar(3),
  cifar_resnet32: cifar(5),
  cifar_resnet44: cifar(7),
  cifar_resnet56: cifar(9),
  cifar_resnet110: cifar(18),
  cifar_resnet20_b: cifar(3, { convs: 21, norms: 21, shortcut: 'projection' }),
  wrn_28_10: cifar(4, {
    depths: [4, 4, 4],
    widths: [160, 320, 640],
    convs: 28,
    residuals: 12,
    block: 'pre-activation-basic',
    shortcut: 'projection',
    order: 'pre-activation',
    norms: 25,
  }),
  vgg11: vgg([1, 1, 2, 2, 2]),
  vgg11_bn: vgg([1, 1, 2, 2, 2], 8),
  vgg13: vgg([2, 2, 2, 2, 2]),
  vgg16: vgg([2, 2, 3, 3, 3]),
  vgg19: vgg([2, 2, 4, 4, 4]),
  alexnet: { ...vgg([1, 1, 3]), widths: [64, 192, 256], stem: 'conv11x11' },
  densenet121: densenet([6, 12, 24, 16], [256, 512, 1024, 1024]),
  densenet169: densenet([6, 12, 32, 32], [256, 512, 1280, 1664]),
  densenet201: densenet([6, 12, 48, 32], [256, 512, 1792, 1920]),
  densenet161: densenet([6, 12, 36, 24], [384, 768, 2112, 2208]),
  squeezenet1_0: {
    depths: [3, 4, 1],
    widths: [256, 512, 512],
    convs: 26,
    residuals: 0,
    block: 'fire',
    stem: 'conv7x7',
    pool: 'max',
    head: 'global-average',
    activation: 'relu',
    norms: 0,
    norm: 'none',
  },
  squeezenet1_1: {
    depths: [2, 2, 4],
    widths: [128, 256, 512],
    convs: 26,
    residuals: 0,
    block: 'fire',
    stem: 'conv3x3',
    pool: 'max',
    head: 'global-average',
    activation: 'relu',
    norms: 0,
    norm: 'none',
  },
  googlenet: {
    depths: [2, 5, 2],
    widths: [480, 832, 1024],
    convs: 57,
    residuals: 0,
    block: 'inception',
    stem: 'conv7x7',
    pool: 'max',
    head: 'global-average',
    activation: 'relu',
    norms: 57,
    norm: 'batch-norm',
  },
  mobilenet_v2: {
    depths: [1, 2, 3, 4, 3, 3, 1],
    widths: [16, 24, 32, 64, 96, 160, 320],
    convs: 52,
    residuals: 10,
    block: 'inverted-residual',
    stem: 'conv3x3',
    pool: 'none',
    order: 'none',
    head: 'global-average',
    activation: 'relu6',
    norms: 52,
    norm: 'batch-norm',
  },
  mobilenet_v3_large: {
    depths: [1, 2, 3, 4, 2, 3],
    widths: [16, 24, 40, 80, 112, 160],
    convs: 62,
    residuals: 10,
    block: 'inverted-residual',
    stem: 'conv3x3',
    pool: 'none',
    head: 'global-average',
    activation: 'hardswish',
    norms: 46,
    norm: 'batch-norm',
  },
  mnasnet1_0: {
    depths: [1, 3, 3, 3, 2, 4, 1],
    widths: [16, 24, 40, 80, 96, 192, 320],
    convs: 52,
    residuals: 10,
    block: 'inverted-residual',
    stem: 'conv3x3',
    pool: 'none',
    head: 'global-average',
    activation: 'relu',
    norms: 52,
    norm: 'batch-norm',
  },
  efficientnet_b0: {
    depths: [1, 2, 2, 3, 3, 4, 1],
    widths: [16, 24, 40, 80, 112, 192, 320],
    convs: 81,
    residuals: 9,
    block: 'inverted-residual',
    stem: 'conv3x3',
    pool: 'none',
    head: 'global-average',
    activation: 'silu',
    norms: 49,
    norm: 'batch-norm',
  },
  shufflenet_v2_x1_0: {
    depths: [4, 8, 4],
    widths: [116, 232, 464],
    convs: 56,
    residuals: 0,
    block: 'shuffle',
    stem: 'conv3x3',
    pool: 'max',
    head: 'global-average',
    activation: 'relu',
    norms: 56,
    norm: 'batch-norm',
  },
  convnext_tiny: convnext([3, 3, 9, 3], 22),
  convnext_small: convnext([3, 3, 27, 3], 40),
  vit_b_16: vit(12, 768),
  vit_l_16: vit(24, 1024),
  timm_deit_tiny_patch16_224: vit(12, 192),
  swin_t: swin([2, 2, 6, 2], 29),
  swin_s: swin([2, 2, 18, 2], 53),
};

/** Public graphs from repositories that are not ours. */
export const PUBLIC: Readonly<Record<string, Truth>> = {
  light_resnet50: resnet([3, 4, 6, 3], 'bottleneck', 53, 16),
  light_densenet121: { ...densenet([6, 12, 24, 16], [256, 512, 1024, 1024]), convs: 121 },
  light_vgg19: vgg([2, 2, 4, 4, 4]),
  light_squeezenet: {
    depths: [2, 2, 4],
    convs: 26,
    residuals: 0,
    block: 'fire',
    stem: 'conv3x3',
    pool: 'max',
    head: 'global-average',
    activation: 'relu',
    norms: 0,
    norm: 'none',
  },
  light_inception_v1: {
    depths: [2, 5, 2],
    convs: 57,
    residuals: 0,
    block: 'inception',
    stem: 'conv7x7',
    pool: 'max',
    head: 'global-average',
    activation: 'relu',
    norms: 0,
    norm: 'none',
  },
  light_shufflenet: {
    depths: [4, 8, 4],
    convs: 49,
    residuals: 13,
    block: 'shuffle',
    stem: 'conv3x3',
    pool: 'max',
    head: 'global-average',
    activation: 'relu',
    norms: 49,
    norm: 'batch-norm',
  },
};

/** Networks of keras.applications, as Keras exports them: channels last, padding apart. */
interface KerasTruth extends Truth {
  readonly padding?: string;
  readonly convBias?: boolean;
}

const kerasResnet = (depths: readonly number[], convs: number, residuals: number): KerasTruth => ({
  ...resnet(depths, 'bottleneck', convs, residuals),
  placement: '1x1',
  padding: 'symmetric',
  convBias: true,
});

export const KERAS: Readonly<Record<string, KerasTruth>> = {
  ResNet50: kerasResnet([3, 4, 6, 3], 53, 16),
  ResNet101: kerasResnet([3, 4, 23, 3], 104, 33),
  // The last block of a stage shrinks the map, its shortcut by a pool.
  ResNet50V2: {
    ...kerasResnet([3, 4, 6, 3], 53, 16),
    block: 'pre-activation-bottleneck',
    order: 'pre-activation',
    placement: '3x3',
    shortcut: 'pool',
    norms: 49,
  },
  VGG16: vgg([2, 2, 3, 3, 3]),
  VGG19: vgg([2, 2, 4, 4, 4]),
  DenseNet121: {
    ...densenet([6, 12, 24, 16], [256, 512, 1024, 1024]),
    padding: 'symmetric',
    convBias: false,
  },
  DenseNet169: {
    ...densenet([6, 12, 32, 32], [256, 512, 1280, 1664]),
    padding: 'symmetric',
    convBias: false,
  },
  MobileNetV2: {
    depths: [1, 2, 3, 4, 3, 3, 1],
    widths: [16, 24, 32, 64, 96, 160, 320],
    convs: 52,
    residuals: 10,
    block: 'inverted-residual',
    stem: 'conv3x3',
    pool: 'none',
    order: 'none',
    head: 'global-average',
    activation: 'relu6',
    norms: 52,
    norm: 'batch-norm',
    padding: 'same',
    convBias: false,
  },
  EfficientNetB0: {
    depths: [1, 2, 2, 3, 3, 4, 1],
    widths: [16, 24, 40, 80, 112, 192, 320],
    convs: 81,
    residuals: 9,
    block: 'inverted-residual',
    stem: 'conv3x3',
    pool: 'none',
    head: 'global-average',
    activation: 'silu',
    norms: 49,
    norm: 'batch-norm',
    gate: 0.25,
    padding: 'same',
    convBias: false,
  },
};
