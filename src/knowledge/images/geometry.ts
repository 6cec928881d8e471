import type { FactMaker } from '../../script/collect.ts';
import type { CallDetail, Machine } from '../../script/machine.ts';
import type { TraceEvent } from '../../script/trace.ts';
import type { Value } from '../../script/value.ts';
import { type Fact, type FactValue, unknown } from '../../spec/fact.ts';
import type { TextOrigin } from '../../spec/origin.ts';
import type { Phase } from '../../spec/vocabulary.ts';
import { callDetail, chainOfCalls, type PixelSource } from './sources.ts';

/** How an image was brought to size before its pixels were read. */
interface Resize {
  readonly policy: string;
  readonly width: Value | undefined;
  readonly height: Value | undefined;
  readonly interpolation?: Known;
  readonly antialias?: Known;
  readonly site: number;
}

/** A value that is written, or the library's own. */
interface Known {
  readonly value: FactValue;
  readonly from?: Value;
  readonly parameter: string;
}

const VERSIONS: Readonly<Record<string, string>> = { sharp: '0.34', jimp: '1.6' };

/** Facts of the size that pixels were brought to, by what decoded or drew them; events in the order in which they happen. */
export function geometryFacts(
  m: Machine,
  make: FactMaker,
  source: PixelSource,
  phase: Phase,
  events: readonly TraceEvent[],
): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  const base = `preprocess.${phase}.resize`;
  const found =
    source.library === 'sharp'
      ? sharpResize(m, source)
      : source.library === 'canvas'
        ? canvasResize(m, source, events)
        : source.library === 'jimp'
          ? jimpResize(m, source, events)
          : undefined;
  if (found === undefined) return facts;
  const at = make.place(found.site);
  const state = (path: string, value: FactValue, origin: TextOrigin = at): void => {
    facts.set(`${base}.${path}`, { status: 'stated', value, origin });
  };
  state('policy', found.policy);
  state('library', source.library);
  const [height, width] = [numberOf(found.height), numberOf(found.width)];
  if (height !== undefined && width !== undefined && found.width !== undefined && found.height !== undefined)
    state('size', [height, width], {
      ...make.origin(found.width.provenance),
      via: [make.origin(found.height.provenance)],
    });
  else facts.set(`${base}.size`, { ...unknown('call', 'the size is not known'), origin: at });
  for (const key of ['interpolation', 'antialias'] as const) {
    const known = found[key];
    if (known === undefined) continue;
    if (known.from !== undefined) state(key, known.value, make.origin(known.from.provenance));
    else
      facts.set(`${base}.${key}`, {
        status: 'default',
        value: known.value,
        origin: {
          kind: 'default',
          library: source.library,
          version: VERSIONS[source.library] ?? '',
          parameter: known.parameter,
          omittedAt: at,
        },
      });
  }
  return facts;
}

const numberOf = (value: Value | undefined): number | undefined =>
  value?.kind === 'primitive' && typeof value.value === 'number' ? value.value : undefined;

