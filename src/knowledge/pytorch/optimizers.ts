import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import { ITEMS } from '../../script/memory.ts';
import type { Address, Guard, Value } from '../../script/value.ts';
import { type Fact, type FactValue, isKnown, unknown } from '../../spec/fact.ts';
import { boolean, type FactMap, factOf, number, stateArgument } from './facts.ts';
import { argument, type Call, callOf, itemsOf, placeOf } from './values.ts';

type Rows = readonly (readonly [
  path: string,
  parameter: string,
  convert?: (plain: unknown) => FactValue | undefined,
])[];

const pair = (plain: unknown): FactValue | undefined =>
  Array.isArray(plain) && plain.every((part) => typeof part === 'number') ? plain : undefined;

const ADAM: Rows = [
  ['optimizer.lr', 'lr', number],
  ['optimizer.betas', 'betas', pair],
  ['optimizer.epsilon', 'eps'],
  ['optimizer.weightDecay', 'weight_decay'],
  ['optimizer.amsgrad', 'amsgrad', boolean],
];

/** Parameters after the first (`params`), in order; https://docs.pytorch.org/docs/stable/optim.html */
const OPTIMIZERS: Readonly<Record<string, { readonly name: string; readonly rows: Rows }>> = {
  SGD: {
    name: 'sgd',
    rows: [
      ['optimizer.lr', 'lr', number],
      ['optimizer.momentum', 'momentum'],
      ['optimizer.dampening', 'dampening'],
      ['optimizer.weightDecay', 'weight_decay'],
      ['optimizer.nesterov', 'nesterov', boolean],
    ],
  },
  Adam: { name: 'adam', rows: ADAM },
  AdamW: { name: 'adamw', rows: ADAM },
  NAdam: { name: 'nadam', rows: [...ADAM.slice(0, 4), ['optimizer.momentumDecay', 'momentum_decay']] },
  RAdam: { name: 'radam', rows: ADAM.slice(0, 4) },
  Adamax: { name: 'adamax', rows: ADAM.slice(0, 4) },
  RMSprop: {
    name: 'rmsprop',
    rows: [
      ['optimizer.lr', 'lr', number],
      ['optimizer.rho', 'alpha'],
      ['optimizer.epsilon', 'eps'],
      ['optimizer.weightDecay', 'weight_decay'],
      ['optimizer.momentum', 'momentum'],
      ['optimizer.centered', 'centered', boolean],
    ],
  },
  Adadelta: {
    name: 'adadelta',
    rows: [
      ['optimizer.lr', 'lr', number],
      ['optimizer.rho', 'rho'],
      ['optimizer.epsilon', 'eps'],
      ['optimizer.weightDecay', 'weight_decay'],
    ],
  },
};

const NAME = /^torch\.optim\.(?:\w+\.)?(\w+)$/;

/** Whether a call makes an optimizer of torch. */
export function isOptimizer(name: string): boolean {
  const short = NAME.exec(name)?.[1];
  return short !== undefined && !/lr_scheduler|swa_utils/.test(name) && /^[A-Z]/.test(short);
}

/** What one optimizer was made with. */
export function optimizerFacts(m: Machine, make: FactMaker, call: Call): FactMap {
  const facts: FactMap = new Map();
  const short = NAME.exec(call.name)?.[1] ?? '';
  const known = OPTIMIZERS[short];
  facts.set('optimizer.name', {
    status: 'stated',
    value: known?.name ?? short.toLowerCase(),
    origin: placeOf(make, call, short),
  });
  const params = argument(call, 0, 'params');
  const groups = params === undefined || params === 'open' ? undefined : groupsOf(m, params);
  for (const [i, [path, parameter, convert = number]] of (known?.rows ?? []).entries()) {
    const own = argument(call, i + 1, parameter);
    if (groups === undefined || (groups === 'unknown' && parameter === 'weight_decay')) {
      facts.set(path, unknown('data', 'parameter groups may have values of their own'));
      continue;
    }
    const values = groups === 'unknown' ? [] : valuesIn(make, groups, parameter, own);
    const [only] = values;
    if (only === undefined) stateArgument(facts, make, path, own, convert);
    else if (values.length === 1) {
      if (only !== 'left out') stateArgument(facts, make, path, only, convert);
    } else facts.set(path, differing(make, path, values, convert));
  }
  return facts;
}

