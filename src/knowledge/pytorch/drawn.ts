import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import { MAX_CONTRIBUTORS } from '../../script/provenance.ts';
import type { TraceEvent, TraceLoop, TraceNode } from '../../script/trace.ts';
import type { Curve } from '../../spec/curve.ts';
import type { Fact, FactValue } from '../../spec/fact.ts';
import type { TextOrigin } from '../../spec/origin.ts';
import type { FactMap } from './facts.ts';
import { fitRates } from './fit.ts';
import { callAt, callOf } from './values.ts';

/** Whether an event writes the learning rate of an optimizer. */
export function writesRate(m: Machine, event: TraceEvent): boolean {
  return (
    event.name === 'write' &&
    /^(?:\[lr\]|lr)$/.test(event.slot ?? '') &&
    /param_groups|torch\.optim\./.test(callAt(m, event.self)?.name ?? '')
  );
}

/** Whether a loop is one whose passes write learning rates. */
export function writesRates(m: Machine, nodes: readonly TraceNode[]): boolean {
  return nodes.some((node) => {
    if (node.kind === 'event') return writesRate(m, node);
    if (node.kind === 'branch') return writesRates(m, node.consequent) || writesRates(m, node.else);
    return writesRates(m, node.body);
  });
}

/** Learning rates epoch by epoch, with where the numbers were written that made them. */
export interface Drawn {
  readonly rates: readonly number[];
  readonly sources: readonly { readonly place: TextOrigin; readonly text: string }[];
  readonly at: TextOrigin;
}

/**
 * The learning rate in each epoch of a loop in which a script writes it; undefined where an epoch has none that is known, or
 * more than one.
 */
export function drawnByHand(
  m: Machine,
  make: FactMaker,
  nodes: readonly TraceNode[],
  start: number | undefined,
): Drawn | undefined {
  const loop = outermost(m, nodes);
  if (loop === undefined) return undefined;
  const rates: number[] = [];
  const sources = new Map<string, { place: TextOrigin; text: string }>();
  let rate = start;
  let at: TextOrigin | undefined;
  let isWhole = true;
  const write = (event: TraceEvent): void => {
    const [value] = event.positional;
    rate = value?.kind === 'primitive' && typeof value.value === 'number' ? value.value : undefined;
    at ??= make.place(event.site);
    for (const provenance of [...(value === undefined ? [] : [value.provenance]), ...(event.deciders ?? [])])
      for (const source of make.literals(provenance))
        sources.set(`${source.place.file}:${source.place.line}:${source.place.column}`, source);
  };
  const walk = (list: readonly TraceNode[]): void => {
    for (const node of list) {
      if (node.kind === 'event') {
        if (writesRate(m, node)) write(node);
      } else if (node.kind === 'call') walk(node.body);
      else if (node.kind === 'branch') {
        if (writesRates(m, [node])) isWhole = false;
        else if (trains(node.consequent) || trains(node.else)) epoch();
      } else if (overGroups(m, node)) walk(node.body);
      else if (trains(node.body)) {
        // A rate that changes from batch to batch is none of the epoch.
        if (writesRates(m, node.body)) isWhole = false;
        epoch();
      } else walk(node.body);
    }
  };
  const epoch = (): void => {
    if (rate === undefined) isWhole = false;
    else rates.push(rate);
  };
  walk(loop.sequence ?? loop.body);
  const count = loop.bound.kind === 'primitive' ? loop.bound.value : undefined;
  return isWhole && at !== undefined && rates.length > 0 && rates.length === count
    ? { rates, sources: [...sources.values()], at }
    : undefined;
}

/** The loop over epochs: the only one in which rates are written, beside those over parameter groups. */
function outermost(m: Machine, nodes: readonly TraceNode[]): TraceLoop | undefined {
  const found: TraceLoop[] = [];
  const visit = (list: readonly TraceNode[]): void => {
    for (const node of list) {
      if (node.kind === 'event') continue;
      if (node.kind === 'loop') {
        if (writesRates(m, node.body)) found.push(node);
        continue;
      }
      if (node.kind === 'call') visit(node.body);
      else {
        visit(node.consequent);
        visit(node.else);
      }
    }
  };
  visit(nodes);
  return found.length === 1 ? found[0] : undefined;
}

