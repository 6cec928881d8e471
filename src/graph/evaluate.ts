import type { DraftNode } from './draft.ts';

/** Operands of a node, each with its elements where they are few and known. */
export type Operands = readonly (readonly number[] | undefined)[];

const LIMIT = 64;

const BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  pow: (a, b) => a ** b,
  mod: (a, b) => a % b,
  max: Math.max,
  min: Math.min,
  equal: (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Number(a === b)),
  less: (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Number(a < b)),
  greater: (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Number(a > b)),
};

const UNARY: Readonly<Record<string, (a: number) => number>> = {
  neg: (a) => -a,
  abs: Math.abs,
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  floor: Math.floor,
  ceil: Math.ceil,
  reciprocal: (a) => 1 / a,
  not: (a) => (Number.isNaN(a) ? a : Number(a === 0)),
};

/**
 * The elements of a node's output, computed from those of its operands, as far as operations on shapes need it; an element
 * that is not known is NaN. Undefined where it cannot be told, or is too long.
 * @param integer Whether the operands are integers, for division.
 */
export function evaluate(node: DraftNode, operands: Operands, integer: boolean): readonly number[] | undefined {
  const [a, b, c] = operands;
  if (a === undefined) return undefined;
  const binary = node.op === 'div' ? (integer ? truncated : divide) : BINARY[node.op];
  if (binary !== undefined) return b === undefined ? undefined : zip(a, b, binary);
  const unary = UNARY[node.op];
  if (unary !== undefined) return a.map(unary);
  switch (node.op) {
    case 'identity':
    case 'reshape':
    case 'squeeze':
    case 'unsqueeze':
    case 'flatten':
    case 'cast-like':
      return a;
    case 'cast': {
      const to = node.attributes.to;
      return to === 6 || to === 7
        ? a.map(Math.trunc)
        : to === 9
          ? a.map((v) => (Number.isNaN(v) ? v : Number(v !== 0)))
          : a;
    }
    case 'concat': {
      const all: number[] = [];
      for (const operand of operands) {
        if (operand === undefined || all.length + operand.length > LIMIT) return undefined;
        all.push(...operand);
      }
      return all;
    }
    case 'gather': {
      if (b === undefined) return undefined;
      return b.map((index) => a.at(index) ?? Number.NaN);
    }
    case 'slice':
      return undefined;
    case 'where':
      return b === undefined || c === undefined
        ? undefined
        : zip3(a, b, c, (p, q, r) => (Number.isNaN(p) ? Number.NaN : p === 0 ? r : q));
    case 'range': {
      const [start, limit, step] = [a[0], b?.[0], c?.[0]];
      if (start === undefined || limit === undefined || step === undefined) return undefined;
      const count = Math.ceil((limit - start) / step);
      return count >= 0 && count <= LIMIT ? Array.from({ length: count }, (_, i) => start + i * step) : undefined;
    }
    case 'reduce-prod':
      return [a.reduce((product, v) => product * v, 1)];
    default:
      return undefined;
  }
}

const divide = (a: number, b: number): number => a / b;
const truncated = (a: number, b: number): number => Math.trunc(a / b);

function zip(a: readonly number[], b: readonly number[], f: (a: number, b: number) => number): number[] | undefined {
  if (a.length !== b.length && a.length !== 1 && b.length !== 1) return undefined;
  return Array.from({ length: a.length === 0 || b.length === 0 ? 0 : Math.max(a.length, b.length) }, (_, i) =>
    f(pick(a, i), pick(b, i)),
  );
}

function zip3(
  a: readonly number[],
  b: readonly number[],
  c: readonly number[],
  f: (a: number, b: number, c: number) => number,
): number[] | undefined {
  const length = Math.max(a.length, b.length, c.length);
  if ([a, b, c].some((list) => list.length !== 1 && list.length !== length)) return undefined;
  return Array.from({ length }, (_, i) => f(pick(a, i), pick(b, i), pick(c, i)));
}

function pick(list: readonly number[], i: number): number {
  return (list.length === 1 ? list[0] : list[i]) ?? Number.NaN;
}
