import type { CollectedFact, FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import type { Value } from '../../script/value.ts';
import { type FactValue, unknown } from '../../spec/fact.ts';
import { frameworkOf } from '../frameworks.ts';
import { type FactMap, factOf, merge, number, stateArgument } from '../pytorch/facts.ts';
import { argument, type Call, callOf, itemsOf } from '../pytorch/values.ts';
import { type Placed, placed } from '../pytorch/walk.ts';
import type { CollectContext } from '../script.ts';
import { inputFacts } from './inputs.ts';
import { LOSSES, OPTIMIZERS, SCHEDULES, spelled } from './tables.ts';

const flag = (plain: unknown): FactValue | undefined => (typeof plain === 'boolean' ? plain : undefined);
const isNone = (value: Value | 'open' | undefined): boolean =>
  value === undefined || (value !== 'open' && value.kind === 'primitive' && value.value === null);

/** What a script with Keras comes to. */
export function collectKeras(context: CollectContext): readonly CollectedFact[] {
  const { machine: m, make } = context;
  const run = [...placed(context.trace)];
  const isTraining = ({ event }: Placed): boolean => /^keras\..*#(?:fit|compile)$/.test(event.name);
  const events = run.some(isTraining) ? run : [...run, ...placed(context.uncalled)];
  const first = events.find(({ event }) => event.name.startsWith('keras.'));
  if (first === undefined) return [];
  const facts: FactMap = new Map();
  const put = (more: FactMap): void => {
    for (const [path, fact] of more) facts.set(path, fact);
  };
  const calls = (pattern: RegExp): Call[] =>
    distinctCalls(events.flatMap(({ event }) => (pattern.test(event.name) ? (callOf(m, event.result) ?? []) : [])));
  facts.set('framework.name', { status: 'inferred', value: 'keras', origin: make.place(first.event.site) });
  const compiles = calls(/^keras\..*#compile$/);
  const fits = calls(/^keras\..*#fit$/);
  const optimizers = calls(/^keras\.optimizers\.(?:legacy\.)?[A-Z]\w+$/);
  if (compiles.length > 0) put(merge(compiles.map((call) => compileFacts(m, make, call))));
  else put(merge(optimizers.map((call) => optimizerFacts(m, make, call))));
  put(merge(fits.map((call) => fitFacts(make, call))));
  const isConstant =
    compiles.length > 0 && fits.length > 0 && !facts.has('schedule.kind') && !fits.some((call) => changesRate(m, call));
  if (isConstant)
    facts.set('schedule.kind', { status: 'inferred', value: 'constant', origin: make.place(compiles[0]?.site ?? 0) });
  put(dropoutFacts(make, calls(/^keras\.layers\.(?:\w+\.)?(?:Spatial|Gaussian|Alpha)?Dropout\w*$/)));
  put(
    inputFacts(
      m,
      make,
      fits,
      calls(/^keras\..*#evaluate$/),
      calls(/^keras\.(?:Input|layers\.(?:Input|InputLayer|Conv2D|Flatten|Dense))$/),
    ),
  );
  fillUnknown(facts, compiles.length > 0, fits.length > 0);
  return [...facts].map(([path, fact]) => ({ path, fact }));
}

/** A place that makes the same again is one. */
function distinctCalls(all: readonly Call[]): Call[] {
  return [...new Map(all.map((call) => [call.site, call])).values()];
}

function compileFacts(m: Machine, make: FactMaker, call: Call): FactMap {
  const facts: FactMap = new Map();
  const optimizer = argument(call, 0, 'optimizer');
  if (optimizer !== undefined && optimizer !== 'open') {
    const made = callOf(m, optimizer);
    if (made !== undefined && /^keras\.optimizers\./.test(made.name))
      for (const [path, fact] of optimizerFacts(m, make, made)) facts.set(path, fact);
    else {
      const byName = (plain: unknown): FactValue | undefined =>
        typeof plain === 'string'
          ? Object.values(OPTIMIZERS).find(({ name }) => name === spelled(plain))?.name
          : undefined;
      facts.set('optimizer.name', make.fact(optimizer, byName));
    }
  } else if (optimizer === 'open')
    facts.set('optimizer.name', unknown('call', 'it may have been spread into the call'));
  const loss = argument(call, 1, 'loss');
  if (loss !== undefined && loss !== 'open' && !isNone(loss)) lossFacts(m, make, loss, facts);
  const metrics = argument(call, 3, 'metrics');
  if (metrics !== undefined && metrics !== 'open') {
    const names = (itemsOf(m, metrics) ?? []).map((metric) => metricName(m, make, metric));
    const at = make.origin(metrics.provenance);
    if (names.length > 0 && !names.includes(undefined))
      facts.set('metrics', { status: 'stated', value: names.flatMap((name) => name ?? []), origin: at });
    else facts.set('metrics', { ...unknown('call', 'a metric that is not followed'), origin: at });
  }
  return facts;
}

function metricName(m: Machine, make: FactMaker, metric: Value): string | undefined {
  const plain = make.plain(metric);
  if (typeof plain === 'string') return plain.replaceAll('_', '-').toLowerCase();
  const made = callOf(m, metric);
  const short = /^keras\.metrics\.(\w+)$/.exec(made?.name ?? '')?.[1];
  return short?.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}

function lossFacts(m: Machine, make: FactMaker, loss: Value, facts: FactMap): void {
  const made = callOf(m, loss);
  const name =
    loss.kind === 'library'
      ? /^keras\.losses\.(\w+)$/.exec(loss.name)?.[1]
      : /^keras\.losses\.(\w+)$/.exec(made?.name ?? '')?.[1];
  const plain = name ?? make.plain(loss);
  const known = typeof plain === 'string' ? LOSSES[spelled(plain)] : undefined;
  const origin = made === undefined ? make.origin(loss.provenance) : make.place(made.site);
  if (known === undefined) {
    facts.set('loss.kind', { ...unknown('call', 'a loss that is not followed'), origin });
    return;
  }
  const raw = typeof plain === 'string' ? plain : known.kind;
  facts.set('loss.kind', { status: 'stated', value: known.kind, origin: { ...origin, raw } });
  if (known.domain === undefined) return;
  const fromLogits = made?.arguments.keyword.get('from_logits');
  if (made?.arguments.open === true) facts.set('loss.domain', unknown('call', 'it may have been spread into the call'));
  else if (fromLogits === undefined) facts.set('loss.domain', { status: 'inferred', value: known.domain, origin });
  else
    facts.set(
      'loss.domain',
      make.fact(fromLogits, (value) => (value === true ? 'logits' : value === false ? known.domain : undefined)),
    );
  const smoothing = made?.arguments.keyword.get('label_smoothing');
  if (smoothing !== undefined) facts.set('regularization.labelSmoothing', factOf(make, smoothing, number));
}

function optimizerFacts(m: Machine, make: FactMaker, call: Call): FactMap {
  const facts: FactMap = new Map();
  const short = call.name.split('.').at(-1) ?? '';
  const known = OPTIMIZERS[short];
  const origin = { ...make.place(call.site), raw: short };
  if (known === undefined) {
    facts.set('optimizer.name', { ...unknown('call', `${short} is not followed`), origin });
    return facts;
  }
  facts.set('optimizer.name', { status: 'stated', value: known.name, origin });
  for (const [path, parameter, convert = number] of known.rows) {
    const isRate = parameter === 'learning_rate';
    const given = isRate
      ? (argument(call, 0, parameter) ?? call.arguments.keyword.get('lr'))
      : argument(call, 99, parameter);
    const scheduler = given === undefined || given === 'open' ? undefined : callOf(m, given);
    if (isRate && scheduler !== undefined) scheduleFacts(make, scheduler, facts);
    else stateArgument(facts, make, path, given, convert);
  }
  const betas = ['beta_1', 'beta_2'].map((parameter) => call.arguments.keyword.get(parameter));
  if (betas.some((beta) => beta !== undefined)) facts.set('optimizer.betas', betasOf(make, betas));
  // The decay of old optimizers lowers the rate with every update.
  const decay = call.arguments.keyword.get('decay');
  if (decay !== undefined && make.plain(decay) !== 0)
    facts.set('schedule.kind', {
      ...unknown('call', 'the optimizer lowers its rate itself'),
      origin: make.origin(decay.provenance),
    });
  for (const [parameter, kind] of [
    ['clipnorm', 'tensor-norm'],
    ['global_clipnorm', 'norm'],
    ['clipvalue', 'value'],
  ] as const) {
    const given = call.arguments.keyword.get(parameter);
    if (given === undefined || isNone(given)) continue;
    facts.set('optimizer.gradClip.kind', {
      status: 'stated',
      value: kind,
      origin: { ...make.origin(given.provenance), raw: parameter },
    });
    facts.set('optimizer.gradClip.value', factOf(make, given, number));
  }
  return facts;
}

function betasOf(
  make: FactMaker,
  betas: readonly (Value | undefined)[],
): ReturnType<typeof unknown> | ReturnType<FactMaker['fact']> {
  const defaults = [0.9, 0.999];
  const plain = betas.map((beta, i) => (beta === undefined ? defaults[i] : make.plain(beta)));
  const [written] = betas.filter((beta) => beta !== undefined);
  return plain.every((beta) => typeof beta === 'number') && written !== undefined
    ? { status: 'stated', value: plain, origin: make.origin(written.provenance) }
    : unknown('call', 'its value could not be told');
}

function scheduleFacts(make: FactMaker, call: Call, facts: FactMap): void {
  const short = call.name.split('.').at(-1) ?? '';
  const known = /^keras\.optimizers\.schedules\./.test(call.name) ? SCHEDULES[short] : undefined;
  const origin = { ...make.place(call.site), raw: short };
  if (known === undefined) {
    facts.set('schedule.kind', { ...unknown('call', `${short} is not followed`), origin });
    facts.set('optimizer.lr', { ...unknown('call', 'a schedule gives the rate'), origin });
    return;
  }
  facts.set('schedule.kind', { status: 'stated', value: known.kind, origin });
  facts.set('schedule.unit', { status: 'inferred', value: 'step', origin });
  facts.set('schedule.steppedPer', { status: 'inferred', value: 'step', origin });
  for (const [i, [path, parameter, convert = number]] of known.rows.entries())
    stateArgument(facts, make, path, argument(call, i, parameter), convert);
  const start = facts.get('schedule.peakLr');
  if (start !== undefined) facts.set('optimizer.lr', start);
  if (
    call.arguments.keyword.has('warmup_target') ||
    call.arguments.keyword.has('warmup_steps') ||
    call.arguments.keyword.has('cycle')
  )
    for (const path of ['schedule.kind', 'schedule.peakLr'])
      facts.set(path, unknown('call', `${short} with a warmup or cycles is not followed`));
}

function fitFacts(make: FactMaker, call: Call): FactMap {
  const facts: FactMap = new Map();
  stateArgument(facts, make, 'data.batchSize', argument(call, 2, 'batch_size'), number);
  stateArgument(facts, make, 'train.epochs', argument(call, 3, 'epochs'), number);
  stateArgument(facts, make, 'data.validationSplit', argument(call, 6, 'validation_split'), number);
  stateArgument(facts, make, 'data.shuffle', argument(call, 8, 'shuffle'), flag);
  return facts;
}

/** Whether callbacks of a fit may change the learning rate. */
function changesRate(m: Machine, call: Call): boolean {
  const callbacks = argument(call, 5, 'callbacks');
  if (callbacks === undefined || isNone(callbacks)) return false;
  if (callbacks === 'open') return true;
  const list = itemsOf(m, callbacks);
  const harmless =
    /^keras\.callbacks\.(?:ModelCheckpoint|EarlyStopping|TensorBoard|CSVLogger|ProgbarLogger|TerminateOnNaN|History|BackupAndRestore)$/;
  return list === undefined || list.some((one) => !harmless.test(callOf(m, one)?.name ?? ''));
}

function dropoutFacts(make: FactMaker, layers: readonly Call[]): FactMap {
  const rates = layers.map((call) => argument(call, 0, 'rate'));
  const [first] = rates;
  const plain = rates.map((rate) => (rate === undefined || rate === 'open' ? undefined : make.plain(rate)));
  if (first === undefined || first === 'open' || !plain.every((rate) => typeof rate === 'number')) return new Map();
  const value = plain.length === 1 ? (plain[0] ?? 0) : plain;
  return new Map([['regularization.dropout', { status: 'stated', value, origin: make.origin(first.provenance) }]]);
}

/** A library's defaults hold where the call that has them was seen; elsewhere nothing is known of them. */
function fillUnknown(facts: FactMap, isCompiled: boolean, isFitted: boolean): void {
  const has = (path: string): boolean => facts.get(path) !== undefined && facts.get(path)?.status !== 'unknown';
  const isSeen = (path: string): boolean => {
    if (/^optimizer\.(?:gradClip|groups|decayRoles|decayExcludes|layerDecay|trust|weightDecay)/.test(path))
      return false;
    if (path.startsWith('optimizer.')) return has('optimizer.name');
    if (path.startsWith('schedule.')) return has('schedule.kind') && !/warmup|curve|momentumRange/.test(path);
    if (path === 'loss.reduction') return isCompiled && has('loss.kind');
    return isFitted && /^(?:data\.(?:batchSize|shuffle)|train\.epochs)$/.test(path);
  };
  for (const { rows } of frameworkOf('keras', undefined)?.constructs ?? []) {
    for (const { path: template } of rows) {
      for (const phase of template.includes('*') ? ['train', 'eval', 'serve'] : ['']) {
        const path = template.replace('*', phase);
        if (!facts.has(path) && !isSeen(path)) facts.set(path, unknown('data', 'not read from the script'));
      }
    }
  }
}
