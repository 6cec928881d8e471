import type { Side, Step, StepPlace } from '../../src/rule.ts';

/** A step of a procedure: what is done, to which object, and where that is written. */
export interface ProcedureStep {
  readonly name: string;
  readonly place?: StepPlace;
  readonly model?: string;
  readonly optimizer?: string;
  readonly scheduler?: string;
  readonly models: readonly string[];
  readonly mode?: string;
  readonly part?: string;
  readonly activation?: string;
  /** Of a backward pass: whether the loss was scaled; undefined where that is not known. */
  readonly scaled?: boolean;
  readonly strict?: boolean;
  /** Of a schedule: whether its step was told an epoch or a metric. */
  readonly given?: boolean;
  /** Of a loop: what it goes over, which loader, how many passes, and the function it stands in. */
  readonly over?: string;
  readonly loader?: string;
  readonly passes?: number;
  readonly within?: string;
  readonly body: readonly ProcedureStep[];
  /** Arms of a condition that is not known. */
  readonly arms?: readonly [readonly ProcedureStep[], readonly ProcedureStep[]];
}

/** The training procedure of a setup; undefined where it is not known. */
export function procedureOf(side: Side): readonly ProcedureStep[] | undefined {
  const steps = side.value('train.procedure');
  return steps === undefined ? undefined : readSteps(steps);
}

function readSteps(steps: unknown): readonly ProcedureStep[] {
  return Array.isArray(steps) ? steps.map((step: Step) => readStep(step)) : [];
}

function readStep(step: Step): ProcedureStep {
  if (typeof step === 'string') return { name: step, models: [], body: [] };
  const text = (key: string): string | undefined => (typeof step[key] === 'string' ? step[key] : undefined);
  const flag = (key: string): boolean | undefined => (typeof step[key] === 'boolean' ? step[key] : undefined);
  const fields = {
    place: placeOf(step.at),
    model: text('model'),
    optimizer: text('optimizer'),
    scheduler: text('scheduler'),
    mode: text('mode'),
    part: text('part'),
    activation: text('activation'),
    scaled: flag('scaled'),
    strict: flag('strict'),
    given: flag('given'),
    over: text('over'),
    loader: text('loader'),
    within: text('in'),
    passes: typeof step.passes === 'number' ? step.passes : undefined,
    arms: step.name === 'branch' ? ([readSteps(step.yes), readSteps(step.no)] as const) : undefined,
  };
  return {
    name: step.name,
    models: Array.isArray(step.models) ? step.models.map(String) : [],
    body: readSteps(step.body),
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
  };
}

function placeOf(value: unknown): StepPlace | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { file, line, column, endLine, endColumn }: Partial<Record<keyof StepPlace, unknown>> = value;
  if (typeof file !== 'string' || typeof line !== 'number' || typeof column !== 'number') return undefined;
  return {
    file,
    line,
    column,
    ...(typeof endLine === 'number' ? { endLine } : {}),
    ...(typeof endColumn === 'number' ? { endColumn } : {}),
  };
}

/** Every step inside of some, themselves included, in order. */
export function* allSteps(steps: readonly ProcedureStep[]): Generator<ProcedureStep> {
  for (const step of steps) {
    yield step;
    yield* allSteps(step.body);
    if (step.arms !== undefined) yield* allSteps(step.arms.flat());
  }
}

export const holds = (steps: readonly ProcedureStep[], ...names: readonly string[]): boolean => {
  for (const { name } of allSteps(steps)) if (names.includes(name)) return true;
  return false;
};

/** Loops around a step, outermost first, with the number of the pass that is being gone through. */
export type Around = readonly { readonly loop: ProcedureStep; readonly pass: number }[];

export interface Walk<S> {
  /** The state after a step; arms and loops are gone through by the walk itself. */
  step(state: S, step: ProcedureStep, around: Around): S;
  /** The state where two ways meet. */
  join(a: S, b: S): S;
}

/** Passes of a loop that are gone through: what the third does, all later ones do. */
const PASSES = 3;

/** Goes through a procedure as it runs. A loop runs at least once, unless it is known to have no pass. */
export function walk<S>(steps: readonly ProcedureStep[], start: S, visit: Walk<S>, around: Around = []): S {
  let state = start;
  for (const step of steps) {
    if (step.name === 'loop') {
      const passes = Math.min(step.passes ?? PASSES, PASSES);
      for (let pass = 0; pass < passes; pass++)
        state = walk(step.body, state, visit, [...around, { loop: step, pass }]);
    } else if (step.arms !== undefined) {
      const [yes, no] = step.arms;
      state = visit.join(walk(yes, state, visit, around), walk(no, state, visit, around));
    } else state = visit.step(state, step, around);
  }
  return state;
}

/** What is known of each of several objects; what both ways do not agree on is `maybe`. */
export type States<T extends string> = ReadonlyMap<string, T | 'maybe'>;

export function joinStates<T extends string>(a: States<T>, b: States<T>): States<T> {
  const joined = new Map<string, T | 'maybe'>();
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const [first, second] = [a.get(key), b.get(key)];
    joined.set(key, first !== undefined && first === second ? first : 'maybe');
  }
  return joined;
}

export const withState = <T extends string>(states: States<T>, key: string, value: T | 'maybe'): States<T> =>
  new Map([...states, [key, value]]);

export const allMaybe = <T extends string>(states: States<T>): States<T> =>
  new Map([...states.keys()].map((key) => [key, 'maybe']));

/** Where to point: the step where it is known, the fact itself elsewhere. */
export const pointAt = (
  step: ProcedureStep | undefined,
): { readonly at: 'train.procedure'; readonly place?: StepPlace } => ({
  at: 'train.procedure',
  ...(step?.place === undefined ? {} : { place: step.place }),
});
