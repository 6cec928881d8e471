import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import { type Address, reference } from '../../script/value.ts';
import { type Fact, unknown } from '../../spec/fact.ts';
import type { TextOrigin } from '../../spec/origin.ts';
import { PHASES } from '../../spec/vocabulary.ts';
import { callOf, type Frozen, isNothing, numberOf, type TfCall, textOf } from './frozen.ts';
import { initializerFact, schemeOf } from './initializers.ts';
import { defaultFact } from './optimizers.ts';

const CONVOLUTIONS = /^tf\.layers\.(?:conv1d|conv2d|conv3d|conv2dTranspose|conv3dTranspose)$/;

const RECURRENT = /^tf\.layers\.(?:lstm|gru|simpleRNN|lstmCell|gruCell|simpleRNNCell)$/;

/** A network: its layers in the order of the data, and those of them that give its outputs. */
export interface Network {
  readonly layers: readonly Address[];
  readonly heads: readonly Address[];
  /** Shape of its only input without the batch, where it is written apart from the layers. */
  readonly shape?: Frozen;
}

/** Facts of the network that is trained, from its layers; none where they are not known. */
export function networkFacts(m: Machine, make: FactMaker, network: Network): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  const calls = network.layers.map((address) => callOf(m, reference(address, 0)));
  if (calls.length === 0 || calls.some((call) => call === undefined)) return facts;
  const known = calls.filter((call) => call !== undefined);
  inputFacts(make, known[0], network.shape, facts);
  for (const head of network.heads) classFacts(make, callOf(m, reference(head, 0)), facts);
  const scheme = (path: string, pattern: RegExp, key: string, otherwise: string): void => {
    setScheme(m, make, facts, path, { layers: known.filter(({ name }) => pattern.test(name)), key, otherwise });
  };
  scheme('init.conv', CONVOLUTIONS, 'kernelInitializer', 'glorotNormal');
  scheme('init.dense', /^tf\.layers\.dense$/, 'kernelInitializer', 'glorotNormal');
  scheme('init.embedding', /^tf\.layers\.embedding$/, 'embeddingsInitializer', 'randomUniform');
  scheme('init.recurrent', RECURRENT, 'recurrentInitializer', 'orthogonal');
  insideFacts(make, known, facts);
  dropoutFacts(make, known, facts);
  regularizerFacts(m, make, known, facts);
  return facts;
}

const configOf = (call: TfCall | undefined): Frozen | undefined => call?.given[0];
const entry = (call: TfCall | undefined, key: string): Frozen | undefined => configOf(call)?.entries?.get(key);
/** Whether all that a layer was given is known, so that what is not in it was left out. */
const isClosed = (call: TfCall): boolean =>
  !call.arguments.open &&
  (isNothing(configOf(call)) || (configOf(call)?.entries !== undefined && configOf(call)?.open === false));

/** An image's height, width and channels where the first layer is given them. */
function inputFacts(
  make: FactMaker,
  first: TfCall | undefined,
  input: Frozen | undefined,
  facts: Map<string, Fact>,
): void {
  const shape = entry(first, 'inputShape') ?? entry(first, 'batchInputShape') ?? input;
  const numbers = shape === entry(first, 'batchInputShape') ? shape?.items?.slice(1) : shape?.items;
  if (numbers?.length !== 3 || entry(first, 'dataFormat') !== undefined) return;
  const [height, width, channels] = numbers;
  if (height === undefined || width === undefined || channels === undefined) return;
  const [h, w] = [make.fact(height.value), make.fact(width.value)];
  if ('value' in h && 'value' in w && typeof h.value === 'number' && typeof w.value === 'number')
    facts.set('input.size.train', {
      status: 'stated',
      value: [h.value, w.value],
      origin: { ...make.origin(height.value.provenance), via: [w.origin] },
    });
  const fact = make.fact(channels.value);
  if ('value' in fact) facts.set('input.channels', fact);
}

const PARAMETRIC = /^tf\.layers\.(?:conv|separableConv|depthwiseConv|dense$|lstm$|gru$|simpleRNN$|embedding$)/;
const KEEPS_VALUES =
  /^tf\.layers\.(?:inputLayer|input|reshape|flatten|zeroPadding2d|cropping2D|permute|resizing|maxPooling\dd)$/;

/** What the network does to its input in front of its first layer with parameters. */
function insideFacts(make: FactMaker, layers: readonly TfCall[], facts: Map<string, Fact>): void {
  const first = layers.find(({ name }) => !KEEPS_VALUES.test(name));
  if (first === undefined || !PARAMETRIC.test(first.name)) return;
  for (const phase of PHASES)
    facts.set(`preprocess.${phase}.normalization.inModel`, { status: 'absent', origin: make.place(first.site) });
}

