import type { Draft, DraftNode } from '../draft.ts';

/**
 * Pads that stand apart join their convolution or pool; pools over everything become global.
 * @param layouts Whether layouts are settled: a mean over the second and third axis is only then one over a map.
 */
export function formWindows(draft: Draft, layouts: boolean): void {
  for (const node of draft.order()) {
    if (node.dead === true) continue;
    if (node.op === 'conv' || node.op === 'average-pool' || node.op === 'max-pool') joinPad(draft, node);
    if (node.op === 'average-pool' || node.op === 'max-pool') toGlobal(draft, node);
    else if (node.op === 'reduce-mean' || node.op === 'reduce-max') reduceToGlobal(draft, node, layouts);
    else if (node.op === 'global-average-pool') setGlobal(node, 'average');
    else if (node.op === 'global-max-pool') setGlobal(node, 'max');
  }
}

function setGlobal(node: DraftNode, kind: 'average' | 'max'): void {
  node.op = 'global-pool';
  node.attributes = { kind };
}

const NOT_NEGATIVE: ReadonlySet<string> = new Set(['relu', 'relu6', 'sigmoid', 'softplus', 'hard-sigmoid']);

function joinPad(draft: Draft, node: DraftNode): void {
  const pad = draft.maker(node.inputs[0]);
  const { pads } = node.attributes;
  if (pad?.op !== 'pad' || pad.attributes.mode !== 'constant' || (pad.attributes.value ?? 0) !== 0) return;
  // Zeros around a map change no maximum only where nothing in it is less.
  if (node.op === 'max-pool' && !NOT_NEGATIVE.has(draft.maker(pad.inputs[0])?.op ?? '')) return;
  const more = pad.attributes.pads;
  const source = pad.inputs[0];
  if (!Array.isArray(more) || !Array.isArray(pads) || source === undefined || node.attributes.autoPad === 'same')
    return;
  const rank = more.length / 2;
  const edges = [more[0], more[1], more[rank], more[rank + 1]];
  if (edges.some((edge) => edge !== 0) || more.some((edge) => edge < 0)) return;
  // Averages count explicit zeros, which the pool's own padding may not.
  if (node.op === 'average-pool' && pads.some((edge) => edge !== 0)) return;
  const spatial = [...more.slice(2, rank), ...more.slice(rank + 2)];
  node.attributes.pads = pads.map((edge, i) => edge + (spatial[i] ?? 0));
  if (node.op === 'average-pool') node.attributes.countPadding = true;
  draft.setInputs(node, [source, ...node.inputs.slice(1)]);
}

/** A pool whose window is the whole map. */
function toGlobal(draft: Draft, node: DraftNode): void {
  const { kernel, pads } = node.attributes;
  const x = draft.tensor(node.inputs[0])?.shape;
  const y = draft.tensor(node.outputs[0])?.shape;
  if (!Array.isArray(kernel) || x === undefined || y === undefined || !Array.isArray(pads)) return;
  // Padding that is not counted changes nothing where one window covers all.
  if (node.attributes.countPadding === true && pads.some((pad) => pad !== 0)) return;
  const covers = kernel.every(
    (size, i) => y[i + 2] === 1 && size >= Number(x[i + 2]) && (pads[i] ?? 0) === 0 && size > 1,
  );
  if (x.length === kernel.length + 2 && covers) {
    setGlobal(node, node.op === 'average-pool' ? 'average' : 'max');
  }
}

function reduceToGlobal(draft: Draft, node: DraftNode, layouts: boolean): void {
  const { axes } = node.attributes;
  const rank = draft.tensor(node.inputs[0])?.shape?.length;
  if (!Array.isArray(axes)) return;
  const places = axes.map((axis) => (axis < 0 && rank !== undefined ? axis + rank : axis)).sort((a, b) => a - b);
  const spatial =
    places.length === 2 && ((places[0] === 2 && places[1] === 3) || (places[0] === -2 && places[1] === -1));
  const last = layouts && rank === 4 && places.length === 2 && places[0] === 1 && places[1] === 2;
  const tokens = rank === 3 && places.length === 1 && places[0] === 1;
  if (spatial || last || tokens) setGlobal(node, node.op === 'reduce-mean' ? 'average' : 'max');
}
