import { alignGraphs, placeText } from '../graph/align/index.ts';
import { ResauditError, UsageError } from '../spec/errors.ts';
import { printable } from '../spec/text.ts';
import { axesBetween, type BindOptions, bindInputs } from './bind.ts';
import { makeRunFolder } from './folder.ts';
import { type Feed, FILLABLE, type Fill } from './inputs.ts';
import { judge } from './judge.ts';
import { type Limits, limitsFor } from './limits.ts';
import {
  feedType,
  type Measured,
  type Measuring,
  outputPairs,
  runBoth,
  runLocal,
  runPerturbed,
  withShapes,
} from './measure.ts';
import type { ForwardInput, ForwardResult, ForwardRun } from './result.ts';
import type { Device, Runner, RunResult } from './session.ts';
import { type Sharing, shareWeights } from './share.ts';
import { openPart, precisionOf, type Side, settleSide } from './side.ts';
import { type Tap, tapsOf } from './taps.ts';

export interface ModelFile {
  readonly path: string;
  /** As the person named it. */
  readonly name: string;
}

export interface ForwardOptions extends BindOptions {
  readonly device: Device;
  readonly runner: Runner;
  readonly runtime: string;
  readonly seed: number;
  readonly threads: number;
  /** Whose weights both get; each its own where left out. */
  readonly share?: Sharing;
  /** Which taps are shown: the ends of blocks, all, or those whose place or node has this in it. */
  readonly taps: string;
  readonly progress?: (text: string) => void;
}

/**
 * Runs two networks on the same inputs and says whether they compute the same, and where they part.
 * @throws {ResauditError} where one cannot be read or run.
 */
export async function verifyModels(
  fileA: ModelFile,
  fileB: ModelFile,
  options: ForwardOptions,
): Promise<ForwardResult> {
  const partA = openPart(fileA.path, fileA.name);
  const partB = openOther(fileB, partA);
  const folder = makeRunFolder();
  try {
    const bound = bindInputs(partA, partB, options);
    const [a, b] = [settleSide(partA, bound.a), settleSide(partB, bound.b)];
    for (const side of [a, b]) {
      if (side.graph.nodes.length > 0) continue;
      throw new ResauditError(`${printable(side.name)} holds no layer that depends on an input`);
    }
    const alignment = alignGraphs(a.graph, b.graph);
    const measuring: Measuring = {
      a,
      b,
      alignment,
      taps: tapsOf(a.graph, b.graph, alignment),
      outputs: outputPairs(a, b),
      feeds: feedsFor(a, b, options.seed),
      device: options.device,
      threads: options.threads,
      folder,
      runner: options.runner,
      ...(options.share === undefined
        ? {}
        : { shared: shareWeights(a, b, alignment, options.share, options.seed, folder.path) }),
    };
    return await verify(await withShapes(measuring), bound.assumed, options);
  } finally {
    folder.remove();
    partA.close();
    partB.close();
  }
}

function openOther(file: ModelFile, first: { close(): void }): ReturnType<typeof openPart> {
  try {
    return openPart(file.path, file.name);
  } catch (error) {
    first.close();
    throw error;
  }
}

async function verify(m: Measuring, assumed: readonly string[], options: ForwardOptions): Promise<ForwardResult> {
  const progress = options.progress ?? (() => {});
  const runs: RunResult[] = [];
  const note = (measured: Measured): Measured => {
    runs.push(measured.run);
    return measured;
  };
  const limits = limitsFor([precisionOf(m.a), precisionOf(m.b)], m.device);
  const shown = chosen(m, options.taps);
  progress('running both networks');
  const both = note(await runBoth(m, shown, true));
  const apart = (id: string): number => both.distances.get(id)?.relative ?? Number.POSITIVE_INFINITY;
  const agrees = m.outputs.every(({ id }) => apart(id) <= limits.tolerance) && m.outputs.length > 0;
  let all = both;
  let local: Measured | undefined;
  let noise: { readonly accumulated: Measured; readonly local: Measured } | undefined;
  if (!agrees && m.outputs.length > 0) {
    progress('running all layers');
    all = note(await runBoth(m, m.taps, false));
    progress('running each layer on the input of the other');
    local = note(await runLocal(m, m.taps));
    progress('measuring what rounding comes to');
    noise = {
      accumulated: note(await runPerturbed(m, m.taps, limits.unit, false, options.seed)),
      local: note(await runPerturbed(m, m.taps, limits.unit, true, options.seed)),
    };
  }
  const judged = judge({ measuring: m, shown, both, all, local, noise, limits });
  return { ...judged, run: describe(m, runs, limits, noise !== undefined, assumed, options) };
}

