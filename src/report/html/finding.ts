import { formatValue } from '../../engine/format.ts';
import { type Group, groupAlike, inSubjects } from '../group.ts';
import { originInWords, textPlace } from '../pretty/place.ts';
import type { Evidence, Finding, FindingSide, LintFinding } from '../report.ts';
import { frame, type LinesOf } from './frame.ts';
import { type Html, html } from './markup.ts';

/** A difference: what, both sides with their lines, why, what to do. */
export function differenceArticle(group: Group<Finding>, lines: LinesOf): Html {
  const { finding, others } = group;
  const consequences = groupAlike([finding, ...others].flatMap((each) => each.consequences));
  return article(
    group,
    html`<div class="pair">${sideCard(
      'A',
      [finding, ...others].map(({ a }) => a),
      lines,
    )}${sideCard(
      'B',
      [finding, ...others].map(({ b }) => b),
      lines,
    )}</div>
${advice(finding)}${
  consequences.length === 0
    ? undefined
    : html`<p class="dim">So also:</p><ul class="plain">${consequences.map((each) => html`<li>${each.finding.severity}: ${each.finding.message}${inSubjects(each)} <span class="dim">(${each.finding.rule})</span></li>`)}</ul>`
}`,
  );
}

/** A complaint about one side. */
export function complaintArticle(group: Group<LintFinding>, lines: LinesOf): Html {
  const { finding, others } = group;
  return article(
    group,
    html`${sideCard(
      '',
      [finding, ...others].map(({ at }) => at),
      lines,
    )}${advice(finding)}`,
  );
}

function article(group: Group<Finding | LintFinding>, content: Html): Html {
  const { severity, title, rule, message } = group.finding;
  return html`<article class="finding ${severity}"><header><span class="badge">${severity}</span><h3>${title}${inSubjects(group)}</h3><span class="rule">${rule}</span></header>
<p class="message">${message}</p>
${content}</article>`;
}

function sideCard(label: 'A' | 'B' | '', [side, ...others]: readonly FindingSide[], lines: LinesOf): Html {
  if (side === undefined) return html``;
  const [fact] = side.facts;
  const origin = fact?.origin ?? side.origin;
  const basis = (fact?.basis ?? []).filter(({ status }) => status !== 'absent').slice(0, 4);
  const place = [origin, ...basis.map((base) => base.origin)].map(textPlace).find((each) => each !== undefined);
  const also = others.flatMap((other) => (other.origin === undefined ? [] : [originInWords(other.origin)]));
  return html`<div class="card"><span class="letter ${label === '' ? 'none' : label.toLowerCase()}">${label}</span><span class="value">${side.text}</span>
<div class="place">${whence(fact, side)}</div>${
    basis.length === 0
      ? undefined
      : html`<ul class="plain place">${basis.map((base) => html`<li>${base.path} ${base.status === 'unknown' ? 'unknown' : formatValue(base.value)} (${whence(base, side)})</li>`)}</ul>`
  }${also.length === 0 ? undefined : html`<div class="place">also ${[...new Set(also)].join(', ')}</div>`}${
    place === undefined ? undefined : frame(lines, place)
  }</div>`;
}

function whence(fact: Evidence | undefined, side: FindingSide): string {
  const { status, origin } = fact ?? side;
  if (status === 'unknown') return `unknown: ${fact?.reason?.text ?? 'not stated'}`;
  if (origin === undefined) return status;
  if (origin.kind === 'derived') return `derived: ${origin.how}`;
  if (origin.kind === 'preset') return `${originInWords(origin)}: ${origin.citation}`;
  const via = origin.via ?? [];
  const passed = via.length === 0 ? '' : `, by way of ${via.map(originInWords).join('; ')}`;
  return `${originInWords(origin)}${passed}`;
}

function advice({ why, help, effect, context }: Finding | LintFinding): Html {
  return html`<dl><dt>Why</dt><dd>${why}</dd><dt>Do</dt><dd>${help}</dd><dt>Effect</dt><dd>${
    effect === null ? 'no measured effect known' : `${effect.text} (${effect.source})`
  }</dd>${context.length === 0 ? undefined : html`<dt>Severity</dt><dd>${context.join('; ')}</dd>`}</dl>`;
}