/** Classes, where the last layer gives one probability for each. */
function classFacts(make: FactMaker, last: TfCall | undefined, facts: Map<string, Fact>): void {
  if (last?.name !== 'tf.layers.dense' || textOf(entry(last, 'activation')) !== 'softmax') return;
  const units = entry(last, 'units');
  if (units === undefined) return;
  const present = facts.get('data.classes');
  const fact = make.fact(units.value);
  facts.set('data.classes', present === undefined ? fact : agree([present, fact]));
}

/** The scheme of all layers of a kind, where they agree. */
function setScheme(
  m: Machine,
  make: FactMaker,
  facts: Map<string, Fact>,
  path: string,
  { layers, key, otherwise }: { readonly layers: readonly TfCall[]; readonly key: string; readonly otherwise: string },
): void {
  if (layers.length === 0) return;
  const schemes = layers.map((layer): Fact => {
    const given = entry(layer, key);
    if (given !== undefined && !isNothing(given)) return initializerFact(m, make, given);
    return isClosed(layer)
      ? defaultFact(schemeOf(otherwise), `${layer.name}(${key})`, make.place(layer.site))
      : unknown('call', 'a layer whose arguments are not known');
  });
  facts.set(path, agree(schemes));
}

const PENALTIES: readonly (readonly [key: string, suffix: string])[] = [
  ['kernelRegularizer', 'weight'],
  ['depthwiseRegularizer', 'weight'],
  ['pointwiseRegularizer', 'weight'],
  ['recurrentRegularizer', 'weight'],
  ['embeddingsRegularizer', ''],
  ['biasRegularizer', 'bias'],
  ['gammaRegularizer', 'weight'],
  ['betaRegularizer', 'bias'],
];

