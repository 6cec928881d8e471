import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import { type Address, reference } from '../../script/value.ts';
import { type Fact, type FactValue, unknown } from '../../spec/fact.ts';
import { callOf, type Frozen, isNothing, numberOf, type TfCall, textOf } from './frozen.ts';
import { defaultFact } from './optimizers.ts';

/** tfjs-layers/src/initializers.ts: names and functions, as schemes. */
const SCHEMES: Readonly<Record<string, FactValue>> = {
  glorotnormal: { name: 'xavier-normal', distribution: 'truncated-normal', corrected: false },
  zeros: 'zeros',
  ones: 'ones',
};

const CONVOLUTIONS = /^tf\.layers\.(?:conv1d|conv2d|conv3d|conv2dTranspose|conv3dTranspose)$/;

/** Facts of the network that is trained, from its layers in the order of the data; all unknown where they are not known. */
export function networkFacts(m: Machine, make: FactMaker, layers: readonly Address[] | undefined): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  const calls = layers?.map((address) => callOf(m, reference(address, 0)));
  if (calls === undefined || calls.length === 0 || calls.some((call) => call === undefined)) return facts;
  const known = calls.filter((call) => call !== undefined);
  inputFacts(make, known[0], facts);
  classFacts(make, known.at(-1), facts);
  setScheme(
    make,
    facts,
    'init.conv',
    known.filter(({ name }) => CONVOLUTIONS.test(name)),
    'kernelInitializer',
  );
  setScheme(
    make,
    facts,
    'init.dense',
    known.filter(({ name }) => name === 'tf.layers.dense'),
    'kernelInitializer',
  );
  dropoutFacts(make, known, facts);
  return facts;
}

const configOf = (call: TfCall | undefined): Frozen | undefined => call?.given[0];
const entry = (call: TfCall | undefined, key: string): Frozen | undefined => configOf(call)?.entries?.get(key);
/** Whether all that a layer was given is known, so that what is not in it was left out. */
const isClosed = (call: TfCall): boolean =>
  !call.arguments.open &&
  (isNothing(configOf(call)) || (configOf(call)?.entries !== undefined && configOf(call)?.open === false));

/** An image's height, width and channels where the first layer is given them. */
function inputFacts(make: FactMaker, first: TfCall | undefined, facts: Map<string, Fact>): void {
  const shape = entry(first, 'inputShape') ?? entry(first, 'batchInputShape');
  const numbers = shape === entry(first, 'inputShape') ? shape?.items : shape?.items?.slice(1);
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

/** Classes, where the last layer gives one probability for each. */
function classFacts(make: FactMaker, last: TfCall | undefined, facts: Map<string, Fact>): void {
  if (last?.name !== 'tf.layers.dense' || textOf(entry(last, 'activation')) !== 'softmax') return;
  const units = entry(last, 'units');
  if (units !== undefined) facts.set('data.classes', make.fact(units.value));
}

/** The scheme of all layers of a kind, where they agree. */
function setScheme(
  make: FactMaker,
  facts: Map<string, Fact>,
  path: string,
  layers: readonly TfCall[],
  key: string,
): void {
  const [first] = layers;
  if (first === undefined) return;
  const schemes = layers.map((layer): Fact => {
    const given = entry(layer, key);
    if (isNothing(given)) {
      return isClosed(layer)
        ? defaultFact(SCHEMES.glorotnormal, `${layer.name}(${key})`, make.place(layer.site))
        : unknown('call', 'a layer whose arguments are not known');
    }
    const name = textOf(given) ?? '';
    const known = SCHEMES[name.replaceAll('_', '').toLowerCase()];
    if (known === undefined || given === undefined) return unknown('call', 'an initializer that is not followed');
    return { status: 'stated', value: known, origin: { ...make.origin(given.value.provenance), raw: name } };
  });
  facts.set(path, agree(schemes));
}

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
