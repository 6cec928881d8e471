import { type Derivation, type Derived, derivation, type Known } from './derivation.ts';

interface Dataset {
  readonly names: readonly string[];
  /** Examples of the standard training split. */
  readonly trainSize: number;
  readonly classes: number;
}

/** Names in lower case without punctuation. */
const DATASETS: readonly Dataset[] = [
  {
    names: ['imagenet1k', 'imagenet', 'ilsvrc2012', 'imagenet2012', 'imagenet1000', 'ilsvrc', 'imagenetilsvrc2012'],
    trainSize: 1_281_167,
    classes: 1000,
  },
  { names: ['cifar10'], trainSize: 50_000, classes: 10 },
  { names: ['cifar100'], trainSize: 50_000, classes: 100 },
  { names: ['mnist'], trainSize: 60_000, classes: 10 },
  { names: ['fashionmnist'], trainSize: 60_000, classes: 10 },
  { names: ['kmnist'], trainSize: 60_000, classes: 10 },
  { names: ['svhn'], trainSize: 73_257, classes: 10 },
  { names: ['tinyimagenet', 'tinyimagenet200'], trainSize: 100_000, classes: 200 },
  { names: ['food101'], trainSize: 75_750, classes: 101 },
  { names: ['places365', 'places365standard'], trainSize: 1_803_460, classes: 365 },
  { names: ['imagenette', 'imagenette2'], trainSize: 9_469, classes: 10 },
];

function lookup(known: Known): Dataset | undefined {
  const name = known
    .value('data.dataset')
    ?.toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
  return DATASETS.find(({ names }) => name !== undefined && names.includes(name));
}

function trainSize(known: Known): Derived | undefined {
  const dataset = lookup(known);
  const split = known.value('data.split');
  if (dataset === undefined || (split !== undefined && !/^train(?:ing)?$/i.test(split))) return undefined;
  const heldOut = known.value('data.validationSplit') ?? 0;
  if (heldOut === 0) return { value: dataset.trainSize, from: ['data.dataset'], how: 'size of its training split' };
  return {
    value: Math.floor(dataset.trainSize * (1 - heldOut) + 1e-9),
    from: ['data.dataset', 'data.validationSplit'],
    how: 'size of its training split less what is held out',
  };
}

function classes(known: Known): Derived | undefined {
  const dataset = lookup(known);
  return dataset && { value: dataset.classes, from: ['data.dataset'], how: 'number of its classes' };
}

export const DATASET: readonly Derivation[] = [
  derivation('data.trainSize', trainSize),
  derivation('data.classes', classes),
];
