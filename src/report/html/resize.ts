import { formatValue } from '../../engine/format.ts';
import { numbersOf, sizeOf, textOf } from '../facts.ts';
import type { FactTable } from '../report.ts';
import { type Html, html } from './markup.ts';

/** The probe: a photo of usual shape that holds a circle. */
const [PROBE_WIDTH, PROBE_HEIGHT] = [640, 480];
/** Drawn size of a pixel of the probe, and of a pixel of the result. */
const [PROBE_SCALE, RESULT_SCALE] = [0.28, 0.5];
/** The largest result that is drawn to scale. */
const LARGEST = 320;

interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is kept of the probe, and where it comes to lie in the result. */
interface Geometry {
  readonly kept: Rect;
  /** In pixels of the result. */
  readonly placed: Rect;
  readonly width: number;
  readonly height: number;
  readonly moves: boolean;
  readonly words: string;
}

interface Sides {
  readonly a: FactTable;
  readonly b: FactTable;
}

/** What resizing and cropping do to a probe, by phase. */
export function resizeFigures(facts: Sides): Html[] {
  return ['train', 'eval', 'serve'].flatMap((phase) => {
    const [a, b] = [geometryOf(facts.a, phase), geometryOf(facts.b, phase)];
    if (typeof a === 'string' && typeof b === 'string') return [];
    return [
      html`<figure>
<figcaption><strong>Resize and crop in ${phase}</strong>: a photo of ${PROBE_WIDTH} × ${PROBE_HEIGHT} that holds a circle, and what the network gets of it.</figcaption>
<div class="pair">${panel('A', facts.a, phase, a)}${panel('B', facts.b, phase, b)}</div>
</figure>`,
    ];
  });
}

/** Where the probe goes, or why that is not known. */
function geometryOf(facts: FactTable, phase: string): Geometry | string {
  const at = (path: string): string => `preprocess.${phase}.${path}`;
  const crop = textOf(facts, at('crop.policy')) ?? (facts[at('crop.policy')]?.status === 'absent' ? 'none' : undefined);
  const cropSize = sizeOf(facts, at('crop.size'));
  if (crop === 'random-area' && cropSize !== undefined) return randomArea(facts, cropSize);
  const policy =
    textOf(facts, at('resize.policy')) ?? (facts[at('resize.policy')]?.status === 'absent' ? 'none' : undefined);
  if (policy === undefined) return 'how images are resized is not known';
  if (crop === undefined) return 'how images are cropped is not known';
  const resized = resizedSize(policy, sizeOf(facts, at('resize.size')));
  if (resized === undefined) return 'to which size images are resized is not known';
  const { width, height, pad } = resized;
  if (crop === 'none') {
    const whole = { x: 0, y: 0, width: PROBE_WIDTH, height: PROBE_HEIGHT };
    const [w, h] = [Math.max(width, pad), Math.max(height, pad)];
    const placed = { x: (w - width) / 2, y: (h - height) / 2, width, height };
    return { kept: whole, placed, width: w, height: h, moves: false, words: policyWords(policy, width, height) };
  }
  if (cropSize === undefined) return 'to which size images are cropped is not known';
  return cropped(policy, crop, resized, cropSize);
}

interface Resized {
  readonly width: number;
  readonly height: number;
  /** The square that it is padded to; 0: none. */
  readonly pad: number;
}

function resizedSize(policy: string, size: readonly [number, number] | undefined): Resized | undefined {
  if (policy === 'none') return { width: PROBE_WIDTH, height: PROBE_HEIGHT, pad: 0 };
  if (size === undefined || size.some((each) => each <= 0)) return undefined;
  const [height, width] = size;
  const scaled = (factor: number, pad = 0): Resized => ({
    width: PROBE_WIDTH * factor,
    height: PROBE_HEIGHT * factor,
    pad,
  });
  switch (policy) {
    case 'exact':
      return { width, height, pad: 0 };
    case 'short-side':
      return scaled(Math.min(height, width) / PROBE_HEIGHT);
    case 'long-side-pad':
      return scaled(Math.max(height, width) / PROBE_WIDTH, Math.max(height, width));
    case 'cover':
      return scaled(Math.max(height / PROBE_HEIGHT, width / PROBE_WIDTH));
    default:
      return undefined;
  }
}

function cropped(policy: string, crop: string, image: Resized, [height, width]: readonly [number, number]): Geometry {
  const [fullWidth, fullHeight] = [Math.max(image.width, image.pad), Math.max(image.height, image.pad)];
  // Part of the image in the window, which lies in the middle; a window larger than the image is padded.
  const left = (fullWidth - width) / 2 - (fullWidth - image.width) / 2;
  const top = (fullHeight - height) / 2 - (fullHeight - image.height) / 2;
  const [x0, y0] = [Math.max(0, left), Math.max(0, top)];
  const [x1, y1] = [Math.min(image.width, left + width), Math.min(image.height, top + height)];
  const [sx, sy] = [PROBE_WIDTH / image.width, PROBE_HEIGHT / image.height];
  const words =
    crop === 'center' ? 'the center' : crop === 'ten' ? 'ten crops, the center among them' : 'a random place';
  return {
    kept: { x: x0 * sx, y: y0 * sy, width: (x1 - x0) * sx, height: (y1 - y0) * sy },
    placed: { x: x0 - left, y: y0 - top, width: x1 - x0, height: y1 - y0 },
    width,
    height,
    moves: crop !== 'center',
    words: `${policyWords(policy, image.width, image.height)}, then ${words} of ${dimensions(width, height)}`,
  };
}

