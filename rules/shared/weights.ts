import type { Side } from '../../src/rule.ts';
import { type Affine, fromConstants } from './affine.ts';

/** What published weights were trained to see at the input of their first layer. */
export interface ExpectedInput {
  /** Who trained them, in words. */
  readonly family: string;
  /** The constants to write, in words. */
  readonly constants: string;
  readonly map: Affine;
  readonly channelOrder: 'rgb' | 'bgr';
}

interface Constants {
  readonly text: string;
  readonly map: Affine;
  readonly channelOrder: 'rgb' | 'bgr';
}

const IMAGENET: Constants = {
  text: 'x/255, mean [0.485, 0.456, 0.406], std [0.229, 0.224, 0.225]',
  map: fromConstants(1 / 255, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
  channelOrder: 'rgb',
};
const HALF: Constants = {
  text: 'x/255, mean 0.5, std 0.5 (x/127.5 − 1)',
  map: fromConstants(1 / 255, 0.5, 0.5),
  channelOrder: 'rgb',
};
const CLIP: Constants = {
  text: 'x/255, mean [0.4815, 0.4578, 0.4082], std [0.2686, 0.2613, 0.2758]',
  map: fromConstants(1 / 255, [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]),
  channelOrder: 'rgb',
};
const CAFFE: Constants = {
  text: 'pixels 0–255 in BGR order, mean [123.68, 116.779, 103.939] (RGB), no std',
  map: fromConstants(1, [123.68, 116.779, 103.939], 1),
  channelOrder: 'bgr',
};
const VGG_FEATURES: Constants = {
  text: 'x/255, mean [0.48235, 0.45882, 0.40784], std 1/255',
  map: fromConstants(1 / 255, [0.48235, 0.45882, 0.40784], 1 / 255),
  channelOrder: 'rgb',
};

interface Family {
  readonly source: RegExp;
  /** Of `<model name> <weights id>`, in lower case. The first row that matches counts. */
  readonly weights: RegExp;
  /** Undefined: weights that differ among themselves, of which nothing is claimed. */
  readonly input?: Constants;
}

/**
 * Read from the weights' own transforms and configurations: torchvision (`Weights.transforms()`), timm (pretrained
 * configurations), Keras (`preprocess_input` modes and the layers in front of the stem), Caffe (MSRA and BVLC means).
 */
const FAMILIES: readonly Family[] = [
  { source: /^torchvision$/, weights: /features/, input: VGG_FEATURES },
  { source: /^torchvision$/, weights: /efficientnet_v2_l/, input: HALF },
  // These transform their input themselves where they load weights.
  { source: /^torchvision$/, weights: /inception|googlenet/ },
  { source: /^torchvision$/, weights: /imagenet1k/, input: IMAGENET },
  { source: /^timm$/, weights: /\.(?:openai|metaclip2?|datacomp(?:xl|1b)|laion400m|dfn[25]b)/, input: CLIP },
  { source: /^timm$/, weights: /_clip|\.ra4|yfcc|cc12m/ },
  { source: /^timm$/, weights: /^vit_[a-z0-9_]*\.(?:augreg|orig)/, input: HALF },
  { source: /^timm$/, weights: /^(?:resnetv2_|flexivit_|xception)/, input: HALF },
  {
    source: /^timm$/,
    weights:
      /^(?:deit3?|swinv2|swin|convnextv2|regnet[xy]|densenet|vgg|(?:se|eca|wide_)?resne(?:t|xt)(?:rs)?\d|caformer|convformer|xcit|cait|hrnet|hiera|beitv2|repvgg|dla|resmlp|volo|levit|poolformer|twins)/,
    input: IMAGENET,
  },
  { source: /^keras/, weights: /resnet\d+_?v2|mobilenet(?!_?v3)|inception|xception|nasnet/, input: HALF },
  { source: /^keras/, weights: /mobilenet_?v3/, input: HALF },
  { source: /^keras/, weights: /resnet\d|vgg\d/, input: CAFFE },
  { source: /^keras/, weights: /densenet|convnext|efficientnet_?v2_?b\d/, input: IMAGENET },
  { source: /^(?:caffe2?|msra|detectron)$/, weights: /./, input: CAFFE },
  { source: /^(?:mmpretrain|mmcls|openmmlab)$/, weights: /caffe/, input: CAFFE },
  { source: /^(?:mmpretrain|mmcls|openmmlab)$/, weights: /resne[x]?t|swin|convnext/, input: IMAGENET },
  { source: /^(?:google|huggingface)$/, weights: /(?:^|[\s/])vit-(?:tiny|small|base|large|huge)-patch/, input: HALF },
  { source: /^(?:facebook|huggingface)$/, weights: /(?:^|[\s/])(?:deit|convnext|convnextv2)-/, input: IMAGENET },
  { source: /^(?:microsoft|huggingface)$/, weights: /(?:^|[\s/])(?:resnet|swin|swinv2)-/, input: IMAGENET },
];

/** Which input the weights of a setup were trained on; undefined where that is not known. */
export function expectedInput(side: Side): ExpectedInput | undefined {
  const id = side.value('model.weights.id')?.toLowerCase() ?? '';
  const name = side.value('model.name')?.toLowerCase().replaceAll('-', '_') ?? '';
  const source = side.value('model.weights.source')?.toLowerCase() ?? sourceOf(id, side.value('framework.name'));
  if (source === undefined || side.value('model.pretrained') === false) return undefined;
  // timm writes `name.tag`; a person may give the tag alone beside the name.
  const spelled = [`${name} ${id}`, `${name}.${id}`];
  const family = FAMILIES.find((row) => row.source.test(source) && spelled.some((text) => row.weights.test(text)));
  if (family?.input === undefined) return undefined;
  const { text, map, channelOrder } = family.input;
  return { family: `${source} weights${name === '' ? '' : ` of ${name}`}`, constants: text, map, channelOrder };
}

/** Who publishes weights under ids of this form. */
function sourceOf(id: string, framework: string | undefined): string | undefined {
  // keras.applications names its own weights so, and loads no others by this name.
  if (id === 'imagenet' && (framework === 'keras' || framework === 'tf-keras')) return 'keras';
  if (/^imagenet1k_(?:v\d|features|swag)/.test(id)) return 'torchvision';
  return /^(google|facebook|microsoft)\//.exec(id)?.[1];
}
