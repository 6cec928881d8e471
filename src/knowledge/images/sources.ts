import { ELEMENT } from '../../script/fills.ts';
import type { CallDetail, Library, LibraryCall, Machine } from '../../script/machine.ts';
import { type Address, reference, type Value } from '../../script/value.ts';

/** Pixels as a library hands them out: bytes from 0 to 255, one after the other, channels of a pixel next to each other. */
export interface PixelSource {
  /** Channels of a pixel; undefined where the file decides, or where bytes are no pixels of a known kind. */
  readonly stride: number | undefined;
  /** Order of the first three. */
  readonly order: 'rgb' | 'bgr' | undefined;
  /** The library that decoded or resized. */
  readonly library: string;
  /** The object whose pixels they are. */
  readonly object: Address | undefined;
  readonly site: number;
}

interface Known {
  readonly pattern: RegExp;
  readonly stride?: number;
  readonly order?: 'rgb' | 'bgr';
  readonly library: string;
}

/** Names of members and calls that give pixels or bytes. */
const SOURCES: readonly Known[] = [
  { pattern: /[#.]getImageData#data$|^ImageData#data$/, stride: 4, order: 'rgb', library: 'canvas' },
  { pattern: /[#.]bitmap\.data$/, stride: 4, order: 'rgb', library: 'jimp' },
  {
    pattern: /^jpeg-js(?:\.default)?\.decode#data$|^jpegjs\.decode#data$/,
    stride: 4,
    order: 'rgb',
    library: 'jpeg-js',
  },
  { pattern: /^pngjs\b.*[#.](?:read|parse)#data$/, stride: 4, order: 'rgb', library: 'pngjs' },
  { pattern: /^sharp\b.*#toBuffer(?:#data)?$/, order: 'rgb', library: 'sharp' },
  { pattern: /(?:^|[#.])(?:readFileSync|readFile|arrayBuffer)$/, library: 'bytes' },
];

/** Methods that read one byte. */
const BYTES = /[#.](?:readUInt8|readUint8|getUint8)$/;

/** One channel of one pixel, or one byte, where a value is that. */
export interface PixelRead {
  readonly source: PixelSource;
  readonly index: Value | undefined;
}

export function callDetail(m: Machine, value: Value | undefined): CallDetail | undefined {
  if (value?.kind !== 'reference') return undefined;
  const object = m.memory.object(value.address);
  return object.kind === 'call' ? (object.detail as CallDetail) : undefined;
}

/** The byte that a value is, where it was read from pixels. */
export function pixelRead(m: Machine, value: Value): PixelRead | undefined {
  const call = callDetail(m, value);
  if (call === undefined || call.name === ELEMENT) return undefined;
  if (BYTES.test(call.name))
    return {
      source: { stride: undefined, order: undefined, library: 'bytes', object: call.self, site: call.site },
      index: undefined,
    };
  if (call.name !== 'operator.index') return undefined;
  const [object, index] = call.arguments.positional;
  const source = object === undefined ? undefined : pixelSource(m, object);
  return source === undefined ? undefined : { source, index };
}

/** What a value that holds pixels holds. */
function pixelSource(m: Machine, value: Value): PixelSource | undefined {
  const call = callDetail(m, value);
  const name = value.kind === 'library' ? value.name : call?.name;
  const known = name === undefined ? undefined : SOURCES.find(({ pattern }) => pattern.test(name));
  if (known === undefined) return undefined;
  // The object behind a member `data` is the call that gave it; a call is its own object.
  const object = value.kind === 'library' ? value.self : value.kind === 'reference' ? value.address : undefined;
  return {
    stride: known.library === 'sharp' ? sharpChannels(m, object) : known.stride,
    order: known.order,
    library: known.library,
    object,
    site: call?.site ?? value.provenance,
  };
}

/** The calls of a chain of methods, the last first. */
export function* chainOfCalls(m: Machine, last: Address | undefined): Generator<CallDetail> {
  let at = last;
  for (let steps = 0; at !== undefined && steps < 64; steps++) {
    const call: CallDetail | undefined = callDetail(m, reference(at, 0));
    if (call === undefined) return;
    yield call;
    at = call.self;
  }
}

/** Channels of sharp's raw pixels, where the chain of calls fixes them. */
function sharpChannels(m: Machine, object: Address | undefined): number | undefined {
  for (const { name } of chainOfCalls(m, object)) {
    const method = name.split(/[#.]/).at(-1);
    if (method === 'removeAlpha' || method === 'flatten') return 3;
    if (method === 'ensureAlpha') return 4;
    if (method === 'greyscale' || method === 'grayscale' || method === 'extractChannel') return undefined;
  }
  return undefined;
}

/** Methods whose names say what they give even where the object that has them is not known. */
const UNKNOWN_METHODS = new Set(['getImageData', 'readUInt8', 'readUint8', 'getUint8']);

export const IMAGES: Library = {
  unknownMethod(m, method, args, site) {
    if (!UNKNOWN_METHODS.has(method)) return undefined;
    const call: LibraryCall = { name: `object#${method}`, arguments: args, construct: false, site };
    const detail: CallDetail = { name: call.name, arguments: args, site };
    return { name: call.name, result: reference(m.memory.create('call', site, detail), site) };
  },
};
