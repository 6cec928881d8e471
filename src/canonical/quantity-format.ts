import { isExpression, type Quantity, type Term } from '../spec/quantity.ts';

/** A number as people read it: short, exact to six digits. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-3 || magnitude >= 1e9)) {
    const [mantissa = '', exponent = ''] = Number(value.toPrecision(6)).toExponential().split('e');
    return `${mantissa}e${exponent.replace('+', '')}`;
  }
  return String(Number(value.toPrecision(6)));
}

/** A quantity as people read it: `0.1 × devices × batchSize / 256`. Inputs are named by the last part of their path. */
export function formatQuantity(quantity: Quantity): string {
  if (!isExpression(quantity)) return formatNumber(quantity);
  return quantity.terms.map(formatTerm).join(' + ').replaceAll('+ -', '− ');
}

function formatTerm({ coefficient, factors }: Term): string {
  const [numerator, denominator] = fraction(coefficient);
  const above = Object.entries(factors).filter(([, exponent]) => exponent > 0);
  const below = Object.entries(factors).filter(([, exponent]) => exponent < 0);
  const leading = numerator === 1 && above.length > 0 ? [] : [formatNumber(numerator)];
  const top = [...leading, ...above.map(([path, exponent]) => formatPower(path, exponent))].join(' × ');
  const divisors = [
    ...(denominator === 1 ? [] : [formatNumber(denominator)]),
    ...below.map(([path, exponent]) => formatPower(path, -exponent)),
  ];
  return [top, ...divisors].join(' / ');
}

function formatPower(path: string, exponent: number): string {
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (exponent === 1) return name;
  return exponent === 0.5 ? `√${name}` : `${name}^${formatNumber(exponent)}`;
}

/** Reference batch sizes that learning rates are divided by. */
const DENOMINATORS = [256, 512, 128, 1024, 64, 2048, 4096];

/** The coefficient with a usual denominator set apart where that makes it shorter: 0.000390625 is 0.1 / 256. */
function fraction(coefficient: number): readonly [numerator: number, denominator: number] {
  if (digits(coefficient) <= 3) return [coefficient, 1];
  for (const denominator of DENOMINATORS) {
    const numerator = Number((coefficient * denominator).toPrecision(12));
    if (digits(numerator) <= 2) return [numerator, denominator];
  }
  return [coefficient, 1];
}

/** Significant decimal digits. */
function digits(value: number): number {
  const [mantissa = ''] = Number(value.toPrecision(12)).toExponential().split('e');
  return mantissa.replaceAll(/[-.]/g, '').length;
}
