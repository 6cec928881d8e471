import type { FactMaker } from '../../script/collect.ts';
import type { TraceEvent } from '../../script/trace.ts';
import type { Value } from '../../script/value.ts';
import { type FactValue, unknown } from '../../spec/fact.ts';
import { boolean, type FactMap, factOf, number } from '../pytorch/facts.ts';

/** https://lightning.ai/docs/pytorch/stable/common/trainer.html#precision */
const PRECISIONS: Readonly<Record<string, string>> = {
  '16': 'float16',
  '16-mixed': 'float16',
  bf16: 'bfloat16',
  'bf16-mixed': 'bfloat16',
  '32': 'float32',
  '32-true': 'float32',
  '64': 'float64',
  '64-true': 'float64',
};

const precision = (plain: unknown): FactValue | undefined => PRECISIONS[String(plain)];
const count = (plain: unknown): FactValue | undefined =>
  typeof plain === 'number' && Number.isInteger(plain) && plain > 0
    ? plain
    : Array.isArray(plain) && plain.length > 0
      ? plain.length
      : undefined;

const ROWS: readonly (readonly [path: string, option: string, convert: (plain: unknown) => FactValue | undefined])[] = [
  ['train.precision.dtype', 'precision', precision],
  ['data.accumulation', 'accumulate_grad_batches', number],
  ['train.syncBatchNorm', 'sync_batchnorm', boolean],
  ['train.deterministic', 'deterministic', boolean],
];

/** What the trainer of a run was told. */
export function trainerFacts(make: FactMaker, events: readonly TraceEvent[]): FactMap {
  const facts: FactMap = new Map();
  const [first, ...others] = events.filter(({ name }) => name === 'lightning.options');
  if (first === undefined || others.length > 0) return facts;
  const { keyword: options } = first;
  for (const [path, option, convert] of ROWS) {
    const value = options.get(option);
    if (value !== undefined) facts.set(path, factOf(make, value, convert));
  }
  const clip = options.get('gradient_clip_val');
  if (clip !== undefined && !(clip.kind === 'primitive' && clip.value === null)) {
    const kind = options.get('gradient_clip_algorithm');
    facts.set('optimizer.gradClip.value', factOf(make, clip, number));
    facts.set(
      'optimizer.gradClip.kind',
      kind === undefined
        ? { status: 'inferred', value: 'norm', origin: make.origin(clip.provenance) }
        : make.fact(kind, (plain) => (plain === 'norm' || plain === 'value' ? plain : undefined)),
    );
  }
  devices(make, options, facts);
  const steps = options.get('max_steps');
  if (steps !== undefined && !(steps.kind === 'primitive' && steps.value === -1))
    facts.set('train.steps', factOf(make, steps, number));
  return facts;
}

function devices(make: FactMaker, options: ReadonlyMap<string, Value>, facts: FactMap): void {
  const given = options.get('devices');
  if (given === undefined) return;
  const nodes = options.get('num_nodes');
  const fact = make.fact(given, count);
  if (nodes === undefined || (nodes.kind === 'primitive' && nodes.value === 1)) facts.set('data.devices', fact);
  else facts.set('data.devices', unknown('call', 'devices on several nodes'));
}
