import { affineOf } from '../facts.ts';
import type { FactTable } from '../report.ts';
import { type Html, html } from './markup.ts';
import { short, ticksOf } from './svg.ts';

const [WIDTH, HEIGHT] = [350, 210];
const [LEFT, RIGHT, TOP, BOTTOM] = [46, 56, 12, 40];
const COLORS = [
  ['red', 'r', 'red'],
  ['green', 'g', 'green'],
  ['blue', 'bl', 'blue'],
] as const;

type Affine = NonNullable<ReturnType<typeof affineOf>>;
interface Sides {
  readonly a: FactTable;
  readonly b: FactTable;
}

/** What becomes of black, gray and white in each channel; one figure for phases in which it is the same. */
export function normalizationFigures(facts: Sides): Html[] {
  const seen = new Map<string, { phases: string[]; a: Affine | undefined; b: Affine | undefined }>();
  for (const phase of ['train', 'eval', 'serve']) {
    const path = `preprocess.${phase}.normalization.affine`;
    const [a, b] = [affineOf(facts.a, path), affineOf(facts.b, path)];
    if (a === undefined && b === undefined) continue;
    const key = JSON.stringify([a, b]);
    const known = seen.get(key) ?? { phases: [], a, b };
    known.phases.push(phase);
    seen.set(key, known);
  }
  return [...seen.values()].map(({ phases, a, b }) => figure(phases.join(' and '), a, b));
}

function figure(phases: string, a: Affine | undefined, b: Affine | undefined): Html {
  const values = [a, b].flatMap((side) =>
    side === undefined ? [] : [0, 255].flatMap((pixel) => outputs(side, pixel)),
  );
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  return html`<figure>
<figcaption><strong>Normalization in ${phases}</strong>: what the network gets for a pixel of 0 (black) to 255 (white).</figcaption>
<div class="pair">${panel('A', a, low, high)}${panel('B', b, low, high)}</div>
<div class="table"><table><caption>By channel, in RGB order</caption>
<thead><tr><th scope="col">pixel</th><th scope="col">A</th><th scope="col">B</th></tr></thead>
<tbody>${[0, 128, 255].map((pixel) => html`<tr><th scope="row">${pixel}</th><td class="number">${inWords(a, pixel)}</td><td class="number">${inWords(b, pixel)}</td></tr>`)}</tbody>
</table></div>
</figure>`;
}

const outputs = ({ slope, offset }: Affine, pixel: number): number[] =>
  slope.slice(0, COLORS.length).map((each, i) => each * pixel + (offset[i] ?? 0));

function inWords(affine: Affine | undefined, pixel: number): string {
  if (affine === undefined) return 'not known';
  const all = outputs(affine, pixel).map((value) => short(Math.abs(value) < 1e-9 ? 0 : value));
  return new Set(all).size === 1 ? (all[0] ?? '') : all.join(', ');
}

function panel(side: 'A' | 'B', affine: Affine | undefined, low: number, high: number): Html {
  if (affine === undefined)
    return html`<div class="card"><span class="letter ${side.toLowerCase()}">${side}</span>not known</div>`;
  const span = high - low || 1;
  const x = (pixel: number): number => LEFT + (pixel / 255) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => HEIGHT - BOTTOM - ((value - low) / span) * (HEIGHT - TOP - BOTTOM);
  const [starts, ends] = [outputs(affine, 0), outputs(affine, 255)];
  const ys = spread(ends.map(y));
  const isOne = new Set(ends.map(short)).size === 1 && new Set(starts.map(short)).size === 1;
  const lines = ends.map((end, i) => {
    const [color, label, name] = COLORS[i] ?? COLORS[0];
    const words = isOne ? (i === 0 ? 'all' : '') : name;
    return html`<path class="curve ${color}" d="M${x(0)} ${y(starts[i] ?? 0)}L${x(255)} ${y(end)}"/><text class="${isOne ? 'strong' : label}" x="${WIDTH - RIGHT + 6}" y="${(ys[i] ?? 0) + 4}">${words}</text>`;
  });
  return html`<div class="card"><h4><span class="letter ${side.toLowerCase()}">${side}</span>${short(Math.min(...starts, ...ends))} to ${short(Math.max(...starts, ...ends))}</h4>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Normalization of ${side}: 0 becomes ${inWords(affine, 0)}, 255 becomes ${inWords(affine, 255)}">
${ticksOf(low, high, 4).map((tick) => html`<path class="axis" d="M${LEFT} ${y(tick)}H${WIDTH - RIGHT}"/><text x="${LEFT - 6}" y="${y(tick) + 4}" text-anchor="end">${short(tick)}</text>`)}
${[0, 128, 255].map((pixel) => html`<text x="${x(pixel)}" y="${HEIGHT - BOTTOM + 17}" text-anchor="middle">${pixel}</text>`)}
<text x="${x(128)}" y="${HEIGHT - 6}" text-anchor="middle">pixel</text>
${lines}</svg></div>`;
}

/** Labels moved apart so that none lies on another, in their order. */
function spread(ys: readonly number[]): readonly number[] {
  const order = ys.map((y, i) => ({ y, i })).sort((p, q) => p.y - q.y);
  const placed = [...ys];
  let last = Number.NEGATIVE_INFINITY;
  for (const { y, i } of order) {
    last = Math.max(y, last + 13);
    placed[i] = last;
  }
  return placed;
}
