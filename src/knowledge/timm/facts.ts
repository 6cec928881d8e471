import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import type { Value } from '../../script/value.ts';
import type { FactValue } from '../../spec/fact.ts';
import { canonicalName } from '../../spec/vocabulary.ts';
import { type FactMap, factOf, merge, number, stateArgument } from '../pytorch/facts.ts';
import { networkFacts } from '../pytorch/models.ts';
import { argument, type Call } from '../pytorch/values.ts';

type Rows = readonly (readonly [
  path: string,
  parameter: string,
  convert?: (plain: unknown) => FactValue | undefined,
])[];

const pair = (plain: unknown): FactValue | undefined =>
  Array.isArray(plain) && plain.length === 2 && plain.every((part) => typeof part === 'number') ? plain : undefined;
const text = (plain: unknown): FactValue | undefined => (typeof plain === 'string' && plain !== '' ? plain : undefined);

/** Names of timm that are an optimizer of another name; `sgd` looks ahead, `momentum` does not. */
const SAME: Readonly<Record<string, string>> = {
  momentum: 'sgd',
  nesterov: 'sgd',
  sgdp: 'sgdp',
  rmsproptf: 'rmsprop-tf',
};
const LOOKS_AHEAD: Readonly<Record<string, boolean>> = { sgd: true, nesterov: true, momentum: false };

/** `create_optimizer_v2(model_or_params, opt, lr, weight_decay, momentum, …)` */
function timmOptimizerFacts(make: FactMaker, call: Call): FactMap {
  const facts: FactMap = new Map();
  const opt = argument(call, 1, 'opt');
  if (opt === undefined || opt === 'open') return facts;
  facts.set(
    'optimizer.name',
    make.fact(opt, (plain) =>
      typeof plain === 'string'
        ? (SAME[plain.toLowerCase()] ?? canonicalName('optimizer', plain) ?? plain.toLowerCase())
        : undefined,
    ),
  );
  const name = make.plain(opt);
  const isMomentum = typeof name === 'string' && /^(?:sgd|momentum|nesterov|rmsprop)/.test(name);
  stateArgument(facts, make, 'optimizer.lr', argument(call, 2, 'lr'), number);
  stateArgument(facts, make, 'optimizer.weightDecay', argument(call, 3, 'weight_decay'), number);
  if (isMomentum) stateArgument(facts, make, 'optimizer.momentum', argument(call, 4, 'momentum'), number);
  const looksAhead = typeof name === 'string' ? LOOKS_AHEAD[name] : undefined;
  if (looksAhead !== undefined)
    facts.set('optimizer.nesterov', { status: 'inferred', value: looksAhead, origin: make.origin(opt.provenance) });
  stateArgument(facts, make, 'optimizer.epsilon', call.arguments.keyword.get('eps'), number);
  stateArgument(facts, make, 'optimizer.betas', call.arguments.keyword.get('betas'), pair);
  stateArgument(facts, make, 'optimizer.layerDecay', call.arguments.keyword.get('layer_decay'), number);
  return facts;
}

const KINDS: Readonly<Record<string, string>> = {
  cosine: 'cosine',
  step: 'step',
  multistep: 'multi-step',
  plateau: 'plateau',
  poly: 'polynomial',
};

/** `create_scheduler_v2(optimizer, sched, num_epochs, …, updates_per_epoch)` */
function timmScheduleFacts(make: FactMaker, call: Call): FactMap {
  const facts: FactMap = new Map();
  const sched = argument(call, 1, 'sched');
  if (sched === undefined || sched === 'open') return facts;
  facts.set(
    'schedule.kind',
    make.fact(sched, (plain) => KINDS[String(plain)]),
  );
  const kind = facts.get('schedule.kind');
  const named = kind !== undefined && 'value' in kind ? kind.value : undefined;
  const onEpochs = call.arguments.keyword.get('step_on_epochs');
  const unit = onEpochs === undefined ? undefined : make.plain(onEpochs);
  if (onEpochs !== undefined && typeof unit === 'boolean')
    for (const path of ['schedule.unit', 'schedule.steppedPer'])
      facts.set(path, { status: 'inferred', value: unit ? 'epoch' : 'step', origin: make.origin(onEpochs.provenance) });
  const rows: Rows = [
    ['schedule.minLr', 'min_lr'],
    ['schedule.warmup.epochs', 'warmup_epochs'],
    ['schedule.warmup.startLr', 'warmup_lr'],
    ...(named === 'step'
      ? ([
          ['schedule.stepSize', 'decay_epochs'],
          ['schedule.gamma', 'decay_rate'],
        ] satisfies Rows)
      : []),
    ...(named === 'multi-step' ? ([['schedule.gamma', 'decay_rate']] satisfies Rows) : []),
  ];
  for (const [path, parameter, convert = number] of rows)
    stateArgument(facts, make, path, call.arguments.keyword.get(parameter), convert);
  const warmup = call.arguments.keyword.get('warmup_epochs');
  const length = warmup === undefined ? undefined : make.plain(warmup);
  if (warmup !== undefined && typeof length === 'number' && length > 0)
    facts.set('schedule.warmup.kind', { status: 'inferred', value: 'linear', origin: make.origin(warmup.provenance) });
  return facts;
}

