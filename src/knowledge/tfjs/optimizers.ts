import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import { type Fact, type FactValue, unknown } from '../../spec/fact.ts';
import type { DefaultOrigin, TextOrigin } from '../../spec/origin.ts';
import { TFJS, tfjsConstructs } from '../libraries/tfjs.ts';
import { callOf, type Frozen, isNothing, textOf } from './frozen.ts';

interface Optimizer {
  readonly name: string;
  /** Parameters in order, with the fact that each becomes; undefined for one that no fact has. */
  readonly parameters: readonly (string | undefined)[];
}

/** tfjs-core/src/optimizers/optimizer_constructors.ts */
const OPTIMIZERS: Readonly<Record<string, Optimizer>> = {
  sgd: { name: 'sgd', parameters: ['optimizer.lr'] },
  momentum: { name: 'sgd', parameters: ['optimizer.lr', 'optimizer.momentum', 'optimizer.nesterov'] },
  rmsprop: {
    name: 'rmsprop',
    parameters: ['optimizer.lr', 'optimizer.rho', 'optimizer.momentum', 'optimizer.epsilon', 'optimizer.centered'],
  },
  adam: { name: 'adam', parameters: ['optimizer.lr', 'beta1', 'beta2', 'optimizer.epsilon'] },
  adadelta: { name: 'adadelta', parameters: ['optimizer.lr', 'optimizer.rho', 'optimizer.epsilon'] },
  adamax: { name: 'adamax', parameters: ['optimizer.lr', 'beta1', 'beta2', 'optimizer.epsilon', 'decay'] },
  adagrad: { name: 'adagrad', parameters: ['optimizer.lr', 'optimizer.initialAccumulator'] },
};

/** tfjs-layers/src/optimizers.ts: names that `compile` takes, with the learning rate that each stands for. */
const BY_NAME: Readonly<Record<string, number>> = {
  adagrad: 0.01,
  adadelta: 1,
  adam: 0.001,
  adamax: 0.002,
  rmsprop: 0.001,
  sgd: 0.01,
};
const NAMES: readonly string[] = ['Adagrad', 'Adadelta', 'Adam', 'Adamax', 'RMSProp', 'SGD', ...Object.keys(BY_NAME)];

/** Defaults of `tf.train.adam` where only one of the two is written. */
const BETAS: readonly [number, number] = [0.9, 0.999];

export type OptimizerFacts = ReadonlyMap<string, Fact>;

/** Facts of an optimizer: a call of its function or class, or the name that `compile` was given; undefined where it is neither. */
export function optimizerFacts(m: Machine, make: FactMaker, frozen: Frozen): OptimizerFacts | undefined {
  const name = textOf(frozen);
  if (name !== undefined) return byName(make, name, frozen);
  const call = callOf(m, frozen.value);
  const factory = call === undefined ? undefined : /^tf\.train\.(\w+)$/.exec(call.name)?.[1];
  const optimizer = factory === undefined ? undefined : OPTIMIZERS[factory];
  if (call === undefined || factory === undefined || optimizer === undefined) return undefined;
  const at = make.place(call.site);
  const facts = new Map<string, Fact>([['optimizer.name', { status: 'stated', value: optimizer.name, origin: at }]]);
  const betas: (Frozen | undefined)[] = [];
  for (const [i, path] of optimizer.parameters.entries()) {
    const given = call.given[i];
    if (call.arguments.open && given === undefined) {
      if (path?.includes('.')) facts.set(path, unknown('call', 'arguments that were spread'));
      continue;
    }
    if (path === 'beta1' || path === 'beta2') betas.push(isNothing(given) ? undefined : given);
    else if (path === 'decay') {
      if (!isNothing(given)) facts.set('schedule.kind', unknown('call', 'Adamax lowers its learning rate by a decay'));
    } else if (path !== undefined && !isNothing(given)) facts.set(path, make.fact(given?.value));
  }
  if (betas.some((beta) => beta !== undefined)) facts.set('optimizer.betas', betasFact(make, betas, at));
  return withDefaults(facts, factory, at);
}

function betasFact(make: FactMaker, given: readonly (Frozen | undefined)[], at: TextOrigin): Fact {
  const parts = given.map((beta) => (beta === undefined ? undefined : make.fact(beta.value)));
  const failed = parts.find((part) => part !== undefined && !('value' in part));
  if (failed !== undefined)
    return failed.status === 'unknown' ? failed : unknown('call', 'its value could not be told');
  const value = parts.map(
    (part, i): FactValue => (part !== undefined && 'value' in part ? part.value : (BETAS[i] ?? 0)),
  );
  const overridable = parts.find(
    (part) => part !== undefined && 'overridable' in part && part.overridable !== undefined,
  );
  const via = parts.flatMap((part) => (part?.origin === undefined ? [] : [part.origin]));
  return {
    status: 'stated',
    value,
    origin: { ...at, via },
    ...(overridable?.status === 'stated' && overridable.overridable !== undefined
      ? { overridable: overridable.overridable }
      : {}),
  };
}

function byName(make: FactMaker, name: string, frozen: Frozen): OptimizerFacts | undefined {
  if (!NAMES.includes(name)) return undefined;
  const factory = name.toLowerCase();
  const lr = BY_NAME[factory];
  if (lr === undefined) return undefined;
  const at = make.origin(frozen.value.provenance);
  const raw = name === factory ? {} : { raw: name };
  const { value } = frozen;
  const input = value.kind === 'primitive' && value.input !== undefined ? { overridable: value.input } : {};
  const facts = new Map<string, Fact>([
    ['optimizer.name', { status: 'stated', value: factory, origin: { ...at, ...raw }, ...input }],
    ['optimizer.lr', defaultFact(lr, `tf.LayersModel.compile('${factory}')`, at)],
  ]);
  return withDefaults(facts, factory, at);
}

/** The library's defaults of whatever was left out. */
function withDefaults(facts: Map<string, Fact>, factory: string, at: TextOrigin): OptimizerFacts {
  const constructs = tfjsConstructs().filter(({ callable }) => callable === `tf.train.${factory}`);
  for (const { callable, rows } of constructs) {
    for (const { path, value, of } of rows) {
      // Whether weights decay is said by the layers.
      if (facts.has(path) || path.startsWith('optimizer.weightDecay') || path.startsWith('optimizer.decay')) continue;
      facts.set(path, defaultFact(value, of === '' ? callable : `${callable}(${of})`, at));
    }
  }
  return facts;
}

/** What the library does where nobody says otherwise; undefined: nothing of the kind. */
export function defaultFact(value: unknown, parameter: string, omittedAt: TextOrigin): Fact {
  const origin: DefaultOrigin = { kind: 'default', library: TFJS.name, version: TFJS.checked, parameter, omittedAt };
  return value === undefined ? { status: 'absent', origin } : { status: 'default', value: value as FactValue, origin };
}
