import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import type { Value } from '../../script/value.ts';
import { unknown } from '../../spec/fact.ts';
import { boolean, type FactMap, merge, number, stateArgument } from './facts.ts';
import { argument, type Call, callOf, reachable, textsIn } from './values.ts';

/** What a training loader was made with. */
export function loaderFacts(m: Machine, make: FactMaker, loader: Call): FactMap {
  const facts: FactMap = new Map();
  stateArgument(facts, make, 'data.batchSize', argument(loader, 1, 'batch_size'), number);
  const sampler = argument(loader, 3, 'sampler');
  const batches = argument(loader, 4, 'batch_sampler');
  const isNone = (value: Value | 'open' | undefined): boolean =>
    value === undefined || (value !== 'open' && value.kind === 'primitive' && value.value === null);
  if (!isNone(batches)) facts.set('data.batchSize', unknown('call', 'a batch sampler makes the batches'));
  if (isNone(sampler) && isNone(batches))
    stateArgument(facts, make, 'data.shuffle', argument(loader, 2, 'shuffle'), boolean);
  else if (sampler === undefined || sampler === 'open' || !isNone(batches))
    facts.set('data.shuffle', unknown('call', 'a sampler decides the order'));
  else {
    const options = sampler.kind === 'choice' ? sampler.options.map((option) => option.value) : [sampler];
    for (const [path, fact] of merge(options.map((option) => samplerFacts(m, make, loader, option))))
      facts.set(path, fact);
    // Each process draws its part of the data, and fills batches of this size of its own.
    const size = argument(loader, 1, 'batch_size');
    const isWhole = size !== undefined && size !== 'open' && size.kind === 'primitive' && isAsGiven(m, size);
    const distributed = options.map((option) => callOf(m, option)).find((call) => isDistributed(call));
    if (isWhole && distributed !== undefined)
      facts.set('data.batchScope', { status: 'inferred', value: 'process', origin: make.place(distributed.site) });
  }
  stateArgument(facts, make, 'data.dropLast', argument(loader, 8, 'drop_last'), boolean);
  return facts;
}

const isDistributed = (call: Call | undefined): boolean => call?.name.split('.').at(-1) === 'DistributedSampler';

/** Whether a number is one that was written, and not computed. */
const isAsGiven = (m: Machine, value: Value): boolean => m.graph.contributors(value.provenance).length === 1;

/** What a sampler says of the order. */
function samplerFacts(m: Machine, make: FactMaker, loader: Call, sampler: Value): FactMap {
  const facts: FactMap = new Map();
  const call = callOf(m, sampler);
  const name = call?.name.split('.').at(-1);
  if (sampler.kind === 'primitive' && sampler.value === null) {
    stateArgument(facts, make, 'data.shuffle', argument(loader, 2, 'shuffle'), boolean);
    if (!facts.has('data.shuffle'))
      facts.set('data.shuffle', { status: 'inferred', value: false, origin: make.place(loader.site) });
  } else if (call !== undefined && isDistributed(call)) {
    facts.set('data.sampler', {
      status: 'stated',
      value: 'distributed',
      origin: { ...make.place(call.site), raw: name ?? '' },
    });
    stateArgument(facts, make, 'data.shuffle', argument(call, 3, 'shuffle'), boolean);
    if (!facts.has('data.shuffle'))
      facts.set('data.shuffle', {
        status: 'default',
        value: true,
        origin: { kind: 'default', library: 'torch', parameter: 'torch.utils.data.DistributedSampler(shuffle)' },
      });
  } else if (call !== undefined && (name === 'RandomSampler' || name === 'SubsetRandomSampler'))
    facts.set('data.shuffle', { status: 'inferred', value: true, origin: make.place(call.site) });
  else facts.set('data.shuffle', unknown('call', 'a sampler decides the order'));
  return facts;
}

const DATASET = /^torchvision\.datasets\.(?:\w+\.)?(\w+)$/;
/** Position of the transform among the arguments. */
const TRANSFORM_AT: Readonly<Record<string, number>> = {
  ImageFolder: 1,
  DatasetFolder: 3,
  CIFAR10: 2,
  CIFAR100: 2,
  MNIST: 2,
  FashionMNIST: 2,
  KMNIST: 2,
  SVHN: 2,
  STL10: 3,
  FakeData: 3,
};