/** Taps that are shown, by `--taps`. */
function chosen(m: Measuring, which: string): readonly Tap[] {
  const { taps } = m;
  if (which === 'all') return taps;
  if (which === 'blocks') return taps.filter(({ ends }) => ends);
  const wanted = which.toLowerCase();
  const found = taps.filter(({ place, nodeA, nodeB }) =>
    [placeText(place), m.a.graph.nodes[nodeA]?.name, m.b.graph.nodes[nodeB]?.name].some((text) =>
      text?.toLowerCase().includes(wanted),
    ),
  );
  if (found.length === 0) {
    throw new UsageError(`--taps ${printable(which)} names no place of both networks`, {
      help: 'give blocks, all, or a part of a place or node such as "stage 2" or "layer2"',
    });
  }
  return found;
}

function feedsFor(a: Side, b: Side, seed: number): Feed[] {
  if (a.inputs.length !== b.inputs.length) {
    throw new ResauditError(`the networks take different inputs: A ${a.inputs.length}, B ${b.inputs.length}`, {
      help: 'give two networks that take the same',
    });
  }
  return a.inputs.map((input, i) => {
    const other = b.inputs[i];
    const type = feedType(input.type);
    if (other !== undefined && (axesBetween(input.dims, other.dims) === undefined || feedType(other.type) !== type)) {
      throw new ResauditError(
        `the networks take different inputs: A ${input.dims.join('×')}, B ${other.dims.join('×')}`,
        { help: 'export both for the same size, or with dynamic sizes and --dims' },
      );
    }
    if (!FILLABLE.has(type)) {
      throw new ResauditError(`input ${printable(input.name)} is of a type that cannot be filled with numbers`);
    }
    return { name: `input/${i}`, type, dims: input.dims, fill: fillFor(a, i, type, seed + i) };
  });
}

const [UINT8, INT32, INT64, BOOL] = [2, 6, 7, 9];

function fillFor(side: Side, place: number, type: number, seed: number): Fill {
  if (type === BOOL) return { kind: 'constant', value: 1 };
  if (type === UINT8) return { kind: 'integers', below: 256, seed };
  if (type !== INT32 && type !== INT64) return { kind: 'normal', seed };
  // Indices into an embedding must be within it.
  const tensor = side.graph.inputs[place];
  const rows = side.graph.nodes.flatMap((node) => {
    if (node.op !== 'gather' || node.inputs[1] !== tensor) return [];
    const size = side.graph.tensors[node.inputs[0] ?? -1]?.shape?.[0];
    return typeof size === 'number' ? [size] : [];
  });
  return rows.length === 0 ? { kind: 'constant', value: 1 } : { kind: 'integers', below: Math.min(...rows), seed };
}

function describe(
  m: Measuring,
  runs: readonly RunResult[],
  limits: Limits,
  calibrated: boolean,
  assumed: readonly string[],
  options: ForwardOptions,
): ForwardRun {
  const providers: Record<string, number> = {};
  for (const [name, count] of Object.entries(runs[0]?.providers ?? {})) providers[name] = count;
  return {
    runtime: options.runtime,
    device: m.device,
    providers,
    precision: { a: precisionOf(m.a), b: precisionOf(m.b) },
    threads: m.threads,
    seed: options.seed,
    inputs: m.feeds.map((feed, i): ForwardInput => {
      const name = m.a.inputs[i]?.name ?? feed.name;
      return { name, dims: feed.dims, type: TYPES[feed.type] ?? 'other', filled: filledWith(feed.fill) };
    }),
    inputHash: runs[0]?.inputHash ?? '',
    assumed,
    limits: { match: limits.match, tolerance: limits.tolerance, calibrated },
    passes: runs.length,
    milliseconds: Math.round(runs.reduce((sum, { milliseconds }) => sum + milliseconds, 0)),
    peakMemory: runs.reduce<number | null>(
      (most, { peakMemory }) => (peakMemory === undefined ? most : Math.max(most ?? 0, peakMemory)),
      null,
    ),
  };
}

const TYPES: Readonly<Record<number, string>> = {
  1: 'float32',
  2: 'uint8',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  11: 'float64',
};

function filledWith(fill: Fill): string {
  if (fill.kind === 'constant') return `all ${fill.value}`;
  if (fill.kind === 'integers') return `integers from 0 to ${fill.below - 1}`;
  return 'normal, mean 0, standard deviation 1';
}
