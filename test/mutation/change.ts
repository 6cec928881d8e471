import type { Kind } from '../../src/spec/kinds.ts';
import { VOCABULARIES } from '../../src/spec/vocabulary.ts';

/** Other values of a kind, valid and different from the given one; none where no person writes that kind. */
export function otherValues(kind: Kind<unknown>, value: unknown): readonly unknown[] {
  switch (kind.kind) {
    case 'number':
    case 'quantity':
      return typeof value === 'number' ? otherNumbers(kind, value) : [];
    case 'boolean':
      return [!value];
    case 'text':
      return [`${String(value)}-other`];
    case 'texts':
      return [[...listOf(value), 'another']];
    case 'names':
      return listOf(value).length > 1
        ? [listOf(value).slice(0, -1)]
        : otherNames(kind, listOf(value)[0]).map((v) => [v]);
    case 'name':
      return otherNames(kind, value);
    case 'numbers':
      return Array.isArray(value) ? otherLists(kind, value.map(Number)) : otherNumbers(kind, Number(value));
    case 'size':
      return [listOf(value).length === 2 ? listOf(value).map((side) => Number(side) + 32) : Number(value) + 32];
    case 'object':
      return typeof value === 'string' ? otherNames(kind, value) : otherFields(kind, value);
    case 'objects':
      return listOf(value)
        .flatMap((first, i) => (i > 0 ? [] : otherFields(kind, first)))
        .map((first) => [first, ...listOf(value).slice(1)]);
    case 'steps':
      return listOf(value).length > 1 ? [listOf(value).slice(0, -1)] : [['grayscale']];
    case 'anything':
      return [];
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** Half as much again, or what is nearest to that within the bounds; 0 becomes a tenth, or 2 of whole things. */
function otherNumbers({ min = -Infinity, max = Infinity, integer }: Kind<unknown>, value: number): readonly number[] {
  const round = (x: number): number => (integer ? Math.round(x) : x);
  const tried = value === 0 ? [integer ? 2 : 0.1] : [value * 1.5, value * 2, value * 0.5, value + 1, value - 1];
  const found = tried.map(round).find((x) => x !== value && x >= min && x <= max);
  return found === undefined ? [] : [found];
}

/** The last number moves. */
function otherLists(kind: Kind<unknown>, values: readonly number[]): readonly (readonly number[])[] {
  return otherNumbers(kind, values.at(-1) ?? 0).map((last) => [...values.slice(0, -1), last]);
}

/** The next name of the vocabulary; `none` is no other way of doing a thing. */
function otherNames({ vocabulary }: Kind<unknown>, value: unknown): readonly string[] {
  if (vocabulary === undefined) return [`${String(value)}-other`];
  const names = Object.keys(VOCABULARIES[vocabulary].names).filter((name) => name !== 'none');
  const next = names[(names.indexOf(String(value)) + 1) % names.length];
  return next === undefined || next === value ? [] : [next];
}

/** Each field that is given, changed alone. */
function otherFields({ fields = {} }: Kind<unknown>, value: unknown): readonly unknown[] {
  const given = value as Readonly<Record<string, unknown>>;
  return Object.entries(fields).flatMap(([key, kind]) => {
    const name = key.replace(/\?$/, '');
    return given[name] === undefined
      ? []
      : otherValues(kind, given[name]).map((other) => ({ ...given, [name]: other }));
  });
}
