import type { CollectedFact, FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import type { TraceEvent, TraceLoop, TraceNode } from '../../script/trace.ts';
import type { Address } from '../../script/value.ts';
import type { FactValue } from '../../spec/fact.ts';
import type { CollectContext } from '../script.ts';
import { isOptimizer } from './optimizers.ts';
import { activationBeforeLoss, setEpoch, updateOfEachBatch } from './procedure-extras.ts';
import {
  addressOf,
  isModeSensitive,
  isOpaque,
  Labels,
  modelAt,
  modelsIn,
  optimizerAt,
  schedulerAt,
} from './procedure-objects.ts';
import { type Call, callAt, callOf, unwrap } from './values.ts';
import { loadersOf } from './walk.ts';

type Step = { readonly name: string } & { readonly [parameter: string]: FactValue };
type Parameters = Readonly<Record<string, FactValue | undefined>>;

/** Steps that are written out at most: a longer procedure is not known. */
const MOST_STEPS = 4000;

/**
 * What a script does to its networks and optimizers, in order: the fact `train.procedure`, and what follows from it of facts that
 * the collectors of libraries did not read.
 */
export function collectProcedure(context: CollectContext, read: readonly CollectedFact[]): readonly CollectedFact[] {
  const { machine: m, make, trace } = context;
  const writer = new Writer(m, make);
  const steps = writer.steps(trace, '');
  for (const site of retainedLosses(m, writer.losses)) steps.push(stepOf('retain-loss', make.place(site), {}));
  if (!writer.trains || writer.count > MOST_STEPS) return [];
  const [first] = writer.places;
  if (first === undefined) return [];
  const told = setEpoch(m, make, trace);
  const each = updateOfEachBatch(steps);
  const found: readonly CollectedFact[] = [
    { path: 'train.procedure', fact: { status: 'inferred', value: steps, origin: make.place(first) } },
    ...(told === undefined ? [] : [{ path: 'data.setEpoch', fact: told }]),
    ...(each === undefined
      ? []
      : [
          {
            path: 'data.accumulation',
            fact: { status: 'inferred', value: 1, origin: { kind: 'text', ...each } } as const,
          },
        ]),
  ];
  return found.filter(({ path }) => read.every((one) => one.path !== path || isUnread(one)));
}

/** What nobody looked for; what was looked for and not told is unknown for a reason of its own. */
const isUnread = ({ fact }: CollectedFact): boolean => fact.status === 'unknown' && fact.reason.code === 'data';

class Writer {
  count = 0;
  trains = false;
  /** Sites of backward passes. */
  readonly places: number[] = [];
  /** What backward passes started from. */
  readonly losses = new Set<Address>();
  /** Halves that were given a dataset of their own; and writes to the dataset that the halves of a split share, by split. */
  private readonly apart = new Set<Address>();
  private readonly splits = new Map<Address, number>();
  private readonly m: Machine;
  private readonly make: FactMaker;
  private readonly labels = new Labels();

  constructor(m: Machine, make: FactMaker) {
    this.m = m;
    this.make = make;
  }

  steps(nodes: readonly TraceNode[], within: string): Step[] {
    const found: Step[] = [];
    for (const node of nodes) {
      if (this.count > MOST_STEPS) break;
      if (node.kind === 'event') {
        const step = this.event(node);
        if (step !== undefined) {
          found.push(step);
          this.count++;
        }
      } else if (node.kind === 'call') found.push(...this.steps(node.body, node.name));
      else if (node.kind === 'branch') {
        const [yes, no] = [this.steps(node.consequent, within), this.steps(node.else, within)];
        if (yes.length + no.length > 0) {
          this.count++;
          // What is tried by itself runs, as far as is known.
          if (node.condition.startsWith('attempt ')) found.push(...yes, ...no);
          else found.push({ name: 'branch', yes, no });
        }
      } else {
        const step = this.loop(node, within);
        if (step !== undefined) found.push(step);
      }
    }
    return found;
  }

  private loop(node: TraceLoop, within: string): Step | undefined {
    const body = this.steps(node.body, within);
    if (body.length === 0) return undefined;
    this.count++;
    const loaders = loadersOf(this.m, node);
    const [loader] = loaders;
    const passes =
      node.bound.kind === 'primitive' && typeof node.bound.value === 'number' ? node.bound.value : undefined;
    // The passes of a short loop were run one by one: they stand here one after the other.
    const once = node.index === undefined ? firstPass(body) : { body, repeats: undefined };
    return stepOf('loop', this.make.place(node.site), {
      over: loader === undefined ? 'other' : 'batches',
      loader: loader === undefined || loaders.length > 1 ? undefined : this.labels.of('loader', loader.address),
      passes: node.index === undefined && once.repeats === undefined ? 1 : passes,
      in: within === '' ? undefined : within,
      body: once.body,
    });
  }

  private event(event: TraceEvent): Step | undefined {
    const found = this.parameters(event);
    return found === undefined ? undefined : stepOf(found[0], this.make.place(event.site), found[1]);
  }

  private parameters(event: TraceEvent): readonly [name: string, parameters: Parameters] | undefined {
    const { m } = this;
    const { name, self, positional, keyword } = event;
    const [first] = positional;
    const method = name.slice(name.lastIndexOf('#') + 1);
    if (name.startsWith('unknown')) return isOpaque(m, event) ? ['opaque', {}] : undefined;
    if (isOptimizer(name)) return this.optimizer(event);
    if (name === 'write') return this.write(event);
    const activation = activationBeforeLoss(m, event);
    if (activation !== undefined) return ['probabilities-into-logits', { activation }];
    const optimizer = optimizerAt(m, self);
    if (optimizer !== undefined) return this.ofOptimizer(method, optimizer, event);
    const scheduler = schedulerAt(m, self);
    if (scheduler !== undefined && method === 'step') {
      const made = callAt(m, scheduler);
      const own = optimizerAt(m, addressOf(made?.arguments.positional[0] ?? made?.arguments.keyword.get('optimizer')));
      return [
        'schedule-step',
        {
          scheduler: this.labels.of('scheduler', scheduler),
          optimizer: own === undefined ? undefined : this.labels.of('optimizer', own),
          given: positional.length + keyword.size > 0,
        },
      ];
    }
    if (name === 'torch.autograd.backward' || /(?:^|#)backward$/.test(name)) return this.backward(event);
    if (/(?:GradScaler|ShardedGradScaler)#(?:step|unscale_)$/.test(name)) {
      const target = optimizerAt(m, addressOf(first ?? keyword.get('optimizer')));
      if (target === undefined) return ['opaque', {}];
      return [
        method === 'step' ? 'optimizer-step' : 'unscale',
        { optimizer: this.labels.of('optimizer', target), scaler: true },
      ];
    }
    if (/^torch\.nn\.utils\.(?:clip_grad\.)?clip_grad_(?:norm|value)_?$/.test(name)) return ['clip', {}];
    if (method === 'set_epoch') return ['set-epoch', {}];
    const model = modelAt(m, self);
    if (model !== undefined) return this.ofModel(method, name, model, event);
    if (method === 'zero_' && /grad/.test(name)) return ['zero-grad', {}];
    return isOpaque(m, event) ? ['opaque', {}] : undefined;
  }

  private optimizer(event: TraceEvent): readonly [string, Parameters] | undefined {
    const made = callOf(this.m, event.result);
    if (made === undefined) return undefined;
    const models = modelsIn(this.m, made.arguments.positional[0] ?? made.arguments.keyword.get('params'));
    return [
      'make-optimizer',
      { optimizer: this.labels.of('optimizer', made.address), models: models.map((one) => this.model(one)) },
    ];
  }

  private ofOptimizer(
    method: string,
    optimizer: Address,
    { positional, keyword }: TraceEvent,
  ): readonly [string, Parameters] | undefined {
    const label = this.labels.of('optimizer', optimizer);
    switch (method) {
      case 'zero_grad':
        return ['zero-grad', { optimizer: label }];
      case 'step':
        // A closure does the rest of the pass itself.
        return positional.length + keyword.size > 0 ? ['opaque', {}] : ['optimizer-step', { optimizer: label }];
      case 'add_param_group':
        return ['add-group', { optimizer: label }];
      default:
        return undefined;
    }
  }

  private backward(event: TraceEvent): readonly [string, Parameters] {
    this.trains = true;
    this.places.push(event.site);
    const scaled = callAt(this.m, event.self);
    const loss = addressOf(scaled?.arguments.positional[0]);
    for (const address of [event.self, loss, addressOf(event.positional[0])])
      if (address !== undefined) this.losses.add(address);
    const isScaled = scaled !== undefined && /GradScaler#scale$/.test(scaled.name);
    return ['backward', { scaled: isScaled ? scalerState(this.m, scaled.self) : false }];
  }

  private ofModel(
    method: string,
    name: string,
    model: Address,
    { positional, keyword }: TraceEvent,
  ): readonly [string, Parameters] | undefined {
    const label = this.model(model);
    const flag = positional[0] ?? keyword.get('mode');
    switch (method) {
      case 'eval':
        return ['mode', { model: label, mode: 'eval' }];
      case 'train':
        if (flag === undefined) return ['mode', { model: label, mode: 'train' }];
        return ['mode', { model: label, mode: flag.kind !== 'primitive' ? 'unknown' : flag.value ? 'train' : 'eval' }];
      case 'zero_grad':
        return ['zero-grad', { model: label }];
      case '()':
      case 'forward':
        return ['forward', { model: label }];
      case 'load_state_dict': {
        const strict = keyword.get('strict') ?? positional[1];
        const isLoose = strict?.kind === 'primitive' && strict.value === false;
        return ['load-weights', { model: label, strict: isLoose ? false : strict === undefined ? true : undefined }];
      }
      default:
        return /#(?:apply|register_\w+hook)$/.test(name) ? undefined : undefined;
    }
  }

  /** A part of a network that is replaced by another layer, or a gradient that is taken away. */
  private write({ self, slot = '', positional: [value] }: TraceEvent): readonly [string, Parameters] | undefined {
    const { m } = this;
    if (slot === 'grad' || slot.endsWith('.grad')) return ['zero-grad', {}];
    if (slot === 'dataset' && self !== undefined) this.apart.add(self);
    const isApart = self !== undefined && this.apart.has(self);
    const split = value === undefined || isApart ? undefined : splitOf(m, self, slot);
    if (split !== undefined) {
      const before = this.splits.get(split.address) ?? 0;
      this.splits.set(split.address, before + 1);
      // The first transform of a dataset that had none may be meant for both halves.
      return before > 0 || hasTransform(m, split) ? ['write-shared-dataset', {}] : undefined;
    }
    const model = modelAt(m, rootOf(m, self));
    const layer = callOf(m, value);
    if (model === undefined || layer === undefined || !/^torch\.nn\.[A-Z]/.test(layer.name)) return undefined;
    return ['replace', { model: this.model(model), part: slot }];
  }

  private model(address: Address): string {
    return this.labels.of(isModeSensitive(this.m, address) === true ? 'model' : 'plain model', address);
  }
}

function stepOf(
  name: string,
  { file, line, column, endLine, endColumn }: ReturnType<FactMaker['place']>,
  parameters: Parameters,
): Step {
  const at = {
    file,
    line,
    column,
    ...(endLine === undefined ? {} : { endLine }),
    ...(endColumn === undefined ? {} : { endColumn }),
  };
  const given = Object.entries(parameters).filter((entry): entry is [string, FactValue] => entry[1] !== undefined);
  return { name, ...Object.fromEntries(given), at };
}

/** The shortest run of steps that a body repeats. */
function firstPass(body: readonly Step[]): { readonly body: readonly Step[]; readonly repeats: number | undefined } {
  const spelled = body.map((step) => JSON.stringify(step));
  for (let length = 1; length <= body.length / 2; length++) {
    if (body.length % length !== 0) continue;
    if (spelled.every((step, i) => step === spelled[i % length]))
      return { body: body.slice(0, length), repeats: body.length / length };
  }
  return { body, repeats: undefined };
}

/** Whether a scaler scales: true, false, or undefined where a switch decides that is not known. */
function scalerState(m: Machine, address: Address | undefined): boolean | undefined {
  const scaler = callAt(m, address);
  if (scaler === undefined || scaler.arguments.open) return undefined;
  const enabled =
    scaler.arguments.keyword.get('enabled') ??
    scaler.arguments.positional[
      /amp\.(?:grad_scaler\.)?GradScaler$/.test(scaler.name) && !/cuda/.test(scaler.name) ? 5 : 4
    ];
  if (enabled === undefined) return true;
  return enabled.kind === 'primitive' ? Boolean(enabled.value) : undefined;
}

/** The library object that a part belongs to: `model` of `model.classifier[1]`. */
function rootOf(m: Machine, address: Address | undefined): Address | undefined {
  let at = address;
  for (let steps = 0; steps < 8 && at !== undefined; steps++) {
    if (modelAt(m, at) !== undefined) return at;
    const call = callAt(m, at);
    const [indexed] = call?.name === 'operator.index' ? call.arguments.positional : [];
    const next = call?.self ?? (indexed?.kind === 'library' ? indexed.self : addressOf(indexed));
    if (next === at) return undefined;
    at = next;
  }
  return undefined;
}

/** The split that gave the half whose dataset a slot belongs to. */
function splitOf(m: Machine, self: Address | undefined, slot: string): Call | undefined {
  if (slot !== 'dataset.transform' && slot !== 'dataset.transforms') return undefined;
  const half = callAt(m, self);
  const [split] = half?.name === 'operator.index' ? half.arguments.positional : [];
  const made = callOf(m, unwrap(m, split));
  return made !== undefined && /^torch\.utils\.data\.(?:dataset\.)?random_split$/.test(made.name) ? made : undefined;
}

function hasTransform(m: Machine, split: Call): boolean {
  const [dataset] = split.arguments.positional;
  const made = callOf(m, dataset);
  const given = made?.arguments.keyword.get('transform');
  return given !== undefined && !(given.kind === 'primitive' && given.value === null);
}

/** Sums that grow from pass to pass by a loss whose gradients were taken, as a tensor. */
function retainedLosses(m: Machine, losses: ReadonlySet<Address>): number[] {
  const sites = new Set<number>();
  for (let address = 1; address <= m.memory.size; address++) {
    const call = callAt(m, address);
    if (call === undefined || !call.name.startsWith('operator.add')) continue;
    const [left, right] = call.arguments.positional;
    const isRunning = left?.kind === 'unknown' && left.reason === 'loop';
    const added = addressOf(right);
    if (isRunning && added !== undefined && losses.has(added)) sites.add(call.site);
  }
  return [...sites];
}
