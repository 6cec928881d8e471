import type { FactValue } from '../../spec/fact.ts';
import type { FactPath } from '../../spec/paths.ts';
import type { FactCollector } from '../facts/collect.ts';
import type { Candidate } from './candidates.ts';
import type { Inference } from './infer.ts';

/** States what weights were drawn by, as far as that was found. */
export function stateScheme(
  path: FactPath,
  inference: Inference,
  nodes: readonly number[],
  facts: FactCollector,
): void {
  if (inference.kind === 'constant') {
    if (inference.value === 0) facts.inferred(path, 'zeros', nodes);
    // All weights alike but not zero are a placeholder for weights that were left out.
    else facts.unknown(path, `all weights are ${inference.value}: they stand for weights that were left out`);
  } else if (inference.kind === 'orthogonal') facts.inferred(path, { name: 'orthogonal', gain: inference.gain }, nodes);
  else if (inference.kind === 'trained')
    facts.unknown(path, `the weights are trained, not initial: ${inference.evidence}`);
  else if (inference.kind === 'unknown') facts.unknown(path, inference.reason);
  else {
    const [only, ...others] = inference.candidates;
    if (only === undefined) return;
    if (others.length === 0) facts.inferred(path, schemeOf(only), nodes);
    else
      facts.unknown(path, 'several schemes draw the same in layers of these sizes', inference.candidates.map(schemeOf));
  }
}

/** A scheme as the fact has it, with its distribution written out, so that no framework's meaning is taken for granted. */
function schemeOf({ name, family, mode, scale, corrected }: Candidate): FactValue {
  if (name === 'pytorch-default') return name;
  if (mode === 'none') {
    const std = Number(Math.sqrt(scale).toPrecision(6));
    return { name: family, std };
  }
  if (name === family) return { name, mode, gain: Number(Math.sqrt(scale).toPrecision(6)) };
  return {
    name,
    distribution: family,
    mode,
    ...(corrected === undefined ? {} : { corrected }),
  };
}

/** The names of the schemes that weights may have been drawn by; at most three. */
export function schemeWords(inference: Inference): string {
  if (inference.kind === 'constant') return inference.value === 0 ? 'zeros' : `all ${inference.value}`;
  if (inference.kind !== 'schemes') return inference.kind === 'orthogonal' ? 'orthogonal' : 'another distribution';
  const names = [
    ...new Set(inference.candidates.map(({ name, family }) => (name === 'pytorch-default' ? name : family))),
  ];
  const words = [...new Set(inference.candidates.map(({ name }) => name))];
  return words.length <= 3 ? words.join(' or ') : names.slice(0, 3).join(' or ');
}
