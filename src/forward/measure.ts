import type { Alignment } from '../graph/align/index.ts';
import { axesBetween } from './bind.ts';
import { Composition, type Operands } from './compose.ts';
import type { RunFolder } from './folder.ts';
import type { Feed } from './inputs.ts';
import { asFloat, type Distance, distanceProbe, type Probe, type Statistics, statisticsProbe } from './probe.ts';
import type { Device, Runner, RunResult } from './session.ts';
import { placeShared, type SharedWeights } from './share.ts';
import type { Side } from './side.ts';
import { stored, type Tap, type TapTensor } from './taps.ts';

/** Two outputs that stand for each other. */
export interface OutputPair {
  readonly id: string;
  readonly a: TapTensor;
  readonly b: TapTensor;
}

export interface Measuring {
  readonly a: Side;
  readonly b: Side;
  readonly alignment: Alignment;
  readonly taps: readonly Tap[];
  readonly outputs: readonly OutputPair[];
  readonly feeds: readonly Feed[];
  /** Weights that both get in place of their own. */
  readonly shared?: SharedWeights;
  readonly device: Device;
  readonly threads: number;
  readonly folder: RunFolder;
  readonly runner: Runner;
}

/** What was measured of taps and outputs, by their ids. */
export interface Measured {
  readonly distances: ReadonlyMap<string, Distance>;
  readonly statistics: { readonly a: ReadonlyMap<string, Statistics>; readonly b: ReadonlyMap<string, Statistics> };
  readonly run: RunResult;
}

export const outputPairs = (a: Side, b: Side): OutputPair[] => {
  const outputs = (side: Side): TapTensor[] =>
    side.model.graph.outputs.map(({ name }, i) => ({
      name,
      shape: stored(side.graph.tensors[side.graph.outputs[i] ?? -1])?.shape,
    }));
  const [outputsA, outputsB] = [outputs(a), outputs(b)];
  return outputsA.flatMap((output, i) => {
    const other = outputsB[i];
    return other === undefined ? [] : [{ id: `o${i}`, a: output, b: other }];
  });
};

const sameShape = (x: readonly number[] | undefined, y: readonly number[] | undefined): boolean =>
  x !== undefined && y !== undefined && x.length === y.length && x.every((dim, i) => dim === y[i]);

/** Whether both sides of a place can be held against each other. */
export const comparable = ({ a, b }: Pick<Tap, 'a' | 'b'>): boolean => sameShape(a.shape, b.shape);

/**
 * Runs both networks on the same inputs in one model, so that even differences are taken where the tensors are.
 * @throws {ResauditError} where no one model can hold both, or the run fails.
 */
export async function runBoth(m: Measuring, taps: readonly Tap[], withStatistics: boolean): Promise<Measured> {
  const model = new Composition(opsetOf(m));
  const inputs = placeInputs(model, m);
  model.place(m.a, { prefix: 'a/', wanted: wantedOf('a', m, taps), replaced: inputs.a, operands: inputs.operands.a });
  model.place(m.b, { prefix: 'b/', wanted: wantedOf('b', m, taps), replaced: inputs.b, operands: inputs.operands.b });
  const probes = new Probes(model, m);
  for (const tap of lastFirst(taps, m)) {
    probes.distance(tap.id, tap.a, `a/${tap.a.name}`, tap.b, `b/${tap.b.name}`);
    if (withStatistics) probes.statistics(tap.id, tap.a, `a/${tap.a.name}`, tap.b, `b/${tap.b.name}`);
  }
  return probes.run(m.feeds);
}

/** The same with the shapes that are not known from the files, by a run that only looks at those. */
export async function withShapes(m: Measuring): Promise<Measuring> {
  const open = [...m.taps, ...m.outputs].flatMap(({ a, b }) => [
    ...(a.shape === undefined ? [['a', a] as const] : []),
    ...(b.shape === undefined ? [['b', b] as const] : []),
  ]);
  if (open.length === 0) return m;
  const model = new Composition(opsetOf(m));
  const inputs = placeInputs(model, m);
  for (const key of ['a', 'b'] as const) {
    const wanted = open.flatMap(([side, { name }]) => (side === key ? [name] : []));
    const prefix = `${key}/`;
    model.place(m[key], { prefix, wanted, replaced: inputs[key], operands: inputs.operands[key] });
  }
  const found = new Map<TapTensor, string>();
  for (const [side, tensor] of open) {
    const output = model.add('Shape', [`${side}/${tensor.name}`]);
    model.output(output);
    found.set(tensor, output);
  }
  m.folder.write(model);
  const { folder, feeds, device, threads } = m;
  const run = await m.runner({ folder: folder.path, feeds, fetches: model.outputs, device, threads });
  const settled = (tensor: TapTensor): TapTensor => {
    const shape = run.values[0]?.[found.get(tensor) ?? ''];
    if (shape === undefined) return tensor;
    return { ...tensor, shape: tensor.perm === undefined ? shape : tensor.perm.map((axis) => shape[axis] ?? 0) };
  };
  const settle = <T extends { a: TapTensor; b: TapTensor }>(pair: T): T => ({
    ...pair,
    a: settled(pair.a),
    b: settled(pair.b),
  });
  return { ...m, taps: m.taps.map(settle), outputs: m.outputs.map(settle) };
}