/** A dataset with what it does to its images. */
export interface Dataset {
  readonly value: Value;
  readonly name: string | undefined;
  /** Undefined: it could not be told. */
  readonly transform: Value | undefined;
  /** As its own arguments tell. */
  readonly phase: 'train' | 'eval' | undefined;
}

/** The datasets that a loader may have, by the conditions that decide it: subsets and splits taken off. */
export function datasetsOf(m: Machine, loader: Call): readonly Dataset[] {
  const given = argument(loader, 0, 'dataset');
  if (given === undefined || given === 'open') return [];
  const options = given.kind === 'choice' ? given.options.map((option) => option.value) : [given];
  return options.map((option) => datasetFrom(m, option));
}

function datasetFrom(m: Machine, given: Value): Dataset {
  let value: Value = given;
  for (let steps = 0; steps < 8; steps++) {
    const call = callOf(m, value);
    const inner = call?.arguments.positional[0] ?? call?.arguments.keyword.get('dataset');
    if (call === undefined || inner === undefined) break;
    if (!/^torch\.utils\.data\.(?:dataset\.)?(?:Subset|random_split)$|^operator\.index$/.test(call.name)) break;
    value = inner;
  }
  return describe(m, value);
}

function describe(m: Machine, value: Value): Dataset {
  const call = callOf(m, value);
  const short = call === undefined ? undefined : DATASET.exec(call.name)?.[1];
  if (call !== undefined && short !== undefined) {
    const written = m.memory.read(call.address, 'transform');
    const at = TRANSFORM_AT[short];
    const transform =
      written ??
      call.arguments.keyword.get('transform') ??
      (at === undefined ? undefined : call.arguments.positional[at]);
    return { value, name: short, transform, phase: phaseOf(m, call, short) };
  }
  // A dataset of the project, or of another library: the one pipeline that it was given.
  const pipelines = reachable(m, value).filter(({ name }) =>
    /^torchvision\.transforms\.(?:v2\.)?(?:transforms\.)?Compose$/.test(name),
  );
  const [only] = pipelines;
  return {
    value,
    name: undefined,
    transform:
      only !== undefined && pipelines.length === 1
        ? { kind: 'reference', address: only.address, provenance: only.site }
        : undefined,
    phase: undefined,
  };
}

function phaseOf(m: Machine, call: Call, short: string): 'train' | 'eval' | undefined {
  const train = /^(?:CIFAR|MNIST|FashionMNIST|KMNIST|USPS)/.test(short) ? argument(call, 1, 'train') : undefined;
  if (train !== undefined && train !== 'open' && train.kind === 'primitive')
    return train.value === true ? 'train' : 'eval';
  if (train === undefined && /^(?:CIFAR|MNIST|FashionMNIST|KMNIST)/.test(short)) return 'train';
  const split =
    call.arguments.keyword.get('split') ?? (short === 'ImageFolder' ? call.arguments.positional[0] : undefined);
  const texts = textsIn(m, split).join(' ');
  const [isTrain, isEval] = [
    /(?:^|[\W_])train(?:ing)?(?:[\W_]|$)/i.test(texts),
    /(?:^|[\W_])(?:val|valid|validation|test|eval)(?:[\W_]|$)/i.test(texts),
  ];
  return isTrain === isEval ? undefined : isTrain ? 'train' : 'eval';
}

/** Datasets whose name says what they hold. */
const KNOWN: Readonly<Record<string, readonly [name: string, classes: number]>> = {
  CIFAR10: ['cifar-10', 10],
  CIFAR100: ['cifar-100', 100],
  MNIST: ['mnist', 10],
  FashionMNIST: ['fashion-mnist', 10],
  ImageNet: ['imagenet-1k', 1000],
};

export function datasetFacts(m: Machine, make: FactMaker, dataset: Dataset): FactMap {
  const known = KNOWN[dataset.name ?? ''];
  const call = callOf(m, dataset.value);
  if (known === undefined || call === undefined) return new Map();
  const place = { ...make.place(call.site), raw: dataset.name ?? '' };
  return new Map([
    ['data.dataset', { status: 'stated', value: known[0], origin: place }],
    ['data.classes', { status: 'inferred', value: known[1], origin: place }],
  ]);
}
