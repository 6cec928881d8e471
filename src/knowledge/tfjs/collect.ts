import type { CollectedFact } from '../../script/collect.ts';
import type { TraceNode } from '../../script/trace.ts';
import { reference, type Value } from '../../script/value.ts';
import { type Fact, unknown } from '../../spec/fact.ts';
import type { TextOrigin } from '../../spec/origin.ts';
import type { Phase } from '../../spec/vocabulary.ts';
import { frameworkOf } from '../frameworks.ts';
import type { CollectContext } from '../script.ts';
import { datasetFacts } from './datasets.ts';
import { callOf, type Frozen, isNothing, numberOf, type TfCall } from './frozen.ts';
import { agree, type Network, networkFacts } from './layers.ts';
import { computedLossFacts, lossFacts } from './losses.ts';
import { namedFacts } from './named.ts';
import { defaultFact, optimizerFacts } from './optimizers.ts';
import { ownNetworkFacts } from './own-networks.ts';
import { holdsPixels, preprocessFacts } from './preprocess.ts';
import { procedureFacts } from './procedure.ts';
import { rateWrite } from './rates.ts';
import { occurrences, type Placed, placed } from './walk.ts';

type FactMap = Map<string, Fact>;

/** An event with the call that it is. */
interface Seen extends Placed {
  readonly call: TfCall;
}

/** What a script of TensorFlow.js comes to. */
export function collectTfjs(context: CollectContext): readonly CollectedFact[] {
  const facts = factsOf(context);
  if (facts.size === 0) return [];
  fillUnknown(facts);
  return [...facts].map(([path, fact]) => ({ path, fact }));
}

interface Events {
  readonly compiles: readonly Seen[];
  readonly fits: readonly Seen[];
  readonly updates: readonly Seen[];
  readonly created: readonly Seen[];
  readonly predictions: readonly Seen[];
}

