/** Pairs of positions, in order in both lists. */
export type Pairs = readonly (readonly [a: number, b: number])[];

/** Beyond so many cells a table is too dear, and anchors are sought first. */
const TABLE = 200_000;
const MOST_EDITS = 2_000;

/**
 * Aligns two sequences so that the sum of scores is the highest; a pair of score 0 is never made.
 * @param keys What is equal for sure: equal keys score the most.
 * @param context Keys that take their neighborhood in, to find anchors in long sequences.
 */
export function alignSequences(
  a: readonly string[],
  b: readonly string[],
  score: (i: number, j: number) => number,
  context: { a: readonly string[]; b: readonly string[] } = { a, b },
): Pairs {
  const pairs: [number, number][] = [];
  const stack: [number, number, number, number][] = [[0, a.length, 0, b.length]];
  for (let range = stack.pop(); range !== undefined; range = stack.pop()) {
    let [fromA, toA, fromB, toB] = range;
    while (fromA < toA && fromB < toB && a[fromA] === b[fromB]) pairs.push([fromA++, fromB++]);
    while (fromA < toA && fromB < toB && a[toA - 1] === b[toB - 1]) pairs.push([--toA, --toB]);
    if (fromA === toA || fromB === toB) continue;
    if ((toA - fromA) * (toB - fromB) <= TABLE) {
      pairs.push(...table(fromA, toA, fromB, toB, score));
      continue;
    }
    const anchors = anchorsIn(context, fromA, toA, fromB, toB) ?? edits(a, b, fromA, toA, fromB, toB);
    let [lastA, lastB] = [fromA, fromB];
    for (const [x, y] of [...anchors, [toA, toB] as const]) {
      stack.push([lastA, x, lastB, y]);
      if (x < toA && y < toB) pairs.push([x, y]);
      [lastA, lastB] = [x + 1, y + 1];
    }
    // Without anchors nothing shorter is left to look at.
    if (anchors.length === 0) stack.pop();
  }
  return pairs.sort((x, y) => x[0] - y[0]);
}

/** The best alignment by a table of all pairs. */
function table(
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
  score: (i: number, j: number) => number,
): [number, number][] {
  const [rows, columns] = [toA - fromA, toB - fromB];
  const best = new Float64Array((rows + 1) * (columns + 1));
  const at = (i: number, j: number): number => best[i * (columns + 1) + j] ?? 0;
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const both = score(fromA + i, fromB + j);
      const paired = both > 0 ? both + at(i + 1, j + 1) : 0;
      best[i * (columns + 1) + j] = Math.max(paired, at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    const both = score(fromA + i, fromB + j);
    if (both > 0 && at(i, j) === both + at(i + 1, j + 1)) pairs.push([fromA + i++, fromB + j++]);
    else if (at(i, j) === at(i + 1, j)) i++;
    else j++;
  }
  return pairs;
}

/** What is unique on both sides by context, in the longest order that both share; undefined where nothing is. */
function anchorsIn(
  context: { a: readonly string[]; b: readonly string[] },
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
): [number, number][] | undefined {
  const placeA = unique(context.a, fromA, toA);
  const placeB = unique(context.b, fromB, toB);
  const shared: [number, number][] = [];
  for (const [key, i] of placeA) {
    const j = placeB.get(key);
    if (i >= 0 && j !== undefined && j >= 0) shared.push([i, j]);
  }
  if (shared.length === 0) return undefined;
  return increasing(shared.sort((x, y) => x[0] - y[0]));
}

function unique(keys: readonly string[], from: number, to: number): Map<string, number> {
  const places = new Map<string, number>();
  for (let i = from; i < to; i++) {
    const key = keys[i] ?? '';
    places.set(key, places.has(key) ? -1 : i);
  }
  return places;
}

function increasing(pairs: readonly [number, number][]): [number, number][] {
  const tails: number[] = [];
  const previous: number[] = [];
  for (const [i, [, y]] of pairs.entries()) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] ?? 0]?.[1] ?? 0) < y) low = middle + 1;
      else high = middle;
    }
    previous[i] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = i;
  }
  const chain: [number, number][] = [];
  for (let i = tails.at(-1) ?? -1; i >= 0; i = previous[i] ?? -1) {
    const pair = pairs[i];
    if (pair !== undefined) chain.push(pair);
  }
  return chain.reverse();
}

/** Equal keys along the shortest edit script (Myers); none where the two differ in too much. */
function edits(
  a: readonly string[],
  b: readonly string[],
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
): [number, number][] {
  const [n, m] = [toA - fromA, toB - fromB];
  const limit = Math.min(n + m, MOST_EDITS);
  const offset = limit + 1;
  const frontier = new Int32Array(2 * offset + 1);
  const trace: Int32Array[] = [];
  for (let d = 0; d <= limit; d++) {
    // Only the diagonals that this round can reach are kept.
    trace.push(frontier.slice(offset - d - 1, offset + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (frontier[offset + k - 1] ?? 0) < (frontier[offset + k + 1] ?? 0));
      let x = down ? (frontier[offset + k + 1] ?? 0) : (frontier[offset + k - 1] ?? 0) + 1;
      while (x < n && x - k < m && a[fromA + x] === b[fromB + x - k]) x++;
      frontier[offset + k] = x;
      if (x >= n && x - k >= m) return backtrack(trace, d, n, m, fromA, fromB);
    }
  }
  return [];
}

function backtrack(
  trace: readonly Int32Array[],
  edits: number,
  n: number,
  m: number,
  fromA: number,
  fromB: number,
): [number, number][] {
  const pairs: [number, number][] = [];
  let [x, y] = [n, m];
  const back = (toX: number, toY: number): void => {
    while (x > toX && y > toY) pairs.push([fromA + --x, fromB + --y]);
  };
  for (let d = edits; d > 0; d--) {
    const frontier = trace[d];
    const value = (k: number): number => frontier?.[k + d + 1] ?? 0;
    const k = x - y;
    const before = k === -d || (k !== d && value(k - 1) < value(k + 1)) ? k + 1 : k - 1;
    const startX = value(before);
    back(startX, startX - before);
    [x, y] = [startX, startX - before];
  }
  back(0, 0);
  return pairs.reverse();
}