function randomArea(facts: FactTable, [height, width]: readonly [number, number]): Geometry {
  const [least, most] = numbersOf(facts, 'augment.randomResizedCrop.scale') ?? [];
  const share = least === undefined || most === undefined ? undefined : (least + most) / 2;
  // Drawn at the mean area, in the shape of the result.
  const area = (share ?? 0.5) * PROBE_WIDTH * PROBE_HEIGHT;
  const factor = Math.min(Math.sqrt(area / (width * height)), PROBE_HEIGHT / height, PROBE_WIDTH / width);
  const [w, h] = [width * factor, height * factor];
  const percent = (value: number): string => `${formatValue(Math.round(value * 1000) / 10)} %`;
  const words =
    least === undefined || most === undefined ? '' : ` of ${percent(least)} to ${percent(most)} of the area`;
  return {
    kept: { x: (PROBE_WIDTH - w) / 2, y: (PROBE_HEIGHT - h) / 2, width: w, height: h },
    placed: { x: 0, y: 0, width, height },
    width,
    height,
    moves: true,
    words: `a random region${words}, resized to ${dimensions(width, height)}`,
  };
}

const dimensions = (width: number, height: number): string => `${Math.round(width)} × ${Math.round(height)}`;

function policyWords(policy: string, width: number, height: number): string {
  if (policy === 'none') return 'not resized';
  const how = { exact: 'squashed', 'long-side-pad': 'resized and padded' }[policy] ?? 'resized';
  return `${how} to ${dimensions(width, height)}`;
}

function panel(side: 'A' | 'B', facts: FactTable, phase: string, geometry: Geometry | string): Html {
  const letter = html`<span class="letter ${side.toLowerCase()}">${side}</span>`;
  if (typeof geometry === 'string') return html`<div class="card">${letter}${geometry}</div>`;
  const { kept, placed, width, height, moves, words } = geometry;
  const scale = RESULT_SCALE * Math.min(1, LARGEST / Math.max(width, height));
  const [photoWidth, photoHeight] = [PROBE_WIDTH * PROBE_SCALE, PROBE_HEIGHT * PROBE_SCALE];
  const resultX = photoWidth + 46;
  const [total, tall] = [resultX + LARGEST * RESULT_SCALE, Math.max(height * scale, photoHeight) + 4];
  const filter = [textOf(facts, `preprocess.${phase}.resize.interpolation`), antialias(facts, phase)]
    .filter((word) => word !== undefined)
    .join(', ');
  return html`<div class="card"><p>${letter}${words}${filter === '' ? '' : ` (${filter})`}</p>
<svg viewBox="0 0 ${total} ${tall}" width="${total}" height="${tall}" role="img" aria-label="${side}: ${words}">
<svg x="1" y="1" width="${photoWidth}" height="${photoHeight}" viewBox="0 0 ${PROBE_WIDTH} ${PROBE_HEIGHT}">${PROBE}</svg>
<rect class="kept${moves ? ' moves' : ''}" x="${1 + kept.x * PROBE_SCALE}" y="${1 + kept.y * PROBE_SCALE}" width="${kept.width * PROBE_SCALE}" height="${kept.height * PROBE_SCALE}"/>
<text class="strong" x="${photoWidth + 16}" y="${photoHeight / 2}">→</text>
<rect class="pad" x="${resultX}" y="1" width="${width * scale}" height="${height * scale}"/>
<svg x="${resultX + placed.x * scale}" y="${1 + placed.y * scale}" width="${placed.width * scale}" height="${placed.height * scale}" viewBox="${kept.x} ${kept.y} ${kept.width} ${kept.height}" preserveAspectRatio="none">${PROBE}</svg>
</svg></div>`;
}

function antialias(facts: FactTable, phase: string): string | undefined {
  const value = facts[`preprocess.${phase}.resize.antialias`]?.value;
  return typeof value === 'boolean' ? (value ? 'antialiased' : 'not antialiased') : undefined;
}

const PROBE: Html = html`<rect class="photo" width="640" height="480"/><path class="grid" d="M80 0V480M160 0V480M240 0V480M320 0V480M400 0V480M480 0V480M560 0V480M0 80H640M0 160H640M0 240H640M0 320H640M0 400H640"/><circle class="shape" cx="320" cy="240" r="150"/>`;
