import { type Derivation, type Derived, derivation, type Known } from './derivation.ts';

/** One column of the stages, where every stage has it. */
function column(known: Known, key: 'depth' | 'width'): Derived | undefined {
  const values = known.value('model.stages')?.map((stage) => stage[key]);
  if (values === undefined || values.length === 0 || values.includes(undefined)) return undefined;
  return { value: values, from: ['model.stages'], how: `${key} of each stage` };
}

export const NETWORK: readonly Derivation[] = [
  derivation('model.depths', (known) => column(known, 'depth')),
  derivation('model.widths', (known) => column(known, 'width')),
];
