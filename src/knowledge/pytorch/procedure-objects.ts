import type { Machine } from '../../script/machine.ts';
import type { TraceEvent } from '../../script/trace.ts';
import type { Address, Value } from '../../script/value.ts';
import { isOptimizer } from './optimizers.ts';
import { isScheduler } from './schedules.ts';
import { callAt, reachable, unwrap } from './values.ts';

/** Names that steps of a procedure call objects by, in order of appearance: `model 1`, `optimizer 2`. */
export class Labels {
  private readonly known = new Map<Address, string>();
  private readonly counts = new Map<string, number>();

  of(kind: string, address: Address): string {
    const present = this.known.get(address);
    if (present !== undefined) return present;
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    const label = `${kind} ${count}`;
    this.known.set(address, label);
    return label;
  }
}

const asReference = (address: Address): Value => ({ kind: 'reference', address, provenance: 0 });

const CONSTRUCTOR =
  /^(?:torchvision\.models\.(?:\w+\.)*[a-z]\w*|timm\.(?:models\.(?:\w+\.)*)?create_model|torch\.nn\.(?:modules\.\w+\.)?[A-Z]\w*)$/;
const NO_MODEL = /Loss$|^torch\.nn\.(?:Parameter|DataParallel|Module)$|\.get_model(?:_weights|_builder)?$/;

/** The network that a value is, under wrappers and moves to devices; undefined where it is none that is followed. */
export function modelAt(m: Machine, address: Address | undefined): Address | undefined {
  if (address === undefined) return undefined;
  const bare = unwrap(m, asReference(address));
  if (bare?.kind !== 'reference') return undefined;
  const object = m.memory.object(bare.address);
  if (object.kind === 'instance') return bare.address;
  const call = callAt(m, bare.address);
  return call !== undefined && CONSTRUCTOR.test(call.name) && !NO_MODEL.test(call.name) ? bare.address : undefined;
}

const SENSITIVE_LAYERS =
  /^torch\.nn\.(?:modules\.\w+\.)?(?:(?:Lazy)?BatchNorm\dd|SyncBatchNorm|(?:Alpha|Feature\w+)?Dropout\dd|Dropout)$|^torchvision\.ops\.(?:StochasticDepth|stochastic_depth\.StochasticDepth)$/;
/** Networks of torchvision without batch norm, dropout or stochastic depth that is on by default. */
const INSENSITIVE = /^vit_|^get_/;

/** Whether a network does something else in training than in evaluation; undefined where that was not seen. */
export function isModeSensitive(m: Machine, address: Address): boolean | undefined {
  const call = callAt(m, address);
  const torchvision = /^torchvision\.models\.(?:\w+\.)*([a-z]\w*)$/.exec(call?.name ?? '')?.[1];
  if (torchvision !== undefined) return INSENSITIVE.test(torchvision) ? undefined : true;
  const inside = reachable(m, asReference(address), 400);
  return inside.some((one) => SENSITIVE_LAYERS.test(one.name) && !isOff(one.arguments.positional[0]))
    ? true
    : undefined;
}

/** A dropout of probability 0. */
const isOff = (value: Value | undefined): boolean => value?.kind === 'primitive' && value.value === 0;

/** Networks whose parameters a value holds. */
export function modelsIn(m: Machine, value: Value | undefined): Address[] {
  const found = new Set<Address>();
  for (const { name, self } of reachable(m, value, 120)) {
    if (!/#(?:named_)?parameters$/.test(name)) continue;
    const model = modelAt(m, self);
    if (model !== undefined) found.add(model);
  }
  return [...found];
}

/** The optimizer that an object is; undefined where it is none. */
export function optimizerAt(m: Machine, address: Address | undefined): Address | undefined {
  const call = callAt(m, address);
  return call !== undefined && isOptimizer(call.name) ? call.address : undefined;
}

export function schedulerAt(m: Machine, address: Address | undefined): Address | undefined {
  const call = callAt(m, address);
  return call !== undefined && isScheduler(call.name) ? call.address : undefined;
}

export const addressOf = (value: Value | undefined): Address | undefined =>
  value?.kind === 'reference' ? value.address : undefined;

/** Libraries whose functions leave networks and optimizers alone unless knowledge says otherwise. */
const HARMLESS =
  /^(?:torch|torchvision|copy|numpy|wandb|torchsummary|torchinfo|thop|ptflops|fvcore|os|sys|time|logging|math|tqdm|enumerate|filter|operator|functools|itertools|matplotlib|random|json|warnings|sklearn|PIL|cv2)(?:[.#]|$)/;

/** Whether an event hands a network or optimizer to what may do anything with it. */
export function isOpaque(m: Machine, event: TraceEvent): boolean {
  if (event.name === 'unknown' || event.name.startsWith('unknown#')) return true;
  if (event.name === 'write' || HARMLESS.test(event.name)) return false;
  const own = callAt(m, event.self);
  const values = [
    ...event.positional,
    ...event.keyword.values(),
    ...(own === undefined ? [] : [...own.arguments.positional, ...own.arguments.keyword.values()]),
  ];
  return values.some((value) => {
    const address = addressOf(value);
    if (address === undefined) return value.kind === 'unknown';
    return optimizerAt(m, address) !== undefined || modelAt(m, address) !== undefined;
  });
}
