import type { ForwardResult, TapReport, TapStatistics } from '../../forward/result.ts';
import { type Html, html } from './markup.ts';
import { pathOf, short, ticksOf } from './svg.ts';

type Activations = Pick<ForwardResult, 'taps'>;

const [WIDTH, HEIGHT] = [760, 250];
const [LEFT, RIGHT, TOP, BOTTOM] = [78, 34, 14, 44];
/** Rows of the table, so that the page stays small. */
const MOST_ROWS = 250;

/** What activations are like by depth, of both networks: deviation, share of zeros, and how far both are apart. */
export function activationFigures({ taps }: Activations): Html {
  if (taps.length === 0) return html`<p>No place of one network stands for one of the other.</p>`;
  return html`${plot(taps, 'Standard deviation of activations by depth', ({ std }) => std, true)}
${plot(taps, 'Share of zeros by depth', ({ zero }) => zero, false)}
${table(taps)}`;
}

/** Whether both networks are further apart here than rounding explains. */
const isApart = ({ accumulated, limit }: TapReport): boolean => accumulated === null || accumulated > limit;

function plot(
  taps: readonly TapReport[],
  title: string,
  of: (tap: TapStatistics) => number,
  logarithmic: boolean,
): Html {
  const usable = (value: number | undefined): value is number =>
    value !== undefined && Number.isFinite(value) && (!logarithmic || value > 0);
  const sides = (['a', 'b'] as const).map((side) => ({
    side,
    values: taps.map((tap) => {
      const statistics = tap[side];
      return statistics === null ? undefined : of(statistics);
    }),
  }));
  const all = sides.flatMap(({ values }) => values.filter(usable));
  if (all.length === 0) return html``;
  const scale = (value: number): number => (logarithmic ? Math.log10(value) : value);
  const [low, high] = logarithmic
    ? [Math.floor(Math.min(...all.map(scale))), Math.ceil(Math.max(...all.map(scale)) + 1e-9)]
    : [0, Math.max(...all) || 1];
  const x = (i: number): number => LEFT + (i / Math.max(1, taps.length - 1)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number =>
    HEIGHT - BOTTOM - ((scale(value) - low) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM);
  const ticks = logarithmic
    ? ticksOf(low, high, 5)
        .filter(Number.isInteger)
        .map((power) => 10 ** power)
    : ticksOf(low, high, 4);
  const lines = sides.flatMap(({ side, values }) =>
    stretches(values.map((value, i) => (usable(value) ? { x: x(i), y: y(value) } : undefined))).map(
      (points) => html`<path class="curve ${side}" d="${{ markup: pathOf(points) }}"/>`,
    ),
  );
  const first = taps.findIndex(isApart);
  const parts =
    first < 0
      ? undefined
      : html`<path class="kept" d="M${x(first)} ${TOP}V${HEIGHT - BOTTOM}"><title>They part here</title></path>`;
  return html`<figure>
<figcaption>${title}: A is the solid line, B the dashed one${first < 0 ? '' : '; the upright line is where they part'}.</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${title}; the values are in the table below">
${ticks.map((tick) => html`<path class="axis" d="M${LEFT} ${y(tick)}H${WIDTH - RIGHT}"/><text x="${LEFT - 8}" y="${y(tick) + 4}" text-anchor="end">${logarithmic ? short(tick) : `${short(tick * 100)} %`}</text>`)}
<text x="${LEFT}" y="${HEIGHT - 14}">first layer</text><text x="${WIDTH - RIGHT}" y="${HEIGHT - 14}" text-anchor="end">last layer</text>
${parts}${lines}
</svg>
</figure>`;
}

/** Points without a gap between them; one alone is drawn as a short stroke. */
function stretches<P extends { readonly x: number; readonly y: number }>(points: readonly (P | undefined)[]) {
  const found: { x: number; y: number }[][] = [[]];
  for (const point of points) {
    if (point === undefined) found.push([]);
    else found.at(-1)?.push(point);
  }
  return found
    .filter((each) => each.length > 0)
    .map((each) =>
      each.length === 1
        ? each.flatMap(({ x, y }) => [
            { x: x - 2, y },
            { x: x + 2, y },
          ])
        : each,
    );
}

function table(taps: readonly TapReport[]): Html {
  const left = taps.length - MOST_ROWS;
  const cell = (tap: TapReport, of: (statistics: TapStatistics) => string): Html =>
    html`<td class="number">${tap.a === null ? '–' : of(tap.a)}</td><td class="number">${tap.b === null ? '–' : of(tap.b)}</td>`;
  const rows = taps
    .slice(0, MOST_ROWS)
    .map(
      (tap) =>
        html`<tr${isApart(tap) ? { markup: ' class="differs"' } : undefined}><th scope="row">${tap.place}</th>${cell(tap, ({ mean }) => short(mean))}${cell(tap, ({ std }) => short(std))}${cell(tap, ({ zero }) => `${short(zero * 100)} %`)}<td class="number">${tap.accumulated === null ? '–' : tap.accumulated.toExponential(1)}</td></tr>`,
    );
  return html`<details><summary>Values</summary><div class="table"><table>
<thead><tr><th scope="col">place</th><th scope="col">mean A</th><th scope="col">mean B</th><th scope="col">deviation A</th><th scope="col">deviation B</th><th scope="col">zeros A</th><th scope="col">zeros B</th><th scope="col">apart</th></tr></thead>
<tbody>${rows}</tbody>
</table></div>${left > 0 ? html`<p class="dim">${left} more are in the JSON report.</p>` : undefined}</details>`;
}
