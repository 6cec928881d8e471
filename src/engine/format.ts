import { formatQuantity } from '../canonical/quantity.ts';
import { isExpression } from '../spec/quantity.ts';

/** A value as messages show it: numbers short but exact to six digits, lists in brackets, nothing as `none`. */
export function formatValue(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'string') return value;
  if (isExpression(value)) return formatQuantity(value);
  if (Array.isArray(value)) return `[${value.map(formatValue).join(', ')}]`;
  if (typeof value === 'object') {
    const parts = Object.entries(value).map(([key, part]) => `${key} ${formatValue(part)}`);
    return parts.join(', ');
  }
  return String(value);
}

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

/** Fills `{name}` placeholders; a name without a value is a programming error. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined) throw new TypeError(`message has no value for {${key}}: ${template}`);
    return value;
  });
}