const methodOf = (name: string): string => name.split(/[#.]/).at(-1) ?? '';

const FITS: Readonly<Record<string, string>> = { cover: 'cover', fill: 'exact', contain: 'long-side-pad' };
const KERNELS: Readonly<Record<string, string>> = {
  nearest: 'nearest',
  linear: 'bilinear',
  cubic: 'bicubic',
  lanczos3: 'lanczos',
};

/** sharp's `resize(width, height, { fit, kernel })`, or all of it in one object. */
function sharpResize(m: Machine, source: PixelSource): Resize | undefined {
  const calls = [...chainOfCalls(m, source.object)];
  const resizes = calls.filter(({ name }) => methodOf(name) === 'resize');
  const [call] = resizes;
  if (call === undefined || resizes.length > 1) return undefined;
  if (calls.some(({ name }) => ['extract', 'trim', 'rotate', 'extend'].includes(methodOf(name)))) return undefined;
  const [first, second, third] = call.arguments.positional;
  const options = first?.kind === 'reference' ? first : third;
  const option = (key: string): Value | undefined => (options === undefined ? undefined : entry(m, options, key));
  const [width, height] = first?.kind === 'reference' ? [option('width'), option('height')] : [first, second];
  if (isNothing(width) || isNothing(height)) return undefined;
  if (options !== undefined && options.kind !== 'reference' && !isNothing(options)) return undefined;
  const [fit, kernel] = [option('fit'), option('kernel')];
  const policy = isNothing(fit) ? 'cover' : FITS[textOf(fit) ?? ''];
  const interpolation = isNothing(kernel) ? 'lanczos' : KERNELS[textOf(kernel) ?? ''];
  if (policy === undefined) return undefined;
  return {
    policy,
    width,
    height,
    ...(interpolation === undefined
      ? {}
      : {
          interpolation: {
            value: interpolation,
            parameter: 'sharp.resize(kernel)',
            ...(isNothing(kernel) || kernel === undefined ? {} : { from: kernel }),
          },
        }),
    antialias: { value: true, parameter: 'sharp.resize' },
    site: call.site,
  };
}

/** An entry of an object, also of one that was made on a way that is only tried. */
function entry(m: Machine, object: Value, key: string): Value | undefined {
  const held = object.kind === 'reference' ? m.memory.read(object.address, key) : undefined;
  if (held?.kind !== 'choice') return held;
  const present = held.options.filter(({ value }) => value.kind !== 'missing');
  return present.length === 1 ? present[0]?.value : held;
}

const isNothing = (value: Value | undefined): boolean =>
  value === undefined || (value.kind === 'primitive' && (value.value === undefined || value.value === null));

const textOf = (value: Value | undefined): string | undefined =>
  value?.kind === 'primitive' && typeof value.value === 'string' ? value.value : undefined;

/** A canvas that one image was drawn onto, from corner to corner: squashed to the size it was drawn in. */
function canvasResize(m: Machine, source: PixelSource, events: readonly TraceEvent[]): Resize | undefined {
  const read = callDetailAt(m, source.object);
  const context = read?.self;
  if (read === undefined || context === undefined) return undefined;
  const drawn = events.filter(({ name, self }) => self === context && methodOf(name) === 'drawImage');
  const moved = events.some(
    ({ name, self }) => self === context && /^(?:scale|rotate|translate|transform|setTransform)$/.test(methodOf(name)),
  );
  const [only] = drawn;
  if (only === undefined || drawn.length > 1 || moved) return undefined;
  const [, x, y, width, height] = only.positional;
  if (only.positional.length !== 5 || numberOf(x) !== 0 || numberOf(y) !== 0) return undefined;
  const [, , readWidth, readHeight] = read.arguments.positional;
  // What is read must be what was drawn.
  const isWhole = numberOf(readWidth) === numberOf(width) && numberOf(readHeight) === numberOf(height);
  return isWhole ? { policy: 'exact', width, height, site: only.site } : undefined;
}

function callDetailAt(m: Machine, address: number | undefined): CallDetail | undefined {
  return address === undefined ? undefined : callDetail(m, { kind: 'reference', address, provenance: 0 });
}

const JIMP: Readonly<Record<string, string>> = { resize: 'exact', cover: 'cover', contain: 'long-side-pad' };

/** jimp's methods change the image itself and give it back. */
function jimpResize(m: Machine, source: PixelSource, events: readonly TraceEvent[]): Resize | undefined {
  const chain = [...chainOfCalls(m, source.object)];
  const own = events.filter(
    ({ self, site }) => self !== undefined && (self === source.object || chain.some((call) => call.site === site)),
  );
  const sized = own.filter(({ name }) => Object.hasOwn(JIMP, methodOf(name)));
  const [only] = sized;
  if (
    only === undefined ||
    sized.length > 1 ||
    own.some(({ name }) => /^(?:crop|autocrop|rotate|scale\w*|flip)$/.test(methodOf(name)))
  )
    return undefined;
  const [first, second] = only.positional;
  const option = (key: string): Value | undefined => (first === undefined ? undefined : entry(m, first, key));
  const [width, height] = first?.kind === 'reference' ? [option('w'), option('h')] : [first, second];
  const policy = JIMP[methodOf(only.name)];
  return policy === undefined || numberOf(width) === undefined || numberOf(height) === undefined
    ? undefined
    : { policy, width, height, site: only.site };
}
