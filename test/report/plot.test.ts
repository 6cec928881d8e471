import { describe, expect, it } from 'vitest';
import { RULES } from '../../rules/index.generated.ts';
import { compareSetups } from '../../src/audit.ts';
import { reporter as pretty } from '../../src/report/pretty/index.ts';
import { cells } from '../../src/report/pretty/text.ts';
import { readSpecText } from '../../src/sources/structured/text.ts';

const step = (size: number, lr = '0.1'): string =>
  `optimizer: {name: sgd, lr: ${lr}}\nschedule: {kind: step, unit: epoch, stepSize: ${size}, gamma: 0.1, warmup: null}\ntrain: {epochs: 90}\n`;
const NO_CURVE = 'optimizer: {name: sgd, lr: 0.1, momentum: 0.9}\n';

function plot(a: string, b: string, color: 0 | 1 = 0): string[] {
  const setups = [readSpecText(a, 'a.yaml', 'yaml'), readSpecText(b, 'b.yaml', 'yaml')] as const;
  const report = compareSetups(...setups, RULES, { withFacts: true });
  const text = pretty.compare(report, { texts: new Map(), color, width: 80, all: false, plot: true });
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.includes('Learning rate over the run'));
  return lines.slice(start, lines.indexOf('', start));
}

/** Whether a cell of a row of the plot holds a dot. */
const dotsIn = (line: string | undefined): boolean => /[\u2801-\u28ff]/.test(line ?? '');

describe('the plot of learning rates', () => {
  it('fits 80 columns, and names its axes and both sides', () => {
    const lines = plot(step(20), step(30));
    for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(80);
    expect(lines.join('\n')).toMatch(
      / 0\.1 ┤.* 0\.05 ┤.* 0 ┤.*0 % .*50 % .*100 %.* A .*a\.yaml.*peak 0\.1, 90 epochs.* B .*b\.yaml/s,
    );
    // Without color too, the lines are told apart: each has its letter on it.
    const canvas = lines.slice(1, 13).join('\n');
    expect(canvas).toMatch(/A/);
    expect(canvas).toMatch(/B/);
  });

  it('draws what the schedule does', () => {
    const [, top, ...rest] = plot(step(30), NO_CURVE);
    // At the peak for a third of the run, then a tenth of it: the lowest rows.
    const canvas = top?.slice(top.indexOf('┤') + 1) ?? '';
    expect(canvas.length).toBeGreaterThan(20);
    expect(canvas.length).toBeLessThan(28);
    expect(dotsIn(rest[9])).toBe(true);
  });

  it('says what is missing of a curve, and draws the other', () => {
    const lines = plot(step(30), NO_CURVE);
    expect(lines.join('\n')).toContain('not drawn');
    expect(lines.some(dotsIn)).toBe(true);
  });

  it('draws none where neither is known', () => {
    const lines = plot(NO_CURVE, 'optimizer: {name: sgd, lr: 0.2, momentum: 0.9}\n');
    expect(lines.filter((line) => line.includes('not drawn'))).toHaveLength(2);
    expect(lines.some((line) => line.includes('┤'))).toBe(false);
  });

  it('says that the courses are the same', () => {
    expect(plot(step(30), step(30)).join('\n')).toContain('the same course');
    expect(plot(step(30), step(20)).join('\n')).not.toContain('the same course');
  });

  it('is relative where a peak is no number', () => {
    const lines = plot(step(30), step(30, '"0.1 * data.devices"')).join('\n');
    expect(lines).toContain('100 % ┤');
    expect(lines).toContain('relative to its own peak');
  });

  it('has colors where they are asked for', () => {
    expect(plot(step(20), step(30), 1).join('\n')).toContain('\u001b[36m');
    expect(plot(step(20), step(30), 0).join('\n')).not.toContain('\u001b');
  });
});