/** A loop over the parameter groups of an optimizer changes the rate of all of them. */
function overGroups(m: Machine, loop: TraceLoop): boolean {
  const { iterable } = loop;
  if (iterable?.kind === 'library') return /param_groups$/.test(iterable.name);
  return /param_groups$/.test(callOf(m, iterable)?.name ?? '');
}

function trains(nodes: readonly TraceNode[]): boolean {
  return nodes.some((node) => {
    if (node.kind === 'event') return /#backward$/.test(node.name);
    if (node.kind === 'branch') return trains(node.consequent) || trains(node.else);
    return trains(node.body);
  });
}

/** Facts of rates that were drawn: the closed form that they are, or the rates themselves. */
export function drawnFacts({ rates, sources, at }: Drawn, unit: 'epoch' | 'step', name?: string): FactMap {
  const facts: FactMap = new Map();
  const peak = Math.max(...rates);
  const fit = fitRates(rates);
  const state = (path: string, value: FactValue): void => {
    const found = sources.filter(({ text }) => JSON.stringify(numbersIn(text)) === JSON.stringify(value));
    const [source] = found;
    const fact: Fact =
      source === undefined
        ? { status: 'inferred', value, origin: at }
        : {
            status: 'stated',
            value,
            // Where the same number was written more than once, it may be any of them.
            origin:
              found.length === 1
                ? source.place
                : { ...at, via: found.slice(0, MAX_CONTRIBUTORS).map(({ place }) => place) },
          };
    facts.set(path, fact);
  };
  // A schedule that the library itself calls one of any form keeps its name; its curve says what it is.
  const kind = name ?? fit.kind;
  facts.set('schedule.kind', { status: name === undefined ? 'inferred' : 'stated', value: kind, origin: at });
  facts.set('schedule.unit', { status: 'inferred', value: unit, origin: at });
  facts.set('schedule.steppedPer', { status: 'inferred', value: unit, origin: at });
  facts.set('schedule.peakLr', { status: 'inferred', value: peak, origin: at });
  switch (fit.kind) {
    case 'step':
      state('schedule.stepSize', fit.stepSize);
      state('schedule.gamma', fit.gamma);
      break;
    case 'multi-step': {
      state('schedule.milestones', [...fit.milestones]);
      const [factor] = fit.factors;
      if (factor !== undefined && fit.factors.every((one) => one === factor)) state('schedule.gamma', factor);
      else state('schedule.factors', [...fit.factors]);
      break;
    }
    case 'exponential':
      state('schedule.gamma', fit.gamma);
      break;
    case 'cosine':
    case 'polynomial':
      state('schedule.period', fit.period);
      state('schedule.minLr', fit.minLr);
      if (fit.kind === 'polynomial') state('schedule.power', fit.power);
      break;
    case 'custom':
    case 'constant':
      break;
  }
  if (kind === 'custom' && peak > 0)
    facts.set('schedule.curve', { status: 'inferred', value: curveOf(rates, peak, unit), origin: at });
  return facts;
}

/** The numbers that a literal, or a list of literals, is. */
function numbersIn(text: string): FactValue | undefined {
  const number = (part: string): number =>
    /^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(part) ? Number(part.replaceAll('_', '')) : Number.NaN;
  const list = /^[[(](.*)[\])]$/s.exec(text.trim())?.[1];
  if (list === undefined) {
    const value = number(text.trim());
    return Number.isNaN(value) ? undefined : value;
  }
  const values = list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(number);
  return values.some(Number.isNaN) ? undefined : values;
}

/** Stretches of one rate. */
function curveOf(rates: readonly number[], peak: number, unit: 'epoch' | 'step'): Curve & FactValue {
  const segments: { from: number; to: number; shape: 'constant'; start: number; end: number }[] = [];
  for (const [i, rate] of rates.entries()) {
    const level = rate / peak;
    const last = segments.at(-1);
    if (last !== undefined && last.start === level) last.to = i + 1;
    else segments.push({ from: i, to: i + 1, shape: 'constant', start: level, end: level });
  }
  return { unit, end: rates.length, peak, segments };
}
