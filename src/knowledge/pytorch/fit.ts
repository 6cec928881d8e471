/** What a series of learning rates, one for each epoch or update, is an instance of. */
export type Fit =
  | { readonly kind: 'constant' }
  | { readonly kind: 'step'; readonly stepSize: number; readonly gamma: number }
  | { readonly kind: 'multi-step'; readonly milestones: readonly number[]; readonly factors: readonly number[] }
  | { readonly kind: 'exponential'; readonly gamma: number }
  | { readonly kind: 'cosine'; readonly period: number; readonly minLr: number }
  | { readonly kind: 'polynomial'; readonly period: number; readonly power: 1; readonly minLr: 0 }
  | { readonly kind: 'custom' };

const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b), 1e-12);

/** The closed form that gives all of the rates; `custom` where none of the known ones does. */
export function fitRates(rates: readonly number[]): Fit {
  const [first] = rates;
  if (first === undefined || rates.some((rate) => !Number.isFinite(rate) || rate < 0)) return { kind: 'custom' };
  return constant(rates) ?? stairs(rates) ?? exponential(rates) ?? cosine(rates) ?? linear(rates) ?? { kind: 'custom' };
}

function constant(rates: readonly number[]): Fit | undefined {
  return rates.every((rate) => close(rate, rates[0] ?? 0)) ? { kind: 'constant' } : undefined;
}

/** Few drops with stretches of one rate between them. */
function stairs(rates: readonly number[]): Fit | undefined {
  const drops: { at: number; factor: number }[] = [];
  for (let i = 1; i < rates.length; i++) {
    const [before, after] = [rates[i - 1] ?? 0, rates[i] ?? 0];
    if (close(before, after)) continue;
    if (before === 0) return undefined;
    drops.push({ at: i, factor: after / before });
  }
  const [drop, ...others] = drops;
  if (drop === undefined || drops.length * 2 > rates.length) return undefined;
  const isOne = others.every(({ factor }) => close(factor, drop.factor));
  const isRegular =
    drops.every(({ at }, i) => at === drop.at * (i + 1)) && drop.at * (drops.length + 1) >= rates.length;
  if (isOne && isRegular && others.length > 0) return { kind: 'step', stepSize: drop.at, gamma: tidy(drop.factor) };
  return {
    kind: 'multi-step',
    milestones: drops.map(({ at }) => at),
    factors: drops.map(({ factor }) => tidy(factor)),
  };
}

function exponential(rates: readonly number[]): Fit | undefined {
  const [a = 0, b = 0] = rates;
  if (rates.length < 3 || a === 0) return undefined;
  const gamma = b / a;
  return rates.every((rate, i) => close(rate, a * gamma ** i))
    ? { kind: 'exponential', gamma: tidy(gamma) }
    : undefined;
}

function cosine(rates: readonly number[]): Fit | undefined {
  const n = rates.length;
  const [first = 0] = rates;
  const last = rates[n - 1] ?? 0;
  if (n < 4) return undefined;
  for (const period of [n, n - 1]) {
    const end = (1 + Math.cos((Math.PI * (n - 1)) / period)) / 2;
    const low = tidy((last - first * end) / (1 - end));
    const minLr = Math.abs(low) < 1e-12 * first ? 0 : low;
    const at = (i: number): number => minLr + ((first - minLr) * (1 + Math.cos((Math.PI * i) / period))) / 2;
    if (minLr >= 0 && rates.every((rate, i) => Math.abs(rate - at(i)) <= 1e-9 * first))
      return { kind: 'cosine', period, minLr };
  }
  return undefined;
}

/** A straight line that would reach 0 after a whole number of steps. */
function linear(rates: readonly number[]): Fit | undefined {
  const [a = 0, b = 0] = rates;
  if (rates.length < 3 || !(b < a)) return undefined;
  const period = Math.round(a / (a - b));
  const isLine = rates.every((rate, i) => Math.abs(rate - a * Math.max(0, 1 - i / period)) <= 1e-9 * a);
  return isLine && period >= rates.length - 1 ? { kind: 'polynomial', period, power: 1, minLr: 0 } : undefined;
}

/** Rounding of the last digits that arithmetic in floats leaves. */
const tidy = (value: number): number => Number(value.toPrecision(12));
