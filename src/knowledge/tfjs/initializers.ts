import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import { type Fact, type FactValue, unknown } from '../../spec/fact.ts';
import { callOf, type Frozen, isNothing, numberOf, textOf } from './frozen.ts';

/** tfjs-layers/src/initializers.ts: normal schemes are cut off at two standard deviations and not rescaled. */
const truncated = (name: string): FactValue => ({ name, distribution: 'truncated-normal', corrected: false });

/** By the name that a layer is given, or the function of `tf.initializers` without arguments. */
const SCHEMES: Readonly<Record<string, FactValue>> = {
  glorotnormal: truncated('xavier-normal'),
  glorotuniform: 'xavier-uniform',
  henormal: truncated('kaiming-normal'),
  heuniform: 'kaiming-uniform',
  lecunnormal: truncated('lecun-normal'),
  lecununiform: 'lecun-uniform',
  varianceScaling: truncated('lecun-normal'),
  variancescaling: truncated('lecun-normal'),
  orthogonal: 'orthogonal',
  zeros: 'zeros',
  ones: 'ones',
  randomuniform: { name: 'uniform', bound: 0.05 },
  randomnormal: { name: 'normal', std: 0.05 },
};

const spelled = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** The scheme by a name of the library. */
export const schemeOf = (name: string): FactValue | undefined => SCHEMES[spelled(name)];

/** What a layer's initializer comes to: a name, or a call of `tf.initializers`. */
export function initializerFact(m: Machine, make: FactMaker, given: Frozen): Fact {
  const name = textOf(given);
  const origin = make.origin(given.value.provenance);
  if (name !== undefined) {
    const known = schemeOf(name);
    return known === undefined
      ? { ...unknown('call', 'an initializer that is not followed'), origin }
      : { status: 'stated', value: known, origin: { ...origin, raw: name } };
  }
  const call = callOf(m, given.value);
  const kind = call === undefined ? undefined : /^tf\.initializers\.(\w+)$/.exec(call.name)?.[1];
  if (call === undefined || kind === undefined)
    return { ...unknown('call', 'an initializer that is not followed'), origin };
  const value = valueOfCall(kind, call.given[0]);
  return value === undefined
    ? { ...unknown('call', 'an initializer that is not followed'), origin: make.place(call.site) }
    : { status: 'stated', value, origin: { ...make.place(call.site), raw: call.name } };
}

function valueOfCall(kind: string, config: Frozen | undefined): FactValue | undefined {
  if (config !== undefined && !isNothing(config) && (config.entries === undefined || config.open)) return undefined;
  const entry = (key: string): Frozen | undefined => config?.entries?.get(key);
  const number = (key: string, otherwise: number): number | undefined =>
    isNothing(entry(key)) ? otherwise : numberOf(entry(key));
  switch (spelled(kind)) {
    case 'constant': {
      const value = number('value', Number.NaN);
      return value === undefined || Number.isNaN(value) ? undefined : { name: 'constant', value };
    }
    case 'randomuniform': {
      const [low, high] = [number('minval', -0.05), number('maxval', 0.05)];
      return high === undefined || low !== -high ? undefined : { name: 'uniform', bound: high };
    }
    case 'randomnormal': {
      const [mean, std] = [number('mean', 0), number('stddev', 0.05)];
      return mean !== 0 || std === undefined ? undefined : { name: 'normal', std };
    }
    case 'orthogonal': {
      const gain = number('gain', 1);
      return gain === undefined ? undefined : gain === 1 ? 'orthogonal' : { name: 'orthogonal', gain };
    }
    case 'variancescaling':
      return scaling(number('scale', 1), textOr(entry('mode'), 'fanIn'), textOr(entry('distribution'), 'normal'));
    case 'truncatednormal':
    case 'identity':
      return undefined;
    default:
      return schemeOf(kind);
  }
}

const textOr = (given: Frozen | undefined, otherwise: string): string | undefined =>
  isNothing(given) ? otherwise : textOf(given);

const MODES: Readonly<Record<string, string>> = { fanIn: 'fan-in', fanOut: 'fan-out', fanAvg: 'fan-average' };

function scaling(
  scale: number | undefined,
  mode: string | undefined,
  distribution: string | undefined,
): FactValue | undefined {
  const fan = mode === undefined ? undefined : MODES[mode];
  if (scale === undefined || fan === undefined) return undefined;
  if (distribution !== 'normal' && distribution !== 'truncatedNormal' && distribution !== 'uniform') return undefined;
  if (scale === 1 && fan === 'fan-in') return distribution === 'uniform' ? 'lecun-uniform' : truncated('lecun-normal');
  const gain = Math.sqrt(scale);
  return distribution === 'uniform'
    ? { name: 'uniform', mode: fan, gain }
    : { name: 'truncated-normal', mode: fan, gain, corrected: false };
}
