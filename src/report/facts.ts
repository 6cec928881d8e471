import type { Curve } from '../rule.ts';
import type { FactTable } from './report.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value is a curve; a report that was read back holds plain data. */
export const isCurve = (value: unknown): value is Curve =>
  isObject(value) && Array.isArray(value.segments) && 'peak' in value && 'unit' in value;

/** The value of a fact that is known; undefined where it is absent or unknown. */
export const knownValue = (facts: FactTable, path: string): unknown => facts[path]?.value;

export function textOf(facts: FactTable, path: string): string | undefined {
  const value = knownValue(facts, path);
  return typeof value === 'string' ? value : undefined;
}

export function numbersOf(facts: FactTable, path: string): readonly number[] | undefined {
  return asNumbers(knownValue(facts, path));
}

/** `[height, width]` of a size that may be one number. */
export function sizeOf(facts: FactTable, path: string): readonly [number, number] | undefined {
  const value = knownValue(facts, path);
  if (typeof value === 'number') return [value, value];
  const [height, width, ...more] = asNumbers(value) ?? [];
  return height === undefined || width === undefined || more.length > 0 ? undefined : [height, width];
}

const asNumbers = (value: unknown): readonly number[] | undefined =>
  Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'number' && Number.isFinite(each))
    ? value
    : undefined;

/** Slope and offset by channel, from a pixel of 0 to 255 to the input of the network. */
export function affineOf(
  facts: FactTable,
  path: string,
): { readonly slope: readonly number[]; readonly offset: readonly number[] } | undefined {
  const value = knownValue(facts, path);
  if (!isObject(value)) return undefined;
  const [slope, offset] = [asNumbers(value.slope), asNumbers(value.offset)];
  return slope === undefined || offset === undefined || slope.length !== offset.length ? undefined : { slope, offset };
}

/** A list of objects, such as the stages of a network. */
export function objectsOf(facts: FactTable, path: string): readonly Json[] {
  const value = knownValue(facts, path);
  return Array.isArray(value) && value.every(isObject) ? value : [];
}
