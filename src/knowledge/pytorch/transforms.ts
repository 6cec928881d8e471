import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import type { Value } from '../../script/value.ts';
import { type FactValue, unknown } from '../../spec/fact.ts';
import type { TextOrigin } from '../../spec/origin.ts';
import { type FactMap, number, stateArgument } from './facts.ts';
import { argument, type Call, callOf, itemsOf } from './values.ts';

const NAME = /^torchvision\.transforms\.(?:v2\.|transforms\.)?(\w+)$/;

/** A pipeline as its steps; `open` where a step is none that is known. */
export interface Pipeline {
  readonly steps: readonly { readonly name: string; readonly call: Call }[];
  readonly open: boolean;
  readonly site: number;
}

/** The steps of a transform; undefined where it cannot be told at all. */
export function pipelineOf(m: Machine, value: Value | undefined): Pipeline | undefined {
  const call = callOf(m, value);
  const name = call === undefined ? undefined : NAME.exec(call.name)?.[1];
  if (call === undefined || name === undefined) return undefined;
  if (name !== 'Compose') return { steps: [{ name, call }], open: !KNOWN.has(name), site: call.site };
  const list = argument(call, 0, 'transforms');
  const parts = list === undefined || list === 'open' ? undefined : itemsOf(m, list);
  if (parts === undefined) return { steps: [], open: true, site: call.site };
  const inner = parts.map((part) => pipelineOf(m, part));
  return {
    steps: inner.flatMap((pipeline) => pipeline?.steps ?? []),
    open: inner.some((pipeline) => pipeline === undefined || pipeline.open),
    site: call.site,
  };
}

const KNOWN = new Set([
  'ToTensor',
  'ToImage',
  'PILToTensor',
  'ToDtype',
  'ConvertImageDtype',
  'Normalize',
  'Resize',
  'Scale',
  'CenterCrop',
  'RandomResizedCrop',
  'RandomSizedCrop',
  'RandomCrop',
  'RandomHorizontalFlip',
  'RandomVerticalFlip',
  'RandomRotation',
  'ColorJitter',
  'RandomErasing',
  'RandAugment',
  'TrivialAugmentWide',
  'AutoAugment',
  'AugMix',
  'ToPILImage',
  'ToPureTensor',
  'Pad',
  'RGB',
  'Grayscale',
]);
export const isRandom = ({ steps }: Pipeline): boolean =>
  steps.some(({ name }) => /^Random|^ColorJitter$|^TrivialAugment|^AutoAugment$|^AugMix$|^RandAugment$/.test(name));

const channels = (plain: unknown): FactValue | undefined =>
  typeof plain === 'number'
    ? plain
    : Array.isArray(plain) && plain.length > 0 && plain.every((part) => typeof part === 'number')
      ? plain
      : undefined;
const range = (plain: unknown): FactValue | undefined => {
  const list = channels(plain);
  return Array.isArray(list) && list.length === 2 ? list : undefined;
};
/** One number, or [height, width]; a list of one is that number. */
const size = (plain: unknown): FactValue | undefined => {
  const list = channels(plain);
  return typeof list === 'number'
    ? list
    : Array.isArray(list)
      ? list.length === 1
        ? list[0]
        : list.length === 2
          ? list
          : undefined
      : undefined;
};
const filter = (plain: unknown): FactValue | undefined =>
  typeof plain === 'string'
    ? plain.toLowerCase()
    : plain === 2
      ? 'bilinear'
      : plain === 3
        ? 'bicubic'
        : plain === 0
          ? 'nearest'
          : undefined;

const AUTO: Readonly<Record<string, string>> = {
  RandAugment: 'rand-augment',
  TrivialAugmentWide: 'trivial-augment',
  AutoAugment: 'auto-augment',
  AugMix: 'aug-mix',
};
/** What a pipeline that was read whole does not have. */
const AUGMENTATIONS = [
  'augment.horizontalFlip.probability',
  'augment.verticalFlip.probability',
  'augment.rotation.degrees',
  'augment.colorJitter.brightness',
  'augment.colorJitter.contrast',
  'augment.colorJitter.saturation',
  'augment.colorJitter.hue',
  'augment.auto.policy',
  'augment.randomErasing.probability',
  'augment.randomResizedCrop.probability',
  'augment.padCrop.padding',
] as const;