/** What the groups have for a parameter: their own value, else the constructor's; each value once. */
function valuesIn(
  make: FactMaker,
  groups: readonly ReadonlyMap<string, Value>[],
  parameter: string,
  own: Value | 'open' | undefined,
): (Value | 'open' | 'left out')[] {
  const found = new Map<string, Value | 'open' | 'left out'>();
  for (const group of groups) {
    const value = group.get(parameter) ?? own ?? 'left out';
    const plain = value === 'open' || value === 'left out' ? undefined : make.plain(value);
    const key =
      typeof value === 'string' ? value : plain === undefined ? `unknown ${found.size}` : JSON.stringify(plain);
    if (!found.has(key)) found.set(key, value);
  }
  return [...found.values()];
}

/** Groups that differ. Of weight decay, that some parameters are spared is told by the roles; the coefficient is one. */
function differing(
  make: FactMaker,
  path: string,
  values: readonly (Value | 'open' | 'left out')[],
  convert: (plain: unknown) => FactValue | undefined,
): Fact {
  const known = values.filter((value) => value !== 'open' && value !== 'left out');
  const facts = known.map((value) => factOf(make, value, convert));
  const decays = facts.filter((fact) => !(isKnown(fact) && fact.value === 0));
  const [decay] = decays;
  const isWhole = known.length === values.length || (path === 'optimizer.weightDecay' && !values.includes('open'));
  if (path === 'optimizer.weightDecay' && isWhole && decays.length === 1 && decay !== undefined) return decay;
  return {
    ...unknown('data', 'parameter groups have values of their own'),
    alternatives: facts.flatMap((fact) => (isKnown(fact) ? [{ value: fact.value, origin: fact.origin }] : [])),
  };
}

/** Parameter groups by what they say of themselves; one without names where all parameters are one group. */
type Groups = readonly ReadonlyMap<string, Value>[];

function groupsOf(m: Machine, params: Value): Groups | 'unknown' {
  const all = (params.kind === 'choice' ? params.options.map((option) => option.value) : [params]).map((one) =>
    groupsIn(m, one),
  );
  return all.includes('unknown') ? 'unknown' : all.flatMap((groups) => (groups === 'unknown' ? [] : groups));
}

const ONE_GROUP: Groups = [new Map()];

function groupsIn(m: Machine, params: Value): Groups | 'unknown' {
  const held = params.kind === 'reference' ? m.memory.read(params.address, ITEMS) : undefined;
  if (held?.kind === 'choice') {
    // An optimizer of no parameters at all is an error, so that way is not taken.
    const ways = held.options.map(({ guard, value }) =>
      value.kind === 'items' && !value.open ? groupsOfList(m, value.items, guard) : 'unknown',
    );
    return ways.includes('unknown') ? 'unknown' : ways.flatMap((groups) => (groups === 'unknown' ? [] : groups));
  }
  const list = itemsOf(m, params);
  // The constructor's own values hold, but what is not known may say which parameters do not decay.
  if (params.kind === 'unknown') return 'unknown';
  if (list === undefined) {
    if (params.kind !== 'reference') return ONE_GROUP;
    const { kind } = m.memory.object(params.address);
    if (kind === 'call')
      return /(?:parameters$|^filter$|chain$|#element$)/.test(callOf(m, params)?.name ?? '') ? ONE_GROUP : 'unknown';
    return 'unknown';
  }
  return groupsOfList(m, list);
}

function groupsOfList(m: Machine, list: readonly Value[], guard: Guard = []): Groups | 'unknown' {
  const slot = (address: Address, key: string): Value | undefined => {
    const value = m.memory.read(address, key);
    const narrowed = value === undefined ? undefined : m.narrowBy(value, guard);
    return narrowed?.kind === 'missing' ? undefined : narrowed;
  };
  const groups: ReadonlyMap<string, Value>[] = [];
  for (const group of list) {
    if (group.kind === 'unknown' || group.kind === 'choice') return 'unknown';
    if (group.kind !== 'reference' || m.memory.object(group.address).kind !== 'dict') {
      groups.push(new Map());
      continue;
    }
    if (m.memory.read(group.address, '#open') !== undefined) return 'unknown';
    const held = slot(group.address, 'params');
    // A group without parameters says nothing.
    if (held !== undefined && itemsOf(m, held)?.length === 0) continue;
    groups.push(
      new Map(
        m.memory.keys(group.address).flatMap((key) => {
          const value = slot(group.address, key);
          return key === 'params' || value === undefined ? [] : [[key, value] as const];
        }),
      ),
    );
  }
  return groups;
}
