import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import type { Value } from '../../script/value.ts';
import type { FactValue } from '../../spec/fact.ts';
import { unknown } from '../../spec/fact.ts';
import { boolean, type FactMap, number, stateArgument } from './facts.ts';
import { argument, type Call, callOf, itemsOf } from './values.ts';

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
    origin: { ...make.place(call.site), raw: short },
  });
  const groups = groupsOf(m, call);
  for (const [i, [path, parameter, convert = number]] of (known?.rows ?? []).entries()) {
    if (groups === 'unknown' || groups.has(parameter)) {
      facts.set(path, unknown('data', 'parameter groups may have values of their own'));
      continue;
    }
    stateArgument(facts, make, path, argument(call, i + 1, parameter), convert);
  }
  return facts;
}

/** Names that parameter groups give values of their own; `'unknown'` where the groups are not known. */
function groupsOf(m: Machine, call: Call): ReadonlySet<string> | 'unknown' {
  const params = argument(call, 0, 'params');
  if (params === undefined || params === 'open') return 'unknown';
  if (params.kind === 'choice') {
    const all = params.options.map((option) => groupsIn(m, option.value));
    return all.includes('unknown')
      ? 'unknown'
      : new Set(all.flatMap((names) => (names === 'unknown' ? [] : [...names])));
  }
  return groupsIn(m, params);
}

function groupsIn(m: Machine, params: Value): ReadonlySet<string> | 'unknown' {
  const list = itemsOf(m, params);
  const names = new Set<string>();
  // The constructor's own values hold, but what is not known may say which parameters do not decay.
  if (params.kind === 'unknown') return new Set(['weight_decay']);
  if (list === undefined) {
    // The parameters of a network, filtered or not, are no groups.
    const made = callOf(m, params);
    if (made !== undefined && /parameters$|^filter$|chain$/.test(made.name)) return names;
    return params.kind === 'reference' && ['list', 'instance'].includes(m.memory.object(params.address).kind)
      ? 'unknown'
      : names;
  }
  for (const group of list) {
    if (group.kind !== 'reference' || m.memory.object(group.address).kind !== 'dict') continue;
    for (const key of m.memory.keys(group.address)) names.add(key);
    if (m.memory.read(group.address, '#open') !== undefined) return 'unknown';
  }
  return names;
}
