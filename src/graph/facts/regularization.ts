import { isStructure } from '../structure/index.ts';
import type { FactCollector, FactContext } from './collect.ts';

/** Dropout, of units and of blocks, shows in graphs of training only. */
export function regularizationFacts(context: FactContext, facts: FactCollector): void {
  const { training, dropout } = context.graph.notes;
  stochasticDepthFacts(context, facts);
  if (!training || dropout.length === 0) return;
  const [first] = dropout;
  const uniform = first !== undefined && dropout.every((rate) => rate === first);
  facts.stated('regularization.dropout', uniform ? first : dropout, []);
}

function stochasticDepthFacts({ graph, structure }: FactContext, facts: FactCollector): void {
  const { stochasticDepth } = graph.notes;
  if (stochasticDepth.length === 0) return;
  const most = Math.max(...stochasticDepth);
  const blocks = isStructure(structure) ? structure.stages.flatMap((stage) => stage.blocks) : [];
  if (blocks.length === 0 || blocks.some(({ residuals }) => residuals === 0)) {
    const text = `blocks without a residual addition are never dropped; of the others, ${most} is the largest probability`;
    facts.unknown('regularization.stochasticDepth', text);
    return;
  }
  facts.derived('regularization.stochasticDepth', most, []);
  // Attention and dense layers of one block are dropped alike; a first block that is never dropped is not drawn for.
  const rates = stochasticDepth.filter((rate, i) => rate !== stochasticDepth[i - 1]);
  const steps = rates.slice(1).map((rate, i) => rate - (rates[i] ?? 0));
  const [step] = steps;
  if (step === undefined) facts.derived('regularization.stochasticDepthRule', 'constant', []);
  else if (step > 0 && steps.every((other) => Math.abs(other - step) < 0.01 * step))
    facts.derived('regularization.stochasticDepthRule', 'linear', []);
}
