import type { Side } from '../../src/rule.ts';

interface Dataset {
  readonly names: readonly string[];
  /** Side of its square images; undefined where they have many sizes. */
  readonly side?: number;
  readonly gray?: true;
  /** Mirroring an image of it changes its label, or makes no such image. */
  readonly text?: true;
  /** Mean and standard deviation of its training pixels on 0–1. */
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
}

/** Statistics of the training sets, as published and widely used. */
export const DATASETS: readonly Dataset[] = [
  {
    names: ['imagenet-1k', 'imagenet', 'ilsvrc2012', 'imagenet2012', 'imagenet1k', 'ilsvrc'],
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  },
  {
    names: ['cifar-10', 'cifar10'],
    side: 32,
    mean: [0.4914, 0.4822, 0.4465],
    std: [0.247, 0.2435, 0.2616],
  },
  {
    names: ['cifar-100', 'cifar100'],
    side: 32,
    mean: [0.5071, 0.4866, 0.4409],
    std: [0.2673, 0.2564, 0.2762],
  },
  { names: ['mnist'], side: 28, gray: true, text: true, mean: [0.1307], std: [0.3081] },
  { names: ['fashion-mnist', 'fashionmnist', 'fmnist'], side: 28, gray: true, mean: [0.286], std: [0.353] },
  { names: ['emnist'], side: 28, gray: true, text: true },
  { names: ['kmnist', 'kuzushiji-mnist'], side: 28, gray: true, text: true },
  { names: ['qmnist'], side: 28, gray: true, text: true },
  { names: ['usps'], side: 16, gray: true, text: true },
  { names: ['omniglot'], side: 105, gray: true, text: true },
  {
    names: ['svhn', 'svhn-cropped'],
    side: 32,
    text: true,
    mean: [0.4377, 0.4438, 0.4728],
    std: [0.198, 0.201, 0.197],
  },
  { names: ['iiit5k', 'iam', 'textocr', 'synthtext'], text: true },
  { names: ['gtsrb'], text: true },
  { names: ['stl-10', 'stl10'], side: 96 },
  { names: ['tiny-imagenet', 'tinyimagenet', 'tiny-imagenet-200'], side: 64 },
];

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** The dataset of that name, in whatever spelling. */
export function dataset(side: Side): Dataset | undefined {
  const name = side.value('data.dataset');
  if (name === undefined) return undefined;
  return DATASETS.find(({ names }) => names.some((known) => plain(known) === plain(name)));
}

/** Whether two names are spellings of one dataset. */
export function sameDataset(a: string, b: string): boolean {
  if (plain(a) === plain(b)) return true;
  const named = (name: string) => DATASETS.find(({ names }) => names.some((known) => plain(known) === plain(name)));
  const known = named(a);
  return known !== undefined && known === named(b);
}
