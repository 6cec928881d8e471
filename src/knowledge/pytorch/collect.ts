import type { CollectedFact } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import type { Value } from '../../script/value.ts';
import { type Fact, isKnown, unknown } from '../../spec/fact.ts';
import { frameworkOf } from '../frameworks.ts';
import { trainerFacts } from '../lightning/facts.ts';
import { NETWORK_PATHS } from '../networks.ts';
import type { CollectContext } from '../script.ts';
import { timmFacts } from '../timm/facts.ts';
import { type Dataset, datasetFacts, datasetsOf, loaderFacts } from './data.ts';
import { drawnByHand, drawnFacts, writesRate } from './drawn.ts';
import { type FactMap, factOf, merge } from './facts.ts';
import { lossFacts } from './losses.ts';
import { isAsMade, networkFacts, networkOf } from './models.ts';
import { isOptimizer, optimizerFacts } from './optimizers.ts';
import { isScheduler, scheduleFacts } from './schedules.ts';
import { isRandom, type Pipeline, pipelineFacts, pipelineOf } from './transforms.ts';
import { type Call, callAt, callOf, itemsOf, reachable } from './values.ts';
import { isBatchLoop, isLoader, loadersOf, type Placed, placed } from './walk.ts';

/** PyTorch, and what is built on it. */
const LIBRARIES = /^(?:torch|torchvision|timm|lightning)\./;

