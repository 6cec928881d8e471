import { formatValue } from '../../engine/format.ts';
import { originInWords } from '../pretty/place.ts';
import type { FactTable } from '../report.ts';
import { type Html, html } from './markup.ts';

type Row = FactTable[string];

/** Facts that only machines read. */
const HIDDEN = ['model.graph', 'schedule.curve'];

/** Every fact of both sides, a row a path, with its controls; as many rows as fit in some characters. */
export function factsSection({ a, b }: { readonly a: FactTable; readonly b: FactTable }, room: number): Html {
  const paths = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((path) => !HIDDEN.includes(path)).sort();
  const rows: Html[] = [];
  let left = room;
  for (const path of paths) {
    const row = rowOf(path, a[path], b[path]);
    left -= Buffer.byteLength(row.markup, 'utf8');
    if (left < 0) break;
    rows.push(row);
  }
  const missing = paths.length - rows.length;
  return html`<div id="controls" class="controls" hidden>
<label>Search <input type="search" id="search" autocomplete="off"></label>
<label><input type="checkbox" id="differing"> only what differs</label>
<label>Status <select id="status"><option value="">any</option>${STATUSES.map((status) => html`<option>${status}</option>`)}</select></label>
<span id="shown" role="status" aria-live="polite" class="dim"></span>
</div>
<div class="table"><table class="facts" id="facts-table">
<caption>A path that is not listed is stated by neither side.</caption>
<thead><tr><th scope="col" class="path">fact</th><th scope="col"><span class="letter a">A</span></th><th scope="col"><span class="letter b">B</span></th><th scope="col" class="flag"></th></tr></thead>
<tbody>${rows}</tbody></table></div>${
    missing === 0
      ? undefined
      : html`<p class="dim">${missing} more facts are left out to keep the page small; all are in --format json.</p>`
  }`;
}

const STATUSES = ['stated', 'default', 'derived', 'inferred', 'measured', 'absent', 'unknown'];

function rowOf(path: string, a: Row | undefined, b: Row | undefined): Html {
  const isKnown = (fact: Row | undefined): fact is Row => fact !== undefined && fact.status !== 'unknown';
  const differs = isKnown(a) && isKnown(b) && shownValue(a) !== shownValue(b);
  const statuses = [...new Set([a?.status ?? 'unknown', b?.status ?? 'unknown'])].join(' ');
  return html`<tr class="${differs ? 'differs' : ''}" data-statuses="${statuses}"><th scope="row" class="path">${path}</th><td>${cell(a)}</td><td>${cell(b)}</td><td>${differs ? html`<strong>≠ differs</strong>` : undefined}</td></tr>\n`;
}

/** Values longer than this are cut: the page is to be read. */
const LONGEST = 160;

const shownValue = ({ status, value }: Row): string => (status === 'absent' ? 'none' : formatValue(value));

function cell(fact: Row | undefined): Html {
  if (fact === undefined) return html`<span class="dim">unknown: not stated</span>`;
  const { status, origin, reason } = fact;
  if (status === 'unknown') return html`<span class="dim">unknown: ${reason?.text ?? 'not stated'}</span>`;
  const place = origin === undefined ? '' : `, ${originInWords(origin)}`;
  return html`<span class="value">${cut(shownValue(fact), LONGEST)}</span><div class="place">${cut(status + place, 2 * LONGEST)}</div>`;
}

const cut = (text: string, limit: number): string => (text.length > limit ? `${text.slice(0, limit)}…` : text);
