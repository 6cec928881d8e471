import type { PartingPlace } from '../../forward/result.ts';
import { count } from '../pretty/text.ts';
import type { VerifyReport } from '../verify.ts';
import { activationFigures } from './activations.ts';
import { documentOf } from './index.ts';
import { type Html, html } from './markup.ts';

const MOST_PLACES = 60;

/** What `verify` came to as one file: the verdict, the layers that part, activations by depth, and what was run. */
export function renderVerify(report: VerifyReport): string {
  const { guilty, run, notes } = report;
  const head = html`<div class="pair">${card('A', report.a.name)}${card('B', report.b.name)}</div>`;
  const left = guilty.length - MOST_PLACES;
  const places = html`${guilty.slice(0, MOST_PLACES).map(place)}${left > 0 ? html`<p class="dim">${left} more are in the JSON report.</p>` : undefined}`;
  const providers = Object.entries(run.providers).map(([name, nodes]) => `${name}: ${count(nodes, 'node')}`);
  const inputs = run.inputs.map(({ name, dims, filled }) => `${name} ${dims.join('×')}, ${filled}`);
  return documentOf('resaudit verify', report.answer, head, [
    ...(guilty.length === 0 ? [] : [{ id: 'parting', title: 'Where they part', content: places }]),
    { id: 'activations', title: 'Activations by depth', content: activationFigures(report) },
    {
      id: 'run',
      title: 'What was run',
      content: html`<dl><dt>Device</dt><dd>${run.device} (${run.runtime})</dd><dt>Providers</dt><dd>${providers.join(', ')}</dd><dt>Inputs</dt><dd>${inputs.join('; ')}</dd><dt>Match</dt><dd>up to ${run.limits.match.toExponential(1)}, tolerance from ${run.limits.tolerance.toExponential(1)}</dd></dl>${notes.map((note) => html`<p class="dim">${note}</p>`)}`,
    },
  ]);
}

const card = (letter: 'A' | 'B', name: string): Html =>
  html`<div class="card"><span class="letter ${letter.toLowerCase()}">${letter}</span><span class="name">${name}</span></div>`;

function place({ place: where, a, b, cause, accumulated, local }: PartingPlace): Html {
  const apart = (value: number | null): string => (value === null ? 'unknown' : value.toExponential(1));
  return html`<article class="finding error"><h3>${where}</h3>${cause === '' ? undefined : html`<p class="message">${cause}</p>`}<dl><dt>A</dt><dd>${a}</dd><dt>B</dt><dd>${b}</dd><dt>Apart</dt><dd>${apart(accumulated)} here, ${apart(local)} by this layer alone</dd></dl></article>`;
}