/** Runs every layer of B on what A's layer gets: what differs then is of that layer's own making. */
export async function runLocal(m: Measuring, taps: readonly Tap[]): Promise<Measured> {
  const model = new Composition(opsetOf(m));
  const inputs = placeInputs(model, m);
  const replaced = new Map(inputs.b);
  const mixed = !(m.a.isFloat32 && m.b.isFloat32);
  const stands = m.taps.filter(comparable);
  model.place(m.a, { prefix: 'a/', wanted: wantedOf('a', m, stands), replaced: inputs.a, operands: inputs.operands.a });
  // Where precisions differ, only the tensor itself tells what type its readers take.
  if (mixed)
    model.place(m.b, {
      prefix: 'own/',
      wanted: wantedOf('b', m, stands),
      replaced: inputs.b,
      operands: inputs.operands.b,
    });
  for (const { a, b } of stands) {
    const canonical = permuted(model, `a/${a.name}`, a.perm);
    const inverse = b.perm?.map((_, i) => b.perm?.indexOf(i) ?? i);
    const turned = permuted(model, canonical, inverse);
    replaced.set(b.name, mixed ? model.add('CastLike', [turned, `own/${b.name}`]) : turned);
  }
  model.place(m.b, { prefix: 'b/', wanted: wantedOf('b', m, taps), replaced, operands: inputs.operands.b });
  const probes = new Probes(model, m);
  for (const tap of lastFirst(taps, m)) {
    probes.distance(tap.id, tap.a, `a/${tap.a.name}`, tap.b, `b/${tap.b.name}`);
  }
  return probes.run(m.feeds);
}

/**
 * Runs A beside itself with the rounding errors of every layer drawn anew: what rounding alone comes to. `local` has each
 * layer get A's own tensors, slightly off.
 */
export async function runPerturbed(
  m: Measuring,
  taps: readonly Tap[],
  scale: number,
  local: boolean,
  seed: number,
): Promise<Measured> {
  const model = new Composition(opsetOf(m));
  const inputs = placeInputs(model, m);
  model.place(m.a, { prefix: 'a/', wanted: wantedOf('a', m, m.taps), replaced: inputs.a, operands: inputs.operands.a });
  const noisy = (tensor: string): string => {
    const noise = model.add('RandomUniformLike', [tensor], {
      dtype: 1,
      low: { float: -scale },
      high: { float: scale },
      seed: { float: seed + model.outputs.length + noises++ },
    });
    const factor = model.add('Add', [noise, model.number(1)]);
    const exact = asFloat(model, tensor, m.a.isFloat32);
    const moved = model.add('Mul', [exact, factor]);
    return m.a.isFloat32 ? moved : model.add('CastLike', [moved, tensor]);
  };
  let noises = 0;
  const replaced = new Map<string, string>();
  for (const [name, tensor] of inputs.a) replaced.set(name, noisy(tensor));
  for (const { a } of m.taps) replaced.set(a.name, noisy(`${local ? 'a' : 'p'}/${a.name}`));
  model.place(m.a, { prefix: 'p/', wanted: wantedOf('a', m, m.taps), replaced, operands: inputs.operands.a });
  const probes = new Probes(model, m);
  for (const tap of lastFirst(taps, m)) {
    if (!comparable(tap)) continue;
    probes.distance(tap.id, tap.a, `a/${tap.a.name}`, tap.a, `p/${tap.a.name}`);
  }
  return probes.run(m.feeds);
}

function opsetOf({ a, b }: Pick<Measuring, 'a' | 'b'>): number {
  return Math.max(a.model.opsets.get('') ?? 1, b.model.opsets.get('') ?? 1);
}