function eventsOf({ machine: m }: CollectContext, trace: readonly TraceNode[]): Events {
  const seen = [...placed(trace)].flatMap((one): Seen[] => {
    const call = callOf(m, one.event.result);
    return call === undefined || !call.name.startsWith('tf.') ? [] : [{ ...one, call }];
  });
  const named = (pattern: RegExp): Seen[] => seen.filter(({ call }) => pattern.test(call.name));
  return {
    compiles: named(/^tf\.LayersModel#compile$/),
    fits: named(/^tf\.LayersModel#fit(?:Dataset)?$/),
    updates: named(/^tf\.train\.\w+#(?:minimize|applyGradients)$|^tf\.LayersModel#trainOnBatch$/),
    created: named(/^tf\.train\.\w+$/),
    predictions: named(/^tf\.(?:LayersModel|loadGraphModel)#(?:predict|predictOnBatch|execute|executeAsync)$/),
  };
}

/** What happens on a run path; where that says nothing of a part of training, what functions do that nothing calls. */
function allEvents(context: CollectContext): Events {
  const run = eventsOf(context, context.trace);
  const uncalled = eventsOf(context, context.uncalled);
  const trains = run.fits.length + run.updates.length > 0;
  const setsUp = run.compiles.length > 0 || run.updates.some(({ call }) => call.name.startsWith('tf.train.'));
  return {
    compiles: setsUp ? run.compiles : uncalled.compiles,
    fits: trains ? run.fits : uncalled.fits,
    updates: trains ? run.updates : uncalled.updates,
    created: run.created.length > 0 ? run.created : uncalled.created,
    // Whatever feeds the network must agree, on a run path or not.
    predictions: [...run.predictions, ...uncalled.predictions],
  };
}

function factsOf(context: CollectContext): FactMap {
  const { compiles, fits, updates, created, predictions } = allEvents(context);
  const trace = [...context.trace, ...context.uncalled];
  const trains = compiles.length + fits.length + updates.length + created.length > 0;
  const served = preprocessing(context, predictions, 'serve');
  if (!trains && served.size === 0) return new Map();
  const facts: FactMap = new Map();
  const at = context.make.place(
    (fits[0] ?? compiles[0] ?? updates[0] ?? created[0] ?? predictions[0])?.event.site ?? 0,
  );
  facts.set('framework.name', { status: 'inferred', value: 'tfjs', origin: at });
  put(facts, served);
  if (!trains) return facts;
  put(facts, trainingPixels(context, { fits, updates }));
  put(facts, preprocessing(context, evaluated(context, fits), 'eval'));
  put(facts, optimizers(context, { compiles, updates, created }));
  put(facts, losses(context, { compiles, updates }, at));
  put(facts, metricsOf(context, compiles));
  put(facts, fits.length > 0 ? fitFacts(context, trace, fits) : loopFacts(context, trace, updates));
  put(facts, networks(context, compiles.length > 0 ? compiles : fits));
  if (compiles.length + fits.length === 0)
    put(
      facts,
      ownNetworkFacts(
        context.machine,
        context.make,
        updates.map(({ call }) => call),
      ),
    );
  put(facts, procedureFacts(context));
  put(facts, namedFacts(context.machine, context.make, facts));
  scheduleFacts(context, facts);
  return facts;
}

function put(facts: FactMap, more: ReadonlyMap<string, Fact>): void {
  for (const [path, fact] of more) facts.set(path, fact);
}

/** Facts of several parts as one: what all agree on, unknown where they do not or one says nothing. */
function merge(parts: readonly ReadonlyMap<string, Fact>[]): FactMap {
  const paths = new Set(parts.flatMap((part) => [...part.keys()]));
  return new Map(
    [...paths].map((path) => [
      path,
      agree(parts.map((part) => part.get(path) ?? unknown('call', 'not stated everywhere'))),
    ]),
  );
}

const configOf = (call: TfCall, index = 0): Frozen | undefined => call.given[index];

function optimizers(
  { machine: m, make }: CollectContext,
  { compiles, updates, created }: Record<'compiles' | 'updates' | 'created', readonly Seen[]>,
): FactMap {
  const used: Frozen[] = [];
  const failed: Fact[] = [];
  for (const { call } of compiles) {
    const config = configOf(call);
    const optimizer = config?.entries?.get('optimizer');
    if (config === undefined || config.open || optimizer === undefined || isNothing(optimizer))
      failed.push({
        ...unknown('call', 'the optimizer that compile is given is not known'),
        origin: make.place(call.site),
      });
    else used.push(...optionsOf(optimizer));
  }
  for (const { call } of updates)
    if (call.self !== undefined && call.name.startsWith('tf.train.'))
      used.push({ value: reference(call.self, call.site), open: false });
  if (used.length + failed.length === 0)
    used.push(
      ...created.flatMap(({ event }) => (event.result === undefined ? [] : [{ value: event.result, open: false }])),
    );
  const parts = used.map((optimizer): ReadonlyMap<string, Fact> => {
    const known = optimizerFacts(m, make, optimizer);
    if (known !== undefined) return known;
    const fact = make.fact(optimizer.value);
    return new Map([
      ['optimizer.name', fact.status === 'unknown' ? fact : unknown('call', 'an optimizer that is not followed')],
    ]);
  });
  for (const fact of failed) parts.push(new Map([['optimizer.name', fact]]));
  return merge(parts);
}

/** The values that a choice may have, each as an optimizer of its own. */
function optionsOf(frozen: Frozen): Frozen[] {
  if (frozen.value.kind !== 'choice') return [frozen];
  return frozen.value.options
    .filter(({ value }) => value.kind !== 'missing')
    .map(({ value }): Frozen => ({ value, open: false }));
}

function losses(
  { machine: m, make }: CollectContext,
  { compiles, updates }: Record<'compiles' | 'updates', readonly Seen[]>,
  at: TextOrigin,
): FactMap {
  const parts = compiles.map(({ call }) => {
    const config = configOf(call);
    return lossFacts(m, make, config?.open ? undefined : config?.entries?.get('loss'), make.place(call.site));
  });
  for (const { call } of updates) {
    if (call.name.endsWith('#minimize')) parts.push(computedLossFacts(m, make, call.gave, make.place(call.site)));
  }
  if (parts.length === 0) parts.push(computedLossFacts(m, make, undefined, at));
  return merge(parts);
}

function metricsOf({ make }: CollectContext, compiles: readonly Seen[]): FactMap {
  const parts = compiles.map(({ call }): Fact => {
    const metrics = configOf(call)?.entries?.get('metrics');
    if (metrics === undefined || metrics.open) return unknown('not-stated', 'no metrics are written');
    const list = (metrics.items ?? [metrics]).map(({ value }) =>
      value.kind === 'primitive' && typeof value.value === 'string' ? value.value : undefined,
    );
    if (list.includes(undefined)) return unknown('call', 'metrics that are functions');
    const [first] = metrics.items ?? [metrics];
    return {
      status: 'stated',
      value: list.map((name) => name ?? ''),
      origin: make.origin(first?.value.provenance ?? metrics.value.provenance),
    };
  });
  return parts.length === 0 ? new Map() : new Map([['metrics', agree(parts)]]);
}

/** Arguments of `fit` and `fitDataset`, by fact. */
const FIT: readonly (readonly [key: string, path: string, otherwise?: unknown])[] = [
  ['batchSize', 'data.batchSize', 32],
  ['epochs', 'train.epochs', 1],
  ['validationSplit', 'data.validationSplit'],
  ['shuffle', 'data.shuffle', true],
];

function fitFacts({ machine: m, make }: CollectContext, trace: readonly TraceNode[], fits: readonly Seen[]): FactMap {
  const merged = merge(
    fits.map(({ call, event }) => {
      const isDataset = call.name.endsWith('#fitDataset');
      const index = isDataset ? 1 : 2;
      const config = configOf(call, index);
      const at = make.place(call.site);
      const isClosed = !call.arguments.open && (isNothing(config) || (config?.entries !== undefined && !config.open));
      const facts: FactMap = isDataset ? datasetFacts(m, make, call.given[0]) : new Map();
      for (const [key, path, otherwise] of FIT) {
        const given = config?.entries?.get(key);
        const missing = isNothing(given);
        if (isDataset && key !== 'epochs') {
          if (!facts.has(path)) facts.set(path, unknown('data', 'decided by the dataset'));
        } else if (missing && isClosed && !isDataset) {
          // A value that was handed on and may be undefined takes the default where it is; that is for `fact` to say.
          facts.set(path, defaultFact(otherwise, `tf.LayersModel.fit(${key})`, at));
        } else if (missing) facts.set(path, { ...unknown('call', `${key} is not known`), origin: at });
        else facts.set(path, make.fact(given?.value));
      }
      const shuffle = facts.get('data.shuffle');
      if (shuffle !== undefined && 'value' in shuffle && typeof shuffle.value !== 'boolean')
        facts.set('data.shuffle', { ...unknown('call', 'shuffled by batches'), origin: at });
      const times = occurrences(trace, event.site);
      if (times > 1) facts.set('train.epochs', { ...unknown('loop', 'fit is called again and again'), origin: at });
      return facts;
    }),
  );
  return merged;
}

/** Updates of a loop of the script's own. */
function loopFacts({ make }: CollectContext, trace: readonly TraceNode[], updates: readonly Seen[]): FactMap {
  const facts: FactMap = new Map([['train.steps', unknown('data', 'the number of updates is not known')]]);
  const [first] = updates;
  if (first === undefined) return facts;
  const outer = first.loops.length > 1 ? first.loops[0] : undefined;
  const input = outer?.bound.kind === 'primitive' ? outer.bound.input : undefined;
  const isShared = updates.every(({ loops }) => loops[0] === outer);
  if (outer !== undefined && isShared && input !== undefined && /epoch/i.test(input))
    facts.set('train.epochs', make.fact(outer.bound));
  const sites = new Set(updates.map(({ event }) => event.site));
  if (sites.size !== 1 || updates.some(({ conditional }) => conditional)) return facts;
  const counts = updates.map(({ loops }) => loops.map(({ bound }) => numberIn(bound)));
  if (updates.length === 1 && first.loops.length === 1) {
    const [bound] = first.loops.map((loop) => loop.bound);
    if (bound !== undefined) facts.set('train.steps', make.fact(bound));
  } else if (counts.every((list) => !list.includes(undefined)) && trace.length > 0) {
    const total = counts.reduce((sum, list) => sum + list.reduce<number>((product, one) => product * (one ?? 0), 1), 0);
    const via = first.loops.map(({ bound }) => make.origin(bound.provenance));
    if (total > 1)
      facts.set('train.steps', {
        status: 'stated',
        value: total,
        origin: { ...make.place(first.event.site), ...(via.length === 0 ? {} : { via }) },
      });
  }
  return facts;
}

const numberIn = (value: Value): number | undefined =>
  value.kind === 'primitive' && typeof value.value === 'number' ? value.value : undefined;

/** The networks that are compiled or trained; unknown where a call does not know its own. */
function networks({ machine: m, make }: CollectContext, seen: readonly Seen[]): FactMap {
  const known = new Map<string, Network>();
  let isOpen = false;
  for (const { call } of seen) {
    if (call.network === undefined) isOpen = true;
    else known.set(call.network.layers.join(), call.network);
  }
  if (isOpen || known.size === 0) return new Map();
  const parts = [...known.values()].map((network) => networkFacts(m, make, network));
  // A network that has nothing of a kind says nothing of it.
  const paths = new Set(parts.flatMap((part) => [...part.keys()]));
  return new Map([...paths].map((path) => [path, agree(parts.flatMap((part) => part.get(path) ?? []))]));
}

/** What is done to the images that networks are fed with, where all of them agree. */
function preprocessing(
  { machine: m, make }: CollectContext,
  seen: readonly { readonly call: { readonly given: readonly Frozen[] } }[],
  phase: Phase,
): FactMap {
  const parts = seen.flatMap(({ call }) => {
    const [tensor] = call.given;
    return tensor === undefined ? [] : [preprocessFacts(m, make, tensor, phase)];
  });
  return merge(parts);
}

/** Images that a network is trained with: of `fit`, of single batches, or that a loop of the script's own feeds it. */
function trainingPixels(
  context: CollectContext,
  { fits, updates }: { readonly fits: readonly Seen[]; readonly updates: readonly Seen[] },
): FactMap {
  const batches = updates.filter(({ call }) => call.name.endsWith('#trainOnBatch'));
  const fed = [...fits, ...batches];
  if (fed.length > 0) {
    // A network that is fed with something else than images, such as noise, says nothing of them.
    const images = fed.filter(({ call }) => call.given[0] !== undefined && holdsPixels(context.machine, call.given[0]));
    return preprocessing(context, fits.length > 0 || images.length === 0 ? fed : images, 'train');
  }
  const applied = placedCalls(context, /^tf\.LayersModel#(?:apply|predict)$/).filter(
    ({ call }) => call.given[0] !== undefined && holdsPixels(context.machine, call.given[0]),
  );
  return updates.length === 0 ? new Map() : preprocessing(context, applied, 'train');
}

function placedCalls({ machine: m, trace, uncalled }: CollectContext, pattern: RegExp): readonly Seen[] {
  return [...placed([...trace, ...uncalled])].flatMap((one): Seen[] => {
    const call = callOf(m, one.event.result);
    return call !== undefined && pattern.test(call.name) ? [{ ...one, call }] : [];
  });
}

/** Images that a network is tried on: given to `evaluate`, or as data or a part of the data to validate with. */
function evaluated(
  context: CollectContext,
  fits: readonly Seen[],
): readonly { readonly call: { readonly given: readonly Frozen[] } }[] {
  const tried = placedCalls(context, /^tf\.LayersModel#evaluate$/);
  const validated = fits.flatMap(({ call }): readonly { readonly call: { readonly given: readonly Frozen[] } }[] => {
    const entries = call.given.at(-1)?.entries;
    const [images] = entries?.get('validationData')?.items ?? [];
    if (images !== undefined) return [{ call: { given: [images] } }];
    const isSplit = (numberOf(entries?.get('validationSplit')) ?? 0) > 0;
    return isSplit ? [{ call }] : [];
  });
  return [...tried, ...validated];
}

/** The rate stays as it is where nothing in the whole script writes one. */
function scheduleFacts({ machine: m, make }: CollectContext, facts: FactMap): void {
  const write = m.modules.loaded.map(({ module }) => rateWrite(module)).find((site) => site !== undefined);
  if (write === undefined) {
    if (facts.has('schedule.kind')) return;
    facts.set('schedule.kind', {
      status: 'derived',
      value: 'constant',
      origin: { kind: 'derived', from: ['optimizer.lr'], how: 'nothing in the script writes a learning rate' },
    });
    return;
  }
  const origin = make.place(write);
  for (const path of ['schedule.kind', 'schedule.peakLr'])
    facts.set(path, { ...unknown('loop', 'the script changes the learning rate'), origin });
}

/** What holds of every script of this library where nothing was said of it, because the library has nothing of the kind. */
const LIBRARY_HAS_NONE =
  /^schedule\.warmup\.|^train\.(?:ema\.|syncBatchNorm)|^optimizer\.(?:layerDecay|trust)|^loss\.(?:ignoreIndex)/;
const SCHEDULE = /^schedule\./;

/** A script does what it says: a fact that was not read from it is unknown, and no default of the framework may fill it. */
function fillUnknown(facts: FactMap): void {
  const trains = facts.has('optimizer.name') || facts.has('loss.kind') || facts.has('train.epochs');
  const schedule = facts.get('schedule.kind');
  const isConstant = schedule !== undefined && 'value' in schedule;
  for (const { rows } of frameworkOf('tfjs', undefined)?.constructs ?? []) {
    for (const { path: template } of rows) {
      for (const phase of template.includes('*') ? ['train', 'eval', 'serve'] : ['']) {
        const path = template.replace('*', phase);
        if (!trains && phase !== 'serve') continue;
        if (facts.has(path) || LIBRARY_HAS_NONE.test(path) || (isConstant && SCHEDULE.test(path))) continue;
        facts.set(path, unknown('data', 'not read from the script'));
      }
    }
  }
}
