import type { CollectedFact } from '../../script/collect.ts';

import type { TraceEvent } from '../../script/trace.ts';
import { type Fact, unknown } from '../../spec/fact.ts';
import { normalizationFacts } from '../images/facts.ts';
import { geometryFacts } from '../images/geometry.ts';
import { type PixelArray, pixelArray } from '../images/pixels.ts';
import { callDetail } from '../images/sources.ts';
import type { CollectContext, ServedModel } from '../script.ts';
import type { Frozen } from '../tfjs/frozen.ts';
import { agree } from '../tfjs/layers.ts';
import { layoutOf } from '../tfjs/preprocess.ts';
import { placed } from '../tfjs/walk.ts';
import { type OrtTensor, TENSOR } from './calls.ts';

/** What a script that serves a network with ONNX Runtime comes to: what it does to images before it runs the network. */
export function collectOrt(context: CollectContext): readonly CollectedFact[] {
  const { machine: m, trace, uncalled } = context;
  const events = [...placed([...trace, ...uncalled])].map(({ event }) => event);
  const tensors = events.flatMap(({ result }): OrtTensor[] => {
    const call = callDetail(m, result);
    return call?.name === TENSOR && Array.isArray((call as Partial<OrtTensor>).given) ? [call as OrtTensor] : [];
  });
  const images = tensors.filter((tensor) => isImage(tensor));
  const facts = merged(images.map((tensor) => tensorFacts(context, tensor, events)));
  return [...facts].map(([path, fact]) => ({ path, fact }));
}

/** A tensor of numbers with four sides, three or fewer channels: an image, whatever is known of its pixels. */
function isImage({ given }: OrtTensor): boolean {
  const type = given[0]?.value;
  const sides = sidesOf(given);
  return (
    type?.kind === 'primitive' &&
    /^(?:float32|float16|uint8)$/.test(String(type.value)) &&
    sides?.length === 4 &&
    [sides[1], sides[3]].some((side) => side === 1 || side === 3 || side === 4)
  );
}

function sidesOf(given: OrtTensor['given']): readonly (number | undefined)[] | undefined {
  return given[2]?.items?.map(({ value }) =>
    value.kind === 'primitive' && typeof value.value === 'number' ? value.value : undefined,
  );
}

function tensorFacts(
  { machine: m, make }: CollectContext,
  { given, site }: OrtTensor,
  events: readonly TraceEvent[],
): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  const [, data, shape] = given;
  const sides = sidesOf(given) ?? [];
  const at = make.place(site);
  const array = data === undefined ? undefined : pixelArray(m, data.value, data.fill);
  const layout =
    layoutByShape(sides) ?? (array === undefined ? undefined : layoutOf(sides, array.planes.length, array.arrangement));
  if (layout !== undefined) {
    facts.set('input.layout', { status: 'stated', value: layout, origin: at });
    shapeFacts(shape, layout, at, facts, make);
  }
  if (array === undefined || !fits(array, sides)) {
    facts.set('preprocess.serve.normalization.kind', {
      ...unknown('call', 'how its pixels are computed is not followed'),
      origin: at,
    });
    return facts;
  }
  for (const [path, fact] of normalizationFacts(make, 'serve', normalizedOf(array))) facts.set(path, fact);
  for (const [path, fact] of geometryFacts(m, make, array.source, 'serve', events)) facts.set(path, fact);
  return facts;
}

function layoutByShape(sides: readonly (number | undefined)[]): 'nchw' | 'nhwc' | undefined {
  const isChannels = (side: number | undefined): boolean => side === 1 || side === 3 || side === 4;
  if (isChannels(sides[1]) && !isChannels(sides[3])) return 'nchw';
  return isChannels(sides[3]) && !isChannels(sides[1]) ? 'nhwc' : undefined;
}

/** Whether an array is laid out as its shape says: otherwise nothing is claimed of its channels. */
function fits({ planes, arrangement }: PixelArray, sides: readonly (number | undefined)[]): boolean {
  return planes.length === 1 || layoutOf(sides, planes.length, arrangement) !== undefined;
}

function normalizedOf({ planes, at, contributors }: PixelArray): Parameters<typeof normalizationFacts>[2] {
  const channels = planes.map(({ channel }) => channel);
  return {
    scale: planes.map(({ scale }) => scale),
    shift: planes.map(({ shift }) => shift),
    channels: planes.length >= 3 ? channels : undefined,
    at,
    contributors,
  };
}

function shapeFacts(
  shape: Frozen | undefined,
  layout: 'nchw' | 'nhwc',
  at: ReturnType<CollectContext['make']['place']>,
  facts: Map<string, Fact>,
  make: CollectContext['make'],
): void {
  const items = shape?.items ?? [];
  const [channels, height, width] = layout === 'nchw' ? [items[1], items[2], items[3]] : [items[3], items[1], items[2]];
  if (channels !== undefined) facts.set('input.channels', make.fact(channels.value));
  if (height === undefined || width === undefined) return;
  const [h, w] = [make.fact(height.value), make.fact(width.value)];
  if ('value' in h && 'value' in w && typeof h.value === 'number' && typeof w.value === 'number')
    facts.set('input.size.eval', {
      status: 'stated',
      value: [h.value, w.value],
      origin: { ...at, via: [make.origin(height.value.provenance), make.origin(width.value.provenance)] },
    });
}

/** Files of models that sessions are made of, as the script names them. */
export function servedModels({ machine: m, make, trace, uncalled }: CollectContext): readonly ServedModel[] {
  const found = new Map<string, ServedModel>();
  for (const { event } of placed([...trace, ...uncalled])) {
    const [path] = event.name === 'ort.InferenceSession.create' ? event.positional : [];
    const text =
      path === undefined
        ? undefined
        : m.semantics.text(path.kind === 'choice' ? { kind: 'missing', provenance: 0 } : path);
    if (path !== undefined && text !== undefined && /\.(?:onnx|ort)$/i.test(text) && !found.has(text))
      found.set(text, { path: text, at: make.origin(path.provenance) });
  }
  return [...found.values()];
}

function merged(parts: readonly ReadonlyMap<string, Fact>[]): Map<string, Fact> {
  const paths = new Set(parts.flatMap((part) => [...part.keys()]));
  return new Map(
    [...paths].map((path) => [
      path,
      agree(parts.map((part) => part.get(path) ?? unknown('call', 'not stated everywhere'))),
    ]),
  );
}
