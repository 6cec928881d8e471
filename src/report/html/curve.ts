import { type Curves, type CurveView, POINTS } from '../curves.ts';
import { type Html, html } from './markup.ts';
import { pathOf, short, ticksOf } from './svg.ts';

const [WIDTH, HEIGHT] = [760, 300];
const [LEFT, RIGHT, TOP, BOTTOM] = [70, 40, 14, 44];

/** Both learning-rate curves over the run in one plot, with their values in a table. */
export function curveFigure({ a, b, relative }: Curves): Html {
  const views = [
    ['a', a],
    ['b', b],
  ] as const;
  const drawn = views.flatMap(([side, view]) => ('missing' in view ? [] : [{ side, view }]));
  const about = views.map(([side, view]) => html`<li>${letter(side)}${inWords(view)}</li>`);
  if (drawn.length === 0) return html`<ul class="plain">${about}</ul>`;
  const top = Math.max(...drawn.flatMap(({ view }) => view.rates)) || 1;
  const x = (share: number): number => LEFT + share * (WIDTH - LEFT - RIGHT);
  const y = (rate: number): number => HEIGHT - BOTTOM - (rate / top) * (HEIGHT - TOP - BOTTOM) * 0.96;
  const lines = drawn.map(({ side, view }) => {
    const path = pathOf(view.rates.map((rate, i) => ({ x: x(i / (POINTS - 1)), y: y(rate) })));
    return html`<path class="curve ${side}" d="${{ markup: path }}"><title>${side.toUpperCase()}: ${inWords(view)}</title></path>`;
  });
  const ends = drawn.map(({ view }) => y(view.rates.at(-1) ?? 0));
  const close = ends.length === 2 && Math.abs((ends[0] ?? 0) - (ends[1] ?? 0)) < 14;
  const names = drawn.map(
    ({ side }, i) =>
      html`<text class="${side}" x="${WIDTH - RIGHT + (close && i === 1 ? 22 : 8)}" y="${(ends[i] ?? 0) + 4}">${side.toUpperCase()}</text>`,
  );
  return html`<figure>
<figcaption>Learning rate over the run${relative ? ', each relative to its own peak' : ''}: A is the solid line, B the dashed one.</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Learning rate of A and B over the run; the values are in the table below">
${ticksOf(0, top, 5).map((tick) => html`<path class="axis" d="M${LEFT} ${y(tick)}H${WIDTH - RIGHT}"/><text x="${LEFT - 8}" y="${y(tick) + 4}" text-anchor="end">${relative ? `${short(tick * 100)} %` : short(tick)}</text>`)}
${[0, 0.25, 0.5, 0.75, 1].map((tick) => html`<text x="${x(tick)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${short(tick * 100)} %</text>`)}
<text x="${x(0.5)}" y="${HEIGHT - 6}" text-anchor="middle">share of the run that is done</text>
${lines}${names}
</svg>
<ul class="plain">${about}</ul>
${tableOf(drawn, relative)}
</figure>`;
}

const letter = (side: 'a' | 'b'): Html => html`<span class="letter ${side}">${side.toUpperCase()}</span>`;

function inWords(view: CurveView): string {
  if ('missing' in view) return `not drawn: ${view.missing}`;
  return `peak ${view.peak}${view.length === '' ? '' : `, over ${view.length}`}`;
}

type Drawn = readonly { readonly side: 'a' | 'b'; readonly view: Extract<CurveView, { rates: unknown }> }[];

function tableOf(drawn: Drawn, relative: boolean): Html {
  const shares = Array.from({ length: 11 }, (_, i) => i / 10);
  const at = (rates: readonly number[], share: number): string => {
    const rate = rates[Math.round(share * (POINTS - 1))] ?? 0;
    return relative ? `${short(rate * 100)} %` : short(rate);
  };
  return html`<details><summary>Values</summary><div class="table"><table>
<thead><tr><th scope="col">of the run</th>${drawn.map(({ side }) => html`<th scope="col">${side.toUpperCase()}</th>`)}</tr></thead>
<tbody>${shares.map((share) => html`<tr><th scope="row">${short(share * 100)} %</th>${drawn.map(({ view }) => html`<td class="number">${at(view.rates, share)}</td>`)}</tr>`)}</tbody>
</table></div></details>`;
}
