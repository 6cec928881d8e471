import { Chalk, type ChalkInstance } from 'chalk';
import type { ForwardVerdict, PartingPlace, TapReport } from '../../forward/result.ts';
import type { VerifyReport } from '../verify.ts';
import type { VerifyReporterOptions } from '../verify-reporter.ts';
import { clean, count, pad, shorten, wrap } from './text.ts';

const BAR = 10;
const MOST_GUILTY = 7;

/** Verdict, first place that parts, the taps as a table, and what was run. */
export function renderVerify(report: VerifyReport, { color, width }: VerifyReporterOptions): string {
  const style = new Chalk({ level: color });
  const lines = [
    ...verdictLines(report, style, width),
    ...guiltyLines(report, style, width),
    '',
    ...tableLines(report.taps, style, width),
    ...outputLines(report),
    ...report.notes.flatMap((note) => ['', ...wrap(`note: ${clean(note)}`, width)]),
    '',
    ...runLines(report).flatMap((line) => wrap(line, width).map((part) => style.dim(part))),
  ];
  return `${lines.join('\n')}\n`;
}

function verdictLines({ verdict, answer, a, b }: VerifyReport, style: ChalkInstance, width: number): string[] {
  const tint: Readonly<Record<ForwardVerdict, (text: string) => string>> = {
    match: style.green.bold,
    'match-within-tolerance': style.green.bold,
    part: style.red.bold,
    'cannot-tell': style.yellow.bold,
  };
  return [...wrap(clean(answer), width).map((line) => tint[verdict](line)), `A ${clean(a.name)}`, `B ${clean(b.name)}`];
}

function guiltyLines({ guilty }: VerifyReport, style: ChalkInstance, width: number): string[] {
  if (guilty.length === 0) return [];
  const place = ({ place, a, b, cause, accumulated, local }: PartingPlace, i: number): string[] => [
    style.bold(`${i === 0 ? 'first' : ' then'}  ${clean(place)}`),
    ...(cause === '' ? [] : [`       ${shorten(clean(cause), width - 7)}`]),
    `       A ${shorten(clean(a), width - 9)}`,
    `       B ${shorten(clean(b), width - 9)}`,
    `       apart ${relative(accumulated)} here; by this layer alone ${relative(local)}`,
  ];
  const more = guilty.length - MOST_GUILTY;
  return [
    '',
    ...guilty.slice(0, MOST_GUILTY).flatMap(place),
    ...(more > 0 ? [`       … and ${count(more, 'more layer')}; all are in --format json`] : []),
  ];
}

function tableLines(taps: readonly TapReport[], style: ChalkInstance, width: number): string[] {
  if (taps.length === 0) return ['no place of one network stands for one of the other'];
  const numbers = 17 + 17 + 15 + 9 + BAR + 2;
  const room = Math.max(20, Math.min(44, width - numbers));
  const head = `${pad('place', room)}${pad('mean', 17)}${pad('deviation', 17)}${pad('zeros', 15)}${pad('apart', 9)}`;
  const rows = taps.map((tap) => {
    const { a, b, accumulated, limit } = tap;
    const isApart = accumulated === null || accumulated > limit;
    const shapes = sameShape(tap) ? '' : `${sizes(tap.shapeA)} against ${sizes(tap.shapeB)}`;
    const line = [
      pad(shorten(clean(tap.place), room - 1), room),
      pad(both(a?.mean, b?.mean, short), 17),
      pad(both(a?.std, b?.std, short), 17),
      pad(both(a?.zero, b?.zero, percent), 15),
      pad(shapes === '' ? relative(accumulated) : '', 9),
      shapes === '' ? bar(accumulated) : shapes,
    ].join('');
    return isApart ? style.red(line.trimEnd()) : line.trimEnd();
  });
  return [style.dim(head.trimEnd()), ...rows];
}

const sameShape = ({ shapeA, shapeB }: TapReport): boolean => shapeA?.join() === shapeB?.join();
const sizes = (shape: readonly number[] | null): string => shape?.join('×') ?? 'unknown';

/** One value where both sides print alike. */
function both(a: number | undefined, b: number | undefined, format: (value: number) => string): string {
  const [x, y] = [a, b].map((value) => (value === undefined ? '–' : format(value)));
  return x === y ? (x ?? '') : `${x} ${y}`;
}

const short = (value: number): string =>
  value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5)
    ? String(Number(value.toPrecision(3)))
    : value.toExponential(1);

const percent = (value: number): string => `${(100 * value).toFixed(1)}%`;

const relative = (value: number | null): string => (value === null ? '–' : value === 0 ? '0' : value.toExponential(1));

/** From 1e-8 to 1, by powers of ten. */
function bar(value: number | null): string {
  if (value === null || value === 0) return '';
  return '█'.repeat(Math.max(0, Math.min(BAR, Math.round(((Math.log10(value) + 8) / 8) * BAR))));
}

function outputLines({ outputs }: VerifyReport): string[] {
  return outputs.map(({ a, b, shapeA, shapeB, relative: apart }) => {
    const names = a === b ? clean(a) : `${clean(a)} and ${clean(b)}`;
    const shapes = shapeA?.join() === shapeB?.join() ? sizes(shapeA) : `${sizes(shapeA)} against ${sizes(shapeB)}`;
    return `output ${names} (${shapes}): apart ${relative(apart)}`;
  });
}

function runLines({ run }: VerifyReport): string[] {
  const { limits, precision } = run;
  const providers = Object.entries(run.providers).map(([name, nodes]) => `${clean(name)} ran ${count(nodes, 'node')}`);
  const inputs = run.inputs.map(
    ({ name, dims, type, filled }) => `${clean(name)} ${dims.join('×')} ${type}, ${filled}`,
  );
  const memory = run.peakMemory === null ? '' : `, at most ${Math.round(run.peakMemory / 1e6)} MB`;
  return [
    `device: ${run.device} (${clean(run.runtime)}, ${count(run.threads, 'thread')})${providers.length === 0 ? '' : `; ${providers.join(', ')}`}`,
    `precision: ${precision.a === precision.b ? precision.a : `A ${precision.a}, B ${precision.b}`}; a match up to ${relative(limits.match)}, tolerance from ${relative(limits.tolerance)} (relative L2${limits.calibrated ? ', calibrated by perturbation' : ''})`,
    `inputs: ${inputs.join('; ')}; seed ${run.seed}, SHA-256 ${run.inputHash.slice(0, 12)}${run.assumed.length === 0 ? '' : `; assumed ${run.assumed.map(clean).join(', ')}`}`,
    `${count(run.passes, 'run')} of both in ${(run.milliseconds / 1000).toFixed(1)} s${memory}`,
  ];
}