/**
 * Probes in the order in which they are to be added: the runtime follows the last one back first, and so measures a tap as
 * soon as both networks have come to it, when nothing behind it holds memory yet.
 */
const lastFirst = (taps: readonly Tap[], { outputs }: Measuring): (Tap | OutputPair)[] =>
  [...taps, ...outputs].reverse();

function wantedOf(side: 'a' | 'b', m: Measuring, taps: readonly Tap[]): string[] {
  return [...taps, ...m.outputs].map((tap) => tap[side].name);
}

const [FLOAT, FLOAT16, BFLOAT16] = [1, 10, 16];

/** The inputs of the composed model: what either side reads in their place, and in place of weights that are shared. */
function placeInputs(
  model: Composition,
  { a, b, feeds, shared }: Measuring,
): { a: Map<string, string>; b: Map<string, string>; operands: { a?: Operands; b?: Operands } } {
  const result = { a: new Map<string, string>(), b: new Map<string, string>() };
  for (const [i, feed] of feeds.entries()) {
    model.input(feed.name, feed.type, feed.dims);
    for (const [key, side] of [
      ['a', a],
      ['b', b],
    ] as const) {
      const input = side.inputs[i];
      if (input === undefined) continue;
      const perm = axesBetween(feed.dims, input.dims) ?? [];
      const turned = permuted(model, feed.name, perm.length === 0 ? undefined : perm);
      const typed = input.type === feed.type ? turned : model.add('Cast', [turned], { to: input.type });
      result[key].set(input.name, typed);
    }
  }
  return { ...result, operands: shared === undefined ? {} : placeShared(model, shared) };
}

/** The type that an input is drawn in: half precision is rounded from single. */
export const feedType = (type: number): number => (type === FLOAT16 || type === BFLOAT16 ? FLOAT : type);

function permuted(model: Composition, tensor: string, perm: readonly number[] | undefined): string {
  return perm === undefined ? tensor : model.add('Transpose', [tensor], { perm });
}

/** Collects probes of one model, runs it, and reads what they give. */
class Probes {
  readonly #model: Composition;
  readonly #m: Measuring;
  readonly #distances = new Map<string, Probe<Distance>>();
  readonly #statistics = { a: new Map<string, Probe<Statistics>>(), b: new Map<string, Probe<Statistics>>() };

  constructor(model: Composition, m: Measuring) {
    this.#model = model;
    this.#m = m;
  }

  distance(id: string, a: TapTensor, tensorA: string, b: TapTensor, tensorB: string): void {
    if (!comparable({ a, b })) return;
    const [x, y] = [this.#float(a, tensorA), this.#float(b, tensorB)];
    this.#distances.set(id, distanceProbe(this.#model, x, y));
  }

  statistics(id: string, a: TapTensor, tensorA: string, b: TapTensor, tensorB: string): void {
    for (const [key, tap, tensor] of [
      ['a', a, tensorA],
      ['b', b, tensorB],
    ] as const) {
      if (tap.shape === undefined) continue;
      const channel = channelAxis(tap.shape);
      this.#statistics[key].set(id, statisticsProbe(this.#model, this.#float(tap, tensor), tap.shape, channel));
    }
  }

  #float(tap: TapTensor, tensor: string): string {
    const isFloat32 = this.#m.a.isFloat32 && this.#m.b.isFloat32;
    return asFloat(this.#model, permuted(this.#model, tensor, tap.perm), isFloat32);
  }

  async run(feeds: readonly Feed[]): Promise<Measured> {
    this.#m.folder.write(this.#model);
    const run = await this.#m.runner({
      folder: this.#m.folder.path,
      feeds,
      fetches: this.#model.outputs,
      device: this.#m.device,
      threads: this.#m.threads,
    });
    const values = (output: string): readonly number[] => run.values[0]?.[output] ?? [];
    const read = <T>(probes: ReadonlyMap<string, Probe<T>>): Map<string, T> =>
      new Map([...probes].map(([id, probe]) => [id, probe.read(values)]));
    return {
      distances: read(this.#distances),
      statistics: { a: read(this.#statistics.a), b: read(this.#statistics.b) },
      run,
    };
  }
}

/** Channels come second in maps, last in tokens and vectors. */
function channelAxis(shape: readonly number[]): number | undefined {
  if (shape.length >= 4) return 1;
  return shape.length >= 2 ? shape.length - 1 : undefined;
}
