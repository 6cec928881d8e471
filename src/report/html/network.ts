import { formatValue } from '../../engine/format.ts';
import { knownValue, numbersOf, objectsOf } from '../facts.ts';
import type { FactTable } from '../report.ts';
import { type Html, html } from './markup.ts';

/** Stages and blocks that are drawn; a network of more is no figure any more. */
const [MOST_STAGES, MOST_BLOCKS] = [12, 48];

interface Part {
  readonly name: string;
  readonly a: Cell;
  readonly b: Cell;
}

interface Cell {
  /** What is told of the part, piece by piece as on the other side; undefined: not known. */
  readonly pieces: readonly (string | undefined)[];
  readonly blocks?: number;
  readonly width?: number;
}

interface Sides {
  readonly a: FactTable;
  readonly b: FactTable;
}

/** Both networks part by part, in order from the image to the classes; nothing where neither is known. */
export function networkFigure(facts: Sides): Html | undefined {
  const parts = partsOf(facts).filter(({ a, b }) => isKnown(a) || isKnown(b));
  if (parts.length === 0) return undefined;
  const widest = Math.max(1, ...parts.flatMap(({ a, b }) => [a.width ?? 0, b.width ?? 0]));
  return html`<div class="table"><table>
<caption>From the image to the classes. A block is drawn as a bar, the higher the more channels it puts out.</caption>
<thead><tr><th scope="col">part</th><th scope="col"><span class="letter a">A</span></th><th scope="col"><span class="letter b">B</span></th><th scope="col"></th></tr></thead>
<tbody>${parts.map((part) => row(part, widest))}</tbody>
</table></div>`;
}

const isKnown = ({ pieces }: Cell): boolean => pieces.some((piece) => piece !== undefined);

/** Two parts differ where a piece that both sides know differs; they are the same where no piece is missing. */
function verdictOf(a: Cell, b: Cell): 'differs' | 'same' | 'not known' | 'same as far as known' {
  if (!isKnown(a) || !isKnown(b)) return 'not known';
  const pairs = Array.from({ length: Math.max(a.pieces.length, b.pieces.length) }, (_, i) => [
    a.pieces[i],
    b.pieces[i],
  ]);
  const both = pairs.filter(([x, y]) => x !== undefined && y !== undefined);
  if (both.some(([x, y]) => x !== y)) return 'differs';
  if (both.length === 0) return 'not known';
  return pairs.every(([x, y]) => x === y) ? 'same' : 'same as far as known';
}

function row({ name, a, b }: Part, widest: number): Html {
  const verdict = verdictOf(a, b);
  const differs = verdict === 'differs';
  return html`<tr class="${differs ? 'differs' : ''}"><th scope="row">${name}</th><td>${cell(a, widest)}</td><td>${cell(b, widest)}</td><td class="${differs ? '' : 'dim'}">${differs ? html`<strong>≠ differs</strong>` : verdict}</td></tr>`;
}

function cell(part: Cell, widest: number): Html {
  const { pieces, blocks = 0, width } = part;
  if (!isKnown(part)) return html`<span class="dim">not known</span>`;
  const words = pieces.filter((piece) => piece !== undefined).join(', ');
  return html`${words}${blocks > 0 ? bars(Math.min(blocks, MOST_BLOCKS), width ?? widest, widest) : undefined}`;
}

function bars(blocks: number, width: number, widest: number): Html {
  const height = 6 + 22 * (widest <= 1 ? 1 : Math.log2(Math.max(1, width)) / Math.log2(widest));
  const all = Array.from(
    { length: blocks },
    (_, i) => html`<rect class="block" x="${i * 9}" y="${28 - height}" width="6" height="${height}"/>`,
  );
  return html`<svg viewBox="0 0 ${blocks * 9} 28" width="${blocks * 9}" height="28" aria-hidden="true">${all}</svg>`;
}

function partsOf({ a, b }: Sides): Part[] {
  const [stagesA, stagesB] = [stagesOf(a), stagesOf(b)];
  const count = Math.min(MOST_STAGES, Math.max(stagesA?.length ?? 0, stagesB?.length ?? 0));
  const stage = (stages: readonly Cell[] | undefined, i: number): Cell =>
    stages === undefined ? { pieces: [] } : (stages[i] ?? { pieces: ['none'] });
  return [
    { name: 'stem', a: stemOf(a), b: stemOf(b) },
    ...Array.from({ length: count }, (_, i) => ({
      name: `stage ${i + 1}`,
      a: stage(stagesA, i),
      b: stage(stagesB, i),
    })),
    { name: 'head', a: headOf(a), b: headOf(b) },
    ...PROPERTIES.map(([name, paths]) => ({ name, a: wordsOf(a, paths), b: wordsOf(b, paths) })),
  ];
}

const PROPERTIES: readonly (readonly [name: string, paths: readonly string[]])[] = [
  ['normalization', ['model.norm.kind', 'model.norm.epsilon']],
  ['activation', ['model.activation.kind']],
  ['order in a block', ['model.block.activationOrder']],
  ['shortcut', ['model.block.shortcut']],
  ['stride sits in', ['model.block.stridePlacement']],
  ['parameters', ['model.parameters']],
];

const wordsOf = (facts: FactTable, paths: readonly string[]): Cell => ({
  pieces: paths.map((path) => shown(facts, path)),
});

function shown(facts: FactTable, path: string): string | undefined {
  const fact = facts[path];
  if (fact === undefined || fact.status === 'unknown') return undefined;
  if (fact.status === 'absent') return 'none';
  return typeof fact.value === 'number' && fact.value >= 10_000
    ? fact.value.toLocaleString('en-US')
    : formatValue(fact.value);
}

function stemOf(facts: FactTable): Cell {
  const part = (path: string, words: (value: string) => string): string | undefined => {
    const value = shown(facts, `model.stem.${path}`);
    return value === undefined ? undefined : words(value);
  };
  return {
    pieces: [
      part('kind', (value) => value) ?? part('kernel', (value) => `conv${value}x${value}`),
      part('stride', (value) => `stride ${value}`),
      part('channels', (value) => `${value} channels`),
      part('pool', (value) => (value === 'none' ? 'no pooling' : `${value} pooling`)),
    ],
  };
}

function headOf(facts: FactTable): Cell {
  const classes = shown(facts, 'model.head.classes');
  return { pieces: [shown(facts, 'model.head.pool'), classes === undefined ? undefined : `${classes} classes`] };
}

function stagesOf(facts: FactTable): readonly Cell[] | undefined {
  const stages = objectsOf(facts, 'model.stages');
  const [depths, widths] = [numbersOf(facts, 'model.depths'), numbersOf(facts, 'model.widths')];
  const block = knownValue(facts, 'model.block.kind');
  const count = stages.length > 0 ? stages.length : (depths ?? widths)?.length;
  if (count === undefined) return undefined;
  const numeric = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
  return Array.from({ length: count }, (_, i) => {
    const depth = numeric(stages[i]?.depth) ?? depths?.[i];
    const width = numeric(stages[i]?.width) ?? widths?.[i];
    const kind = stages[i]?.block ?? block;
    return {
      pieces: [
        depth === undefined ? undefined : `${depth} blocks`,
        typeof kind === 'string' ? kind : undefined,
        width === undefined ? undefined : `${width} channels`,
      ],
      ...(depth === undefined ? {} : { blocks: depth }),
      ...(width === undefined ? {} : { width }),
    };
  });
}
