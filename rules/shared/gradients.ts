import { allMaybe, joinStates, type ProcedureStep, type States, walk, withState } from './procedure.ts';

/**
 * What the gradients of an optimizer's parameters are: none since they were zeroed, of one update, already used by an update,
 * or used ones with new ones added.
 */
type Gradients = 'empty' | 'fresh' | 'used' | 'mixed';

/** What the gradients were each time that an optimizer stepped. */
export function gradientsAtSteps(
  steps: readonly ProcedureStep[],
): ReadonlyMap<ProcedureStep, ReadonlySet<Gradients | 'maybe'>> {
  const seen = new Map<ProcedureStep, Set<Gradients | 'maybe'>>();
  const models = new Map<string, readonly string[]>();
  walk<States<Gradients>>(steps, new Map(), {
    join: joinStates,
    step(state, step) {
      switch (step.name) {
        case 'make-optimizer':
          if (step.optimizer === undefined) return state;
          models.set(step.optimizer, step.models);
          return withState(state, step.optimizer, 'empty');
        case 'zero-grad':
          return zeroed(state, step, models);
        case 'backward':
          return new Map([...state].map(([optimizer, held]) => [optimizer, filled(held)]));
        case 'optimizer-step': {
          const { optimizer } = step;
          if (optimizer === undefined) return state;
          const held = state.get(optimizer) ?? 'maybe';
          seen.set(step, (seen.get(step) ?? new Set()).add(held));
          return withState(state, optimizer, held === 'fresh' || held === 'mixed' ? 'used' : held);
        }
        case 'opaque':
          return allMaybe(state);
        default:
          return state;
      }
    },
  });
  return seen;
}

function filled(held: Gradients | 'maybe'): Gradients | 'maybe' {
  if (held === 'empty') return 'fresh';
  return held === 'used' ? 'mixed' : held;
}

/** Zeroing a network zeroes an optimizer of it alone; what zeroing something unknown does to others is not known. */
function zeroed(
  state: States<Gradients>,
  { optimizer, model }: ProcedureStep,
  models: ReadonlyMap<string, readonly string[]>,
): States<Gradients> {
  if (optimizer !== undefined) return withState(state, optimizer, 'empty');
  const next = [...state].map(([key, held]): [string, Gradients | 'maybe'] => {
    const own = models.get(key) ?? [];
    if (model !== undefined && own.length === 1 && own[0] === model) return [key, 'empty'];
    return [key, model !== undefined && own.length > 0 && !own.includes(model) ? held : 'maybe'];
  });
  return new Map(next);
}