/** Penalties of weights in the loss. A coefficient λ of Σw² pulls as weight decay 2λ in the gradient. */
function regularizerFacts(m: Machine, make: FactMaker, layers: readonly TfCall[], facts: Map<string, Fact>): void {
  const given = layers.flatMap((layer) =>
    PENALTIES.flatMap(([key, suffix]) => {
      const value = entry(layer, key);
      return value === undefined || isNothing(value) ? [] : [{ layer, suffix, value }];
    }),
  );
  const isOpen = layers.some((layer) => !isClosed(layer));
  if (given.length === 0) {
    if (isOpen || layers.some(({ name }) => /#|loadLayersModel/.test(name))) return;
    const first = layers[0];
    if (first !== undefined)
      facts.set(
        'optimizer.weightDecay',
        defaultFact(undefined, 'tf.layers.Layer(kernelRegularizer)', make.place(first.site)),
      );
    return;
  }
  const penalties = given.map(({ value }) => penaltyOf(m, value));
  const [first] = penalties;
  const [place] = given;
  const why = unknown('call', 'penalties that differ from layer to layer, or are not followed');
  if (isOpen || first === undefined || place === undefined || penalties.some((one) => one !== first)) {
    facts.set('optimizer.weightDecay', why);
    facts.set('optimizer.decayKind', why);
    return;
  }
  const call = callOf(m, place.value.value);
  const written = call?.given[0]?.entries?.get('l2');
  const origin: TextOrigin = {
    ...make.origin(place.value.value.provenance),
    ...(written === undefined ? {} : { via: [make.origin(written.value.provenance)] }),
  };
  const roles = [...new Set(given.map(({ layer, suffix }) => roleOf(layer, suffix, layers)))];
  // A part of the layers of a kind: which, no role can say.
  const isWhole = roles.every(
    (role) =>
      layers.filter((layer) => hasRole(layer, role, layers)).length ===
      given.filter(({ layer, suffix }) => roleOf(layer, suffix, layers) === role).length,
  );
  facts.set('optimizer.weightDecay', { status: 'stated', value: 2 * first, origin });
  facts.set('optimizer.decayKind', { status: 'stated', value: 'penalty', origin });
  facts.set(
    'optimizer.decayRoles',
    isWhole && !roles.includes(undefined)
      ? { status: 'stated', value: roles.map((role) => role ?? ''), origin }
      : { ...unknown('call', 'a part of the layers is penalized'), origin },
  );
}

/** λ of `tf.regularizers.l2`, where there is no L1 beside it. */
function penaltyOf(m: Machine, value: Frozen): number | undefined {
  const call = callOf(m, value.value);
  if (call === undefined) return undefined;
  const config = call.given[0];
  if (config !== undefined && !isNothing(config) && (config.entries === undefined || config.open)) return undefined;
  const l2 = config?.entries?.get('l2');
  if (call.name === 'tf.regularizers.l2') return isNothing(l2) ? 0.01 : numberOf(l2);
  if (call.name === 'tf.regularizers.l1l2')
    return numberOf(config?.entries?.get('l1')) === 0 ? (isNothing(l2) ? 0.01 : numberOf(l2)) : undefined;
  return undefined;
}

function roleOf(layer: TfCall, suffix: string, layers: readonly TfCall[]): string | undefined {
  const { name } = layer;
  if (suffix === '') return 'embedding';
  if (CONVOLUTIONS.test(name)) return `conv.${suffix}`;
  if (name === 'tf.layers.dense') return layer === layers.at(-1) ? `head.${suffix}` : `dense.${suffix}`;
  if (/ormalization$/.test(name)) return `norm.${suffix}`;
  return undefined;
}

const hasRole = (layer: TfCall, role: string | undefined, layers: readonly TfCall[]): boolean =>
  role !== undefined &&
  (role === 'embedding'
    ? layer.name === 'tf.layers.embedding'
    : roleOf(layer, role.split('.')[1] ?? '', layers) === role);

/** Rates of dropout in the order of the layers. */
function dropoutFacts(make: FactMaker, layers: readonly TfCall[], facts: Map<string, Fact>): void {
  const dropouts = layers.filter(({ name }) =>
    /^tf\.layers\.(?:dropout|spatialDropout\dd|gaussianDropout|alphaDropout)$/.test(name),
  );
  const others = layers.some(
    (layer) => !isNothing(entry(layer, 'dropout')) || !isNothing(entry(layer, 'recurrentDropout')),
  );
  if (dropouts.length === 0 || others) return;
  const rates = dropouts.map((layer) => numberOf(entry(layer, 'rate')));
  const [first] = dropouts;
  const written = first === undefined ? undefined : entry(first, 'rate');
  if (rates.includes(undefined) || written === undefined || dropouts.some(({ name }) => name !== 'tf.layers.dropout'))
    return;
  const value = rates.map((rate) => rate ?? 0);
  const via = dropouts.slice(1, 7).flatMap((layer) => {
    const rate = entry(layer, 'rate');
    return rate === undefined ? [] : [make.origin(rate.value.provenance)];
  });
  facts.set('regularization.dropout', {
    status: 'stated',
    value: new Set(value).size === 1 ? (value[0] ?? 0) : value,
    origin: { ...make.origin(written.value.provenance), ...(via.length === 0 ? {} : { via }) },
  });
}

/** One fact where all say the same; else unknown, with what each says. */
export function agree(facts: readonly Fact[]): Fact {
  const [first] = facts;
  if (first === undefined) return unknown('not-stated', 'not stated');
  const spelledOut = (fact: Fact): string =>
    fact.status === 'unknown' ? '?' : JSON.stringify('value' in fact ? fact.value : null);
  if (facts.every((fact) => fact.status !== 'unknown' && spelledOut(fact) === spelledOut(first)))
    return withPlaces(facts.find(({ status }) => status === 'stated') ?? first, facts);
  const failed = facts.find((fact) => fact.status === 'unknown');
  if (facts.every((fact) => fact.status === 'unknown')) return failed ?? first;
  const alternatives = facts.flatMap((fact) =>
    'value' in fact
      ? [{ value: fact.value, origin: fact.origin }]
      : fact.status === 'absent'
        ? [{ value: null, origin: fact.origin }]
        : (fact.alternatives ?? []),
  );
  const seen = new Set<string>();
  return {
    ...unknown('branch', 'different in different parts of the script'),
    alternatives: alternatives.filter(({ value }) => {
      const text = JSON.stringify(value);
      return seen.has(text) ? false : seen.add(text) !== undefined;
    }),
  };
}

const MAX_PLACES = 6;

/** A fact that several places state: the first is its origin, the others are named behind it. */
function withPlaces(fact: Fact, all: readonly Fact[]): Fact {
  const { origin } = fact;
  if (fact.status !== 'stated' || origin?.kind !== 'text') return fact;
  const seen = new Set([`${origin.file}:${origin.line}:${origin.column}`]);
  const others = all.flatMap(({ origin: other }) => {
    if (other?.kind !== 'text') return [];
    const place = `${other.file}:${other.line}:${other.column}`;
    if (seen.has(place)) return [];
    seen.add(place);
    return [other];
  });
  if (others.length === 0) return fact;
  return { ...fact, origin: { ...origin, via: [...(origin.via ?? []), ...others].slice(0, MAX_PLACES) } };
}
