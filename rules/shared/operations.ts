import { canonicalName, type Step, VOCABULARIES } from '../../src/rule.ts';

type OperationName = keyof (typeof VOCABULARIES)['operation']['names'];

/** A step of a pipeline in canonical spelling. */
export interface Operation {
  readonly name: string;
  /** Whether resaudit knows what a step of this name does. */
  readonly known: boolean;
  /** How often it is applied; 1 where the step does not say. */
  readonly probability: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Its name as it was written. */
  readonly written: string;
}

export function operations(steps: readonly Step[]): readonly Operation[] {
  return steps.map((step) => {
    const { name: written, ...parameters } = typeof step === 'string' ? { name: step } : step;
    const name = canonicalName('operation', written) ?? written;
    const probability = 'probability' in parameters ? parameters.probability : undefined;
    return {
      name,
      known: Object.hasOwn(VOCABULARIES.operation.names, name),
      probability: typeof probability === 'number' ? probability : 1,
      parameters,
      written,
    };
  });
}

const RANDOM: ReadonlySet<string> = new Set<OperationName>([
  'random-crop',
  'random-resized-crop',
  'horizontal-flip',
  'vertical-flip',
  'rotation',
  'affine',
  'perspective',
  'elastic',
  'color-jitter',
  'lighting',
  'noise',
  'solarize',
  'posterize',
  'auto-augment',
  'rand-augment',
  'trivial-augment',
  'aug-mix',
  'three-augment',
  'random-choice',
  'random-erasing',
  'mixup',
  'cutmix',
]);

/** Whether a step does something else from image to image: it draws numbers, or is applied only now and then. */
export const isRandom = ({ name, probability }: Operation): boolean =>
  probability > 0 && (RANDOM.has(name) || probability < 1);

const DESCRIBED: ReadonlySet<string> = new Set<OperationName>([
  'decode',
  'resize',
  'center-crop',
  'random-crop',
  'random-resized-crop',
  'ten-crop',
  'horizontal-flip',
  'vertical-flip',
  'rotation',
  'color-jitter',
  'lighting',
  'auto-augment',
  'rand-augment',
  'trivial-augment',
  'aug-mix',
  'three-augment',
  'random-erasing',
  'mixup',
  'cutmix',
  'to-tensor',
  'to-float',
  'scale',
  'normalize',
  'swap-channels',
  'transpose',
  'expand-dims',
]);

/** Whether facts of their own say what a step of this name does, so that rules about those compare it. */
export const isDescribed = ({ name }: Operation): boolean => DESCRIBED.has(name);

/** Position of the first step of a name; -1 where there is none. */
export const indexOf = (steps: readonly Operation[], ...names: readonly OperationName[]): number =>
  steps.findIndex(({ name, probability }) => probability > 0 && (names as readonly string[]).includes(name));
