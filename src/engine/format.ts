import { formatNumber, formatQuantity } from '../canonical/quantity-format.ts';
import { isExpression } from '../spec/quantity.ts';

export { formatNumber };

/** A value as messages show it: numbers short but exact to six digits, lists in brackets, nothing as `none`. */
export function formatValue(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'string') return value;
  if (isExpression(value)) return formatQuantity(value);
  if (Array.isArray(value)) return `[${value.map(formatValue).join(', ')}]`;
  if (typeof value === 'object') {
    // What is too large to be written out, such as a graph, says what stands for it.
    if ('toJSON' in value && typeof value.toJSON === 'function') return formatValue(value.toJSON());
    const parts = Object.entries(value).map(([key, part]) => `${key} ${formatValue(part)}`);
    return parts.join(', ');
  }
  return String(value);
}

/** Fills `{name}` placeholders; a name without a value is a programming error. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined) throw new TypeError(`message has no value for {${key}}: ${template}`);
    return value;
  });
}