/** What a PyTorch script comes to: on its run path, or where that trains nothing, in functions that nothing calls. */
export function collectPytorch(context: CollectContext): readonly CollectedFact[] {
  const run = [...placed(context.trace)];
  const uncalled = [...placed(context.uncalled)];
  const trains = run.some(({ event }) => isOptimizer(event.name) || /#backward$/.test(event.name));
  const events = trains ? run : [...run, ...uncalled];
  if (!events.some(({ event }) => LIBRARIES.test(event.name))) return [];
  const facts = factsOf(context, events);
  return [...facts].map(([path, fact]) => ({ path, fact }));
}

function factsOf(context: CollectContext, events: readonly Placed[]): FactMap {
  const { machine: m, make } = context;
  const facts: FactMap = new Map();
  const put = (more: ReadonlyMap<string, Fact>): void => {
    for (const [path, fact] of more) facts.set(path, fact);
  };
  const first = events.find(({ event }) => LIBRARIES.test(event.name));
  facts.set('framework.name', { status: 'inferred', value: 'pytorch', origin: make.place(first?.event.site ?? 0) });
  const made = (test: (name: string) => boolean): Call[] => distinct(m, events, test);
  const optimizers = used(made(isOptimizer), m, events);
  put(merge(optimizers.map((call) => optimizerFacts(m, make, call))));
  const networks = optimizers.map((call) => networkOf(m, call));
  put(merge(networks.map((network) => networkFacts(m, make, network))));
  // A checkpoint may be anybody's weights.
  if (
    events.some(
      ({ event }) =>
        /#load_state_dict$/.test(event.name) &&
        !event.name.startsWith('torch.optim.') &&
        !/GradScaler|swa_utils/.test(event.name),
    )
  )
    for (const path of ['model.pretrained', 'model.weights.id', 'model.weights.source'])
      facts.set(path, unknown('data', 'a state dict is loaded'));
  const backward = events.filter(({ event }) => /#backward$/.test(event.name));
  put(
    lossFacts(
      m,
      make,
      backward.map((one) => differentiated(m, one)),
    ),
  );
  put(
    data(
      context,
      events,
      made((name) => isLoader(name) && name.startsWith('torch.')),
      backward,
    ),
  );
  for (const [path, fact] of timmFacts(m, make, (pattern) => made((name) => pattern.test(name))))
    if (!facts.has(path)) facts.set(path, fact);
  put(runLength(context, backward));
  put(scheduling(context, events, optimizers, facts));
  put(clipping(context, events));
  const seeds = events.filter(({ event }) =>
    /^torch\.(?:random\.)?manual_seed$|^(?:accelerate\.utils|accelerate|transformers|lightning|pytorch_lightning)\.(?:set_seed|seed_everything)$/.test(
      event.name,
    ),
  );
  const [seed] = seeds;
  if (seed !== undefined && seeds.length === 1 && !seed.conditional)
    facts.set(
      'train.seed',
      make.fact(seed.event.positional[0], (plain) => (Number.isInteger(plain) ? (plain as number) : undefined)),
    );
  const all = events.map(({ event }) => event);
  put(trainerFacts(make, all));
  fillUnknown(facts, networks.length > 0 && networks.every((network) => isAsMade(m, network, all)));
  return facts;
}

/** A library's defaults hold where the construct that has them was seen; elsewhere nothing is known of them. */
function fillUnknown(facts: FactMap, modelAsMade: boolean): void {
  const has = (path: string): boolean => facts.get(path) !== undefined && facts.get(path)?.status !== 'unknown';
  const isSeen = (path: string): boolean => {
    if (/^optimizer\.(?:gradClip|groups|decayRoles|decayExcludes|layerDecay|trust)/.test(path)) return false;
    if (path.startsWith('optimizer.')) return has('optimizer.name');
    if (/^schedule\.(?:warmup|curve|momentumRange)/.test(path)) return false;
    if (path.startsWith('schedule.')) return has('schedule.kind');
    if (/^loss\.(?:domain|reduction|ignoreIndex)/.test(path)) return has('loss.kind');
    if (/^preprocess\.(?:train|eval)\.(?:resize|crop)\./.test(path))
      return has(`${path.split('.').slice(0, 3).join('.')}.size`);
    if (/^augment\.randomResizedCrop\./.test(path)) return facts.get('preprocess.train.crop.policy') !== undefined;
    if (/^augment\.auto\./.test(path)) return has('augment.auto.policy');
    if (/^augment\.randomErasing\./.test(path)) return has('augment.randomErasing.probability');
    if (/^(?:model|init)\./.test(path))
      return modelAsMade && has('model.name') && !/^model\.(?:trainable|normMode|weights|pretrained)/.test(path);
    return false;
  };
  for (const path of NETWORK_PATHS)
    if (!facts.has(path) && !isSeen(path)) facts.set(path, unknown('data', 'not read from the script'));
  for (const { rows } of frameworkOf('pytorch', undefined)?.constructs ?? []) {
    for (const { path: template } of rows) {
      for (const phase of template.includes('*') ? ['train', 'eval', 'serve'] : ['']) {
        const path = template.replace('*', phase);
        if (!facts.has(path) && !isSeen(path)) facts.set(path, unknown('data', 'not read from the script'));
      }
    }
  }
}

const LOADER_DEFAULTS = { 'data.batchSize': 1, 'data.shuffle': false, 'data.dropLast': false } as const;
const LOADER_PARAMETERS = {
  'data.batchSize': 'batch_size',
  'data.shuffle': 'shuffle',
  'data.dropLast': 'drop_last',
} as const;
const LOADER_PATHS = ['data.batchSize', 'data.shuffle', 'data.dropLast'] as const;

function distinct(m: Machine, events: readonly Placed[], test: (name: string) => boolean): Call[] {
  const found = new Map<number, Call>();
  for (const { event } of events) {
    const call = test(event.name) ? callOf(m, event.result) : undefined;
    // A function that is called again makes the same thing: one of each place is enough.
    if (call !== undefined && !found.has(call.site)) found.set(call.site, call);
    else if (call !== undefined && found.has(call.site) && !sameArguments(found.get(call.site), call))
      found.set(-call.address, call);
  }
  return [...found.values()];
}

function sameArguments(a: Call | undefined, b: Call): boolean {
  if (a === undefined) return false;
  const list = (call: Call): string =>
    JSON.stringify(
      [...call.arguments.positional, ...call.arguments.keyword.values()].map((value) =>
        value.kind === 'primitive' ? value.value : value.kind === 'reference' ? value.address : value.kind,
      ),
    );
  return list(a) === list(b);
}

/** Optimizers that are stepped, where that can be seen of some. */
function used(all: readonly Call[], m: Machine, events: readonly Placed[]): readonly Call[] {
  const stepped = new Set(
    events.flatMap(({ event }) => [
      ...(/^torch\.optim\.\w+(?:\.\w+)?#step$/.test(event.name) && event.self !== undefined
        ? [callAt(m, event.self)?.site]
        : []),
      ...(/GradScaler#step$/.test(event.name) ? [callOf(m, event.positional[0])?.site] : []),
    ]),
  );
  const kept = all.filter(({ site }) => stepped.has(site));
  return kept.length > 0 ? kept : all;
}

function differentiated(m: Machine, { event }: Placed): Value | undefined {
  const owner = callAt(m, event.self);
  // `accelerator.backward(loss)` and `scaler.scale(loss).backward()`
  if (event.positional[0] !== undefined && (owner === undefined || /Accelerator|Fabric/.test(owner.name)))
    return event.positional[0];
  return event.self === undefined ? undefined : { kind: 'reference', address: event.self, provenance: event.site };
}

/** Calls of other libraries that an optimizer is handed to may make a schedule of their own. */
const HARMLESS = /^(?:torch\.|operator\.|builtins\.|print$|len$)/;

function scheduling(
  { machine: m, make, trace }: CollectContext,
  events: readonly Placed[],
  optimizers: readonly Call[],
  known: FactMap,
): FactMap {
  const lr = known.get('optimizer.lr');
  const [optimizer] = optimizers;
  if (optimizer === undefined) return new Map();
  const facts: FactMap = new Map();
  const writes = events.filter(({ event }) => writesRate(m, event));
  const all = distinct(m, events, isScheduler);
  const nested = new Set(
    all.flatMap((call) =>
      /SequentialLR|ChainedScheduler/.test(call.name)
        ? [...call.arguments.positional, ...call.arguments.keyword.values()]
            .flatMap((value) => itemsOf(m, value) ?? [])
            .flatMap((value) => callOf(m, value)?.site ?? [])
        : [],
    ),
  );
  const own = all.filter(({ site }) => !nested.has(site));
  const cause =
    writes.length > 0
      ? 'the learning rate is written by hand'
      : events.some(
            ({ event }) =>
              // A class of the script may be a schedule too.
              (!HARMLESS.test(event.name) || /\._?LRScheduler(?:#__init__)?$/.test(event.name)) &&
              event.name !== 'write' &&
              [...event.positional, ...event.keyword.values()].some(
                (value) => callOf(m, value)?.site === optimizer.site,
              ),
          )
        ? 'the optimizer is handed to a library that may schedule it'
        : optimizers.length > 1
          ? 'several optimizers are made'
          : undefined;
  if (writes.length > 0 && own.length === 0 && optimizers.length === 1) {
    const drawn = drawnByHand(m, make, trace, numberOf(lr));
    if (drawn !== undefined) return drawnFacts(drawn, 'epoch');
  }
  if (cause !== undefined && own.length === 0) {
    facts.set('schedule.kind', unknown('call', cause));
    facts.set('schedule.peakLr', unknown('call', cause));
    if (optimizers.length > 1 && writes.length === 0 && lr !== undefined && lr.status === 'stated')
      facts.set('schedule.peakLr', lr);
    return facts;
  }
  const [scheduler] = own;
  if (scheduler === undefined) {
    const isStepped = events.some(({ event }) => /^torch\.optim\.\w+(?:\.\w+)?#step$/.test(event.name));
    if (!isStepped || trace.length === 0) return facts;
    facts.set('schedule.kind', { status: 'absent', origin: make.place(optimizer.site) });
    if (lr !== undefined) facts.set('schedule.peakLr', lr);
    return facts;
  }
  const parts = own.map((call) =>
    scheduleFacts(m, make, call, steppedPerEpoch(m, events, call), lr, numberOf(known.get('train.epochs'))),
  );
  const merged = merge(parts);
  if (writes.length === 0 && own.every(({ address }) => !isConditional(m, events, address))) return merged;
  for (const path of merged.keys())
    facts.set(
      path,
      unknown(
        'branch',
        writes.length > 0
          ? 'the learning rate is written by hand besides'
          : 'the schedule depends on a condition that is not known',
      ),
    );
  return facts;
}

const numberOf = (fact: Fact | undefined): number | undefined =>
  fact !== undefined && isKnown(fact) && typeof fact.value === 'number' ? fact.value : undefined;

const isConditional = (m: Machine, events: readonly Placed[], address: number): boolean =>
  events.some(({ event, conditional }) => conditional && callOf(m, event.result)?.address === address);

/** Whether a scheduler is stepped once an epoch, or once a batch; undefined where its steps are not seen. */
function steppedPerEpoch(m: Machine, events: readonly Placed[], scheduler: Call): boolean | undefined {
  const steps = events.filter(
    ({ event }) =>
      /^torch\.optim\.lr_scheduler\.\w+#step$/.test(event.name) && callAt(m, event.self)?.site === scheduler.site,
  );
  const inBatch = new Set(steps.map(({ loops }) => loops.some((loop) => isBatchLoop(m, loop))));
  const [only] = inBatch;
  return inBatch.size === 1 && steps.every(({ loops }) => loops.length > 0) ? !only : undefined;
}

/** Loaders, datasets and transforms, by what trains and what does not. */
function data(
  { machine: m, make }: CollectContext,
  events: readonly Placed[],
  loaders: readonly Call[],
  backward: readonly Placed[],
): FactMap {
  const facts: FactMap = new Map();
  const put = (more: ReadonlyMap<string, Fact>): void => {
    for (const [path, fact] of more) facts.set(path, fact);
  };
  const training = new Set(
    backward.flatMap(({ loops }) =>
      loops.flatMap((loop) => loadersOf(m, loop).map(({ site, address }) => `${site} ${address}`)),
    ),
  );
  const inTraining = (call: Call): boolean => training.has(`${call.site} ${call.address}`);
  const described = loaders.flatMap((call): { call: Call; dataset: Dataset | undefined }[] => {
    const datasets = datasetsOf(m, call);
    return datasets.length === 0 ? [{ call, dataset: undefined }] : datasets.map((dataset) => ({ call, dataset }));
  });
  const seen = described.filter(({ call }) => inTraining(call));
  const byPhase = described.filter(({ dataset }) => dataset?.phase === 'train');
  const train =
    seen.length > 0
      ? seen
      : byPhase.length > 0
        ? byPhase
        : described.length === 1 && described[0]?.dataset?.phase === undefined
          ? described
          : [];
  const rest = described.filter(
    (one) =>
      !train.includes(one) && (one.dataset?.phase === 'eval' || (train.length > 0 && one.dataset?.phase === undefined)),
  );
  const loaded = merge(train.map(({ call }) => loaderFacts(m, make, call)));
  put(loaded);
  // What accelerate prepares fills batches of this size in each process, unless it is told to split them.
  const prepared = events.find(
    ({ event }) =>
      /Accelerator#prepare(?:_data_loader)?$/.test(event.name) &&
      event.positional.some((value) => train.some(({ call }) => callOf(m, value)?.address === call.address)),
  );
  const accelerator = callAt(m, prepared?.event.self);
  if (
    prepared !== undefined &&
    accelerator !== undefined &&
    !accelerator.arguments.open &&
    !/split_batches|dataloader_config/.test([...accelerator.arguments.keyword.keys()].join(' '))
  )
    facts.set('data.batchScope', { status: 'inferred', value: 'process', origin: make.place(prepared.event.site) });
  // One loader, or several of which all leave the same out.
  if (train.length > 0)
    for (const path of LOADER_PATHS)
      if (!facts.has(path))
        facts.set(path, {
          status: 'default',
          value: LOADER_DEFAULTS[path],
          origin: {
            kind: 'default',
            library: 'torch',
            parameter: `torch.utils.data.DataLoader(${LOADER_PARAMETERS[path]})`,
          },
        });
  put(merge(train.flatMap(({ dataset }) => (dataset === undefined ? [] : [datasetFacts(m, make, dataset)]))));
  if (train.length === 0 && loaders.length > 0) {
    const all = merge(loaders.map((call) => loaderFacts(m, make, call)));
    const size = all.get('data.batchSize');
    if (size !== undefined) facts.set('data.batchSize', size);
  }
  const transformsOf = (list: typeof described): (Pipeline | undefined)[] =>
    list.map(({ dataset }) => pipelineOf(m, dataset?.transform));
  const attached = [...transformsOf(train), ...transformsOf(rest)].filter((one) => one !== undefined);
  pipelines(transformsOf(train), 'train');
  pipelines(transformsOf(rest), 'eval');
  if (attached.length === 0) loose();
  return facts;

  function pipelines(list: readonly (Pipeline | undefined)[], phase: 'train' | 'eval'): void {
    const known = list.filter((one): one is Pipeline => one !== undefined);
    if (known.length > 0 && known.length === list.length)
      put(merge(known.map((pipeline) => pipelineFacts(make, pipeline, phase))));
  }

  /** Pipelines that no dataset is seen to use: those with chance in them are for training. */
  function loose(): void {
    const composed = distinct(m, events, (name) => /^torchvision\.transforms\.(?:v2\.)?Compose$/.test(name));
    const inner = new Set(
      composed.flatMap((call) =>
        reachable(m, { kind: 'reference', address: call.address, provenance: call.site })
          .slice(1)
          .map(({ address }) => address),
      ),
    );
    const list = composed
      .filter(({ address }) => !inner.has(address))
      .map((call) => pipelineOf(m, { kind: 'reference', address: call.address, provenance: call.site }));
    const known = list.filter((one): one is Pipeline => one !== undefined);
    const random = known.filter(isRandom);
    const fixed = known.filter((one) => !isRandom(one));
    if (random.length > 0) {
      pipelines(random, 'train');
      if (fixed.length > 0) pipelines(fixed, 'eval');
    } else if (known.length === 1) pipelines(known, 'train');
  }
}

/** How many epochs: the passes of the loop around the loop over batches. */
function runLength({ machine: m, make }: CollectContext, backward: readonly Placed[]): FactMap {
  const outer = backward.map(({ loops }) => {
    const at = loops.findIndex((loop) => isBatchLoop(m, loop));
    return at === 1 ? loops[0] : undefined;
  });
  const [loop] = outer;
  if (loop === undefined || outer.some((other) => other?.site !== loop.site)) return new Map();
  return new Map([['train.epochs', factOf(make, loop.bound)]]);
}

function clipping({ make }: CollectContext, events: readonly Placed[]): FactMap {
  const clips = events.filter(({ event }) =>
    /^torch\.nn\.utils\.(?:clip_grad\.)?clip_grad_(?:norm|value)_?$/.test(event.name),
  );
  const facts: FactMap = new Map();
  const sites = new Set(clips.map(({ event }) => event.site));
  const [clip] = clips;
  if (clip === undefined || sites.size !== 1) return facts;
  if (clip.conditional) {
    facts.set('optimizer.gradClip.kind', unknown('branch', 'clipping depends on a condition that is not known'));
    return facts;
  }
  const kind = /norm/.test(clip.event.name) ? 'norm' : 'value';
  facts.set('optimizer.gradClip.kind', {
    status: 'stated',
    value: kind,
    origin: { ...make.place(clip.event.site), raw: clip.event.name.split('.').at(-1) ?? kind },
  });
  const value = clip.event.positional[1] ?? clip.event.keyword.get(kind === 'norm' ? 'max_norm' : 'clip_value');
  if (value !== undefined)
    facts.set(
      'optimizer.gradClip.value',
      make.fact(value, (plain) => (typeof plain === 'number' ? plain : undefined)),
    );
  return facts;
}