/** What a pipeline does to the images of a phase. */
export function pipelineFacts(make: FactMaker, pipeline: Pipeline, phase: 'train' | 'eval'): FactMap {
  const facts: FactMap = new Map();
  const at = (path: string): string => `preprocess.${phase}.${path}`;
  const names = pipeline.steps.map(({ name }) => name);
  for (const [i, { name, call }] of pipeline.steps.entries()) {
    const origin = make.place(call.site);
    const state = (
      path: string,
      index: number,
      parameter: string,
      convert: (plain: unknown) => FactValue | undefined,
    ): void => stateArgument(facts, make, path, argument(call, index, parameter), convert);
    if (names.indexOf(name) !== i && /^(?:Normalize|Resize|CenterCrop|RandomResizedCrop|RandomCrop)$/.test(name)) {
      forget(facts, name, at);
      continue;
    }
    switch (name) {
      case 'Normalize':
        facts.set(at('normalization.kind'), { status: 'inferred', value: 'affine', origin });
        state(at('normalization.mean'), 0, 'mean', channels);
        state(at('normalization.std'), 1, 'std', channels);
        break;
      case 'Resize':
      case 'Scale':
        resize(facts, make, call, at, origin);
        break;
      case 'CenterCrop':
        facts.set(at('crop.policy'), { status: 'stated', value: 'center', origin: { ...origin, raw: name } });
        state(at('crop.size'), 0, 'size', size);
        break;
      case 'RandomResizedCrop':
      case 'RandomSizedCrop':
        facts.set(at('crop.policy'), { status: 'stated', value: 'random-area', origin: { ...origin, raw: name } });
        state(at('crop.size'), 0, 'size', size);
        interpolation(facts, make, call, 3, at);
        facts.set(at('resize.library'), { status: 'inferred', value: 'pil', origin });
        if (phase === 'train') {
          state('augment.randomResizedCrop.scale', 1, 'scale', range);
          state('augment.randomResizedCrop.ratio', 2, 'ratio', range);
        }
        break;
      case 'RandomCrop':
        facts.set(at('crop.policy'), { status: 'stated', value: 'random', origin: { ...origin, raw: name } });
        state(at('crop.size'), 0, 'size', size);
        if (phase === 'train') state('augment.padCrop.padding', 1, 'padding', number);
        break;
      default:
        if (phase === 'train') augmentation(facts, make, name, call, origin);
    }
  }
  if (facts.get(at('resize.library'))?.status === 'inferred' && pipeline.open) facts.delete(at('resize.library'));
  rangeFacts(facts, make, pipeline, at);
  if (phase === 'train' && !pipeline.open) {
    const place = make.place(pipeline.site);
    const isSaid = (path: string): boolean => facts.has(path) || names.some((name) => SAYS[name]?.test(path) === true);
    for (const path of AUGMENTATIONS) if (!isSaid(path)) facts.set(path, { status: 'absent', origin: place });
  }
  return facts;
}

/** Paths that a step decides, by its defaults where not by its arguments. */
const SAYS: Readonly<Record<string, RegExp>> = {
  RandomHorizontalFlip: /horizontalFlip/,
  RandomVerticalFlip: /verticalFlip/,
  RandomRotation: /rotation/,
  ColorJitter: /colorJitter/,
  RandomErasing: /randomErasing/,
  RandomResizedCrop: /randomResizedCrop/,
  RandomSizedCrop: /randomResizedCrop/,
};

function forget(facts: FactMap, name: string, at: (path: string) => string): void {
  const part = name === 'Normalize' ? 'normalization' : name === 'Resize' ? 'resize' : 'crop';
  for (const path of [...facts.keys()].filter((key) => key.startsWith(at(part))))
    facts.set(path, unknown('call', `${name} stands in the pipeline more than once`));
}

