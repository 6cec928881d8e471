import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import type { Value } from '../../script/value.ts';
import type { FactValue } from '../../spec/fact.ts';
import type { FactMap } from '../pytorch/facts.ts';
import { argument, type Call, callOf } from '../pytorch/values.ts';
import { DATASETS } from './tables.ts';

/** What arrays are made of: an affine map of the pixels of a dataset, or of something else. */
interface Pixels {
  readonly dataset: Call | undefined;
  readonly scale: number;
  readonly shift: number;
  /** The operation that scaled them. */
  readonly at: number | undefined;
}

const SHAPING = /#(?:astype|reshape|copy|squeeze)$/;
const SHAPING_FUNCTIONS = /^(?:numpy|tensorflow)\.(?:expand_dims|reshape|asarray|array|cast|squeeze|float32)$/;

function pixelsOf(m: Machine, value: Value | undefined): Pixels | undefined {
  let at = value;
  let scale = 1;
  let shift = 0;
  let scaled: number | undefined;
  for (let steps = 0; steps < 24; steps++) {
    const call = callOf(m, at);
    if (call === undefined) return undefined;
    if (/^keras\.datasets\.\w+\.(?:train|test)\.x$/.test(call.name)) return { dataset: call, scale, shift, at: scaled };
    if (SHAPING.test(call.name) && call.self !== undefined) {
      at = { kind: 'reference', address: call.self, provenance: call.site };
      continue;
    }
    const [left, right] = call.arguments.positional;
    if (SHAPING_FUNCTIONS.test(call.name)) {
      at = left;
      continue;
    }
    const by = right?.kind === 'primitive' && typeof right.value === 'number' ? right.value : undefined;
    if (by === undefined) return undefined;
    // From the outside in: what was done last is applied to what comes from further in.
    if (call.name === 'operator.div.true' && by !== 0) scale /= by;
    else if (call.name === 'operator.mul') scale *= by;
    else if (call.name === 'operator.sub') shift -= by * scale;
    else if (call.name === 'operator.add.py') shift += by * scale;
    else return undefined;
    scaled ??= call.site;
    at = left;
  }
  return undefined;
}

/** What the networks of a script are fed with, for training and for evaluation. */
export function inputFacts(
  m: Machine,
  make: FactMaker,
  fits: readonly Call[],
  evaluations: readonly Call[],
  layers: readonly Call[],
): FactMap {
  const facts: FactMap = new Map();
  const fed = (calls: readonly Call[], index: number, name: string): readonly (Pixels | undefined)[] =>
    calls.map((call) => {
      const value = argument(call, index, name);
      return value === undefined || value === 'open' ? undefined : pixelsOf(m, value);
    });
  phase('train', fed(fits, 0, 'x'));
  phase('eval', fed(evaluations, 0, 'x'));
  const [first] = fed(fits, 0, 'x');
  const dataset = DATASETS[/^keras\.datasets\.(\w+)\./.exec(first?.dataset?.name ?? '')?.[1] ?? ''];
  if (dataset !== undefined && first?.dataset !== undefined) {
    const origin = make.place(first.dataset.site);
    facts.set('data.dataset', { status: 'stated', value: dataset[0], origin });
    facts.set('data.classes', { status: 'inferred', value: dataset[1], origin });
  }
  const shapes = layers
    .map((call) => call.arguments.keyword.get('shape') ?? call.arguments.keyword.get('input_shape') ?? inputShape(call))
    .filter((shape) => shape !== undefined);
  const [shape] = shapes;
  if (shape !== undefined && shapes.length === 1) {
    const fact = make.fact(shape, sides);
    if (fact.status !== 'unknown') facts.set('input.size.train', fact);
  }
  return facts;

  function phase(name: 'train' | 'eval', all: readonly (Pixels | undefined)[]): void {
    const [pixels] = all;
    if (pixels === undefined || all.some((one) => one?.scale !== pixels.scale || one.shift !== pixels.shift)) return;
    if (pixels.at === undefined) return;
    const origin = make.place(pixels.at);
    const path = `preprocess.${name}.normalization`;
    facts.set(`${path}.kind`, { status: 'inferred', value: 'affine', origin });
    if (pixels.shift === 0) {
      facts.set(`${path}.scale`, { status: 'inferred', value: pixels.scale, origin });
      return;
    }
    // (x / 255 − mean) / std, the form that every source is brought to.
    const std = 1 / 255 / pixels.scale;
    facts.set(`${path}.scale`, { status: 'inferred', value: 1 / 255, origin });
    facts.set(`${path}.mean`, { status: 'inferred', value: -pixels.shift * std, origin });
    facts.set(`${path}.std`, { status: 'inferred', value: std, origin });
  }
}

const inputShape = (call: Call): Value | undefined =>
  /Input$/.test(call.name) ? call.arguments.positional[0] : undefined;

/** Height and width of (height, width, channels). */
function sides(plain: unknown): FactValue | undefined {
  if (!Array.isArray(plain) || plain.length !== 3) return undefined;
  const [height, width] = plain;
  return typeof height === 'number' && typeof width === 'number'
    ? height === width
      ? height
      : [height, width]
    : undefined;
}
