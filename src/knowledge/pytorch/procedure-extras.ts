import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import type { TraceEvent, TraceNode } from '../../script/trace.ts';
import type { Fact } from '../../spec/fact.ts';
import { isOpaque } from './procedure-objects.ts';
import { argument, type Call, callAt, callOf, unwrap } from './values.ts';
import { loadersOf, placed } from './walk.ts';

const LOGITS_LOSS =
  /^torch\.nn\.(?:(CrossEntropyLoss)#\(\)|functional\.(cross_entropy)$|BCEWithLogitsLoss#\(\)|functional\.binary_cross_entropy_with_logits$)/;
const SOFTMAX = /^torch\.(?:nn\.functional\.)?softmax$|^torch\.nn\.Softmax#\(\)$|#softmax$/;
const SIGMOID = /^torch\.(?:nn\.functional\.)?sigmoid$|^torch\.nn\.Sigmoid#\(\)$|#sigmoid$/;

/** The activation whose probabilities go straight into a loss that takes logits; undefined where none is seen to. */
export function activationBeforeLoss(m: Machine, event: TraceEvent): 'softmax' | 'sigmoid' | undefined {
  const loss = LOGITS_LOSS.exec(event.name);
  if (loss === null) return undefined;
  const kind = loss[1] !== undefined || loss[2] !== undefined ? 'softmax' : 'sigmoid';
  const given = callOf(m, event.positional[0] ?? event.keyword.get('input'));
  if (given === undefined) return undefined;
  if ((kind === 'softmax' ? SOFTMAX : SIGMOID).test(given.name)) return kind;
  const network = callOf(
    m,
    unwrap(m, given.self === undefined ? undefined : { kind: 'reference', address: given.self, provenance: 0 }),
  );
  if (network?.name !== 'torch.nn.Sequential' || !/#\(\)$/.test(given.name) || network.arguments.open) return undefined;
  const last = callOf(m, network.arguments.positional.at(-1));
  return last?.name === (kind === 'softmax' ? 'torch.nn.Softmax' : 'torch.nn.Sigmoid') ? kind : undefined;
}

type Step = { readonly name: string } & { readonly [parameter: string]: unknown };
interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Where each pass of every loop that trains over batches zeroes the gradients and updates, whatever else it does: then no
 * gradients are accumulated from one batch to the next. Gives the place of an update.
 */
export function updateOfEachBatch(steps: readonly Step[]): Place | undefined {
  const loops = [...batchLoops(steps)].filter((loop) => isIn(loop.body, 'backward'));
  const updates = loops.map(({ body }) => {
    const own = Array.isArray(body) ? (body as readonly Step[]) : [];
    const updated = own.filter(({ name }) => name === 'optimizer-step');
    const zeroed = own.filter(({ name }) => name === 'zero-grad');
    const isEach = updated.every(({ optimizer }) =>
      zeroed.some((one) => one.optimizer === optimizer || one.model !== undefined),
    );
    return isEach ? updated[0] : undefined;
  });
  const [first] = updates;
  return updates.every((one) => one !== undefined) ? (first?.at as Place | undefined) : undefined;
}

function* batchLoops(steps: readonly Step[]): Generator<Step> {
  for (const step of steps) {
    if (step.name === 'loop' && step.over === 'batches') yield step;
    for (const part of [step.body, step.yes, step.no]) if (Array.isArray(part)) yield* batchLoops(part);
  }
}

function isIn(steps: unknown, name: string): boolean {
  if (!Array.isArray(steps)) return false;
  return (steps as readonly Step[]).some(
    (step) => step.name === name || [step.body, step.yes, step.no].some((part) => isIn(part, name)),
  );
}

/** Whether the sampler of each training loader is told the epoch; undefined where that could not be seen. */
export function setEpoch(m: Machine, make: FactMaker, trace: readonly TraceNode[]): Fact | undefined {
  const events = [...placed(trace)];
  const training = new Map<number, Call>();
  for (const { event, loops } of events)
    if (/(?:^|#)backward$/.test(event.name))
      for (const loop of loops) for (const loader of loadersOf(m, loop)) training.set(loader.address, loader);
  const samplers = [...training.values()].map((loader) => {
    const given = argument(loader, 3, 'sampler');
    return given === undefined || given === 'open' ? undefined : callOf(m, given);
  });
  const [sampler] = samplers;
  if (sampler === undefined || samplers.some((one) => one?.address !== sampler.address)) return undefined;
  if (!/DistributedSampler$/.test(sampler.name)) return undefined;
  const told = events.find(({ event }) => event.name.endsWith('set_epoch'));
  if (told !== undefined) {
    const isCertain = !told.conditional && told.loops.length > 0;
    return isCertain ? { status: 'inferred', value: true, origin: make.place(told.event.site) } : undefined;
  }
  const isHandedOn = events.some(
    ({ event }) => event.name.startsWith('unknown') || (isOpaque(m, event) && callAt(m, event.self) !== undefined),
  );
  return isHandedOn ? undefined : { status: 'inferred', value: false, origin: make.place(sampler.site) };
}