function interpolation(facts: FactMap, make: FactMaker, call: Call, index: number, at: (path: string) => string): void {
  const value = argument(call, index, 'interpolation');
  if (value === undefined) return;
  const named =
    value !== 'open' && value.kind === 'library'
      ? /(?:InterpolationMode|Image|Resampling)\.([A-Za-z]+)$/.exec(value.name)?.[1]
      : undefined;
  if (named === undefined || value === 'open') {
    stateArgument(facts, make, at('resize.interpolation'), value, filter);
    return;
  }
  const known: Readonly<Record<string, string>> = {
    BILINEAR: 'bilinear',
    BICUBIC: 'bicubic',
    NEAREST: 'nearest',
    LANCZOS: 'lanczos',
    BOX: 'box',
    HAMMING: 'hamming',
    LINEAR: 'bilinear',
    CUBIC: 'bicubic',
    ANTIALIAS: 'lanczos',
  };
  const filterName = known[named];
  if (filterName !== undefined)
    facts.set(at('resize.interpolation'), {
      status: 'stated',
      value: filterName,
      origin: make.origin(value.provenance, named),
    });
}

function resize(facts: FactMap, make: FactMaker, call: Call, at: (path: string) => string, origin: TextOrigin): void {
  const given = argument(call, 0, 'size');
  stateArgument(facts, make, at('resize.size'), given, size);
  const plain = given === undefined || given === 'open' ? undefined : size(make.plain(given));
  if (plain !== undefined)
    facts.set(at('resize.policy'), {
      status: 'inferred',
      value: Array.isArray(plain) ? 'exact' : 'short-side',
      origin,
    });
  facts.set(at('resize.library'), { status: 'inferred', value: 'pil', origin });
  interpolation(facts, make, call, 1, at);
}

function augmentation(facts: FactMap, make: FactMaker, name: string, call: Call, origin: TextOrigin): void {
  const flip =
    name === 'RandomHorizontalFlip' ? 'horizontalFlip' : name === 'RandomVerticalFlip' ? 'verticalFlip' : undefined;
  const fallback = (path: string, value: FactValue, parameter: string): void => {
    if (!facts.has(path))
      facts.set(path, { status: 'default', value, origin: { kind: 'default', library: 'torchvision', parameter } });
  };
  if (flip !== undefined) {
    stateArgument(facts, make, `augment.${flip}.probability`, argument(call, 0, 'p'));
    fallback(`augment.${flip}.probability`, 0.5, `torchvision.transforms.${name}(p)`);
  } else if (name === 'RandomRotation')
    stateArgument(facts, make, 'augment.rotation.degrees', argument(call, 0, 'degrees'));
  else if (name === 'ColorJitter') {
    for (const [i, part] of ['brightness', 'contrast', 'saturation', 'hue'].entries()) {
      stateArgument(facts, make, `augment.colorJitter.${part}`, argument(call, i, part));
      fallback(`augment.colorJitter.${part}`, 0, `torchvision.transforms.ColorJitter(${part})`);
    }
  } else if (name === 'RandomErasing') {
    stateArgument(facts, make, 'augment.randomErasing.probability', argument(call, 0, 'p'));
    fallback('augment.randomErasing.probability', 0.5, 'torchvision.transforms.RandomErasing(p)');
  } else if (AUTO[name] !== undefined)
    facts.set('augment.auto.policy', { status: 'stated', value: AUTO[name] ?? name, origin: { ...origin, raw: name } });
}

/** `ToTensor` brings 0–255 to 0–1. */
function rangeFacts(facts: FactMap, make: FactMaker, pipeline: Pipeline, at: (path: string) => string): void {
  const names = pipeline.steps.map(({ name }) => name);
  const scaling = pipeline.steps.find(({ name }) => name === 'ToTensor');
  if (scaling === undefined) return;
  const origin = make.place(scaling.call.site);
  const normalized = names.indexOf('Normalize');
  if (normalized >= 0 && names.indexOf('ToTensor') > normalized) return;
  facts.set(at('normalization.scale'), { status: 'inferred', value: 1 / 255, origin });
}