/** `create_loader(dataset, input_size, batch_size, is_training, …)` of training. */
const LOADER: Rows = [
  ['data.batchSize', 'batch_size'],
  ['augment.horizontalFlip.probability', 'hflip'],
  ['augment.verticalFlip.probability', 'vflip'],
  ['augment.randomErasing.probability', 're_prob'],
  ['augment.auto.policy', 'auto_augment', text],
  ['augment.randomResizedCrop.scale', 'scale', pair],
  ['augment.randomResizedCrop.ratio', 'ratio', pair],
  ['preprocess.train.resize.interpolation', 'interpolation', text],
  ['preprocess.train.normalization.mean', 'mean'],
  ['preprocess.train.normalization.std', 'std'],
];

function timmLoaderFacts(make: FactMaker, loaders: readonly Call[]): FactMap {
  const training = loaders.filter((call) => isTrue(make, call.arguments.keyword.get('is_training')));
  return merge(training.map((call) => loaderFacts(make, call)));
}

function isTrue(make: FactMaker, value: Value | undefined): boolean {
  return value !== undefined && make.plain(value) === true;
}

function loaderFacts(make: FactMaker, call: Call): FactMap {
  const facts: FactMap = new Map();
  for (const [path, parameter, convert = number] of LOADER) {
    const given = parameter === 'batch_size' ? argument(call, 2, parameter) : call.arguments.keyword.get(parameter);
    stateArgument(facts, make, path, given, convert);
  }
  facts.set('data.batchScope', { status: 'inferred', value: 'process', origin: make.place(call.site) });
  facts.set('data.shuffle', { status: 'inferred', value: true, origin: make.place(call.site) });
  // An automatic policy takes the place of the color jitter.
  const policy = call.arguments.keyword.get('auto_augment');
  const jitter = call.arguments.keyword.get('color_jitter');
  const hasPolicy = policy !== undefined && make.plain(policy) !== null;
  if (jitter !== undefined && !hasPolicy)
    for (const part of ['brightness', 'contrast', 'saturation'])
      facts.set(`augment.colorJitter.${part}`, factOf(make, jitter, number));
  return facts;
}

/** The loss of timm that a script trains with, where it makes just one. */
function timmLossFacts(make: FactMaker, losses: readonly Call[]): FactMap {
  const facts: FactMap = new Map();
  const [loss, ...others] = losses;
  const short = loss?.name.split('.').at(-1);
  if (
    loss === undefined ||
    others.length > 0 ||
    (short !== 'LabelSmoothingCrossEntropy' && short !== 'SoftTargetCrossEntropy')
  )
    return facts;
  const origin = { ...make.place(loss.site), raw: short };
  facts.set('loss.kind', { status: 'stated', value: 'cross-entropy', origin });
  facts.set('loss.domain', { status: 'inferred', value: 'logits', origin });
  if (short === 'LabelSmoothingCrossEntropy')
    stateArgument(facts, make, 'regularization.labelSmoothing', argument(loss, 0, 'smoothing'), number);
  return facts;
}

/** What a script with the factories of timm comes to. */
export function timmFacts(m: Machine, make: FactMaker, made: (pattern: RegExp) => readonly Call[]): FactMap {
  const facts: FactMap = new Map();
  const put = (more: FactMap): void => {
    for (const [path, fact] of more) facts.set(path, fact);
  };
  put(merge(made(/^timm\.optim\.create_optimizer_v2$/).map((call) => timmOptimizerFacts(make, call))));
  put(merge(made(/^timm\.scheduler\.create_scheduler_v2$/).map((call) => timmScheduleFacts(make, call))));
  put(timmLoaderFacts(make, made(/^timm\.data\.create_loader$/)));
  put(timmLossFacts(make, made(/^timm\.loss\.\w+$/)));
  const [network, ...others] = made(/^timm\.models\.create_model$/);
  if (network !== undefined && others.length === 0)
    put(networkFacts(m, make, { kind: 'reference', address: network.address, provenance: network.site }));
  return facts;
}
