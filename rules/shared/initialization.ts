import {
  type CanonicalInit,
  type CompareContext,
  type CompareOutcome,
  canonicalInit,
  compareInits,
  type InitRole,
  type RulePath,
  type Side,
  sameValue,
} from '../../src/rule.ts';
import { loadsPretrained, PRETRAINED_PATHS } from './context.ts';
import { short } from './words.ts';

type InitPath = `init.${InitRole}`;

export const INIT_CONTEXT: readonly RulePath[] = ['framework.name', ...PRETRAINED_PATHS];

/** From this ratio of standard deviations on, signals grow or die over a few layers without normalization. */
const FAR = 1.5;

export function drawn(side: Side, path: InitPath, role: InitRole): CanonicalInit | undefined {
  const scheme = side.value(path);
  return scheme === undefined ? undefined : canonicalInit(scheme, role, side.value('framework.name'));
}

/** A scheme in words: its name, and what else was said of it. */
export function schemeWords(side: Side, path: InitPath): string {
  const scheme = side.value(path);
  if (scheme === undefined) return 'none';
  if (typeof scheme === 'string') return scheme;
  const { name, ...parts } = scheme;
  const words = Object.entries(parts)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${typeof value === 'number' ? short(value) : value}`);
  return words.length === 0 ? name : `${name} (${words.join(', ')})`;
}

/** Ratio of standard deviations, b over a, taking the fans of a layer for equal; undefined where they cannot be held together. */
function spreadRatio(a: CanonicalInit, b: CanonicalInit): number | undefined {
  if (a.variance === undefined || b.variance === undefined || a.variance === 0) return undefined;
  if ((a.mode === 'none') !== (b.mode === 'none')) return undefined;
  return Math.sqrt(b.variance / a.variance);
}

/** Whether initialization decides nothing because trained weights take its place. */
export function isOverwritten(a: Side, b: Side): boolean {
  return loadsPretrained(a) === true || loadsPretrained(b) === true;
}

export type InitMessage = 'differs' | 'spread' | 'constant';

export const INIT_MESSAGES: Readonly<Record<InitMessage, string>> = {
  differs: 'initialized by {a} against {b}',
  spread: 'initialized by {a} against {b}: standard deviations {ratio} times apart',
  constant: '{who} starts from constants: {a} against {b}',
};

/** The check of a rule that compares what one role of parameters starts from. */
export function compareInit(
  context: CompareContext<InitMessage>,
  path: InitPath,
  role: InitRole,
): CompareOutcome<InitMessage> {
  const { a, b, same, equivalent, unknown, notApplicable, different } = context;
  if (isOverwritten(a, b)) return notApplicable('trained weights take the place of initialization');
  const [schemeA, schemeB] = [a.value(path), b.value(path)];
  if (schemeA === undefined && schemeB === undefined) return same();
  if (schemeA === undefined || schemeB === undefined) return notApplicable('a side without such layers');
  const [drawnA, drawnB] = [drawn(a, path, role), drawn(b, path, role)];
  if (drawnA === undefined || drawnB === undefined) {
    // What is not known as a distribution is the same only as the same scheme of one framework.
    const sameFramework = a.value('framework.name') === b.value('framework.name');
    return sameFramework && sameValue(schemeA, schemeB)
      ? same()
      : unknown(`what ${schemeWords(drawnA === undefined ? a : b, path)} draws is unknown`, path);
  }
  const words = { a: schemeWords(a, path), b: schemeWords(b, path) };
  const relation = compareInits(drawnA, drawnB);
  if (relation.kind === 'same') {
    return words.a === words.b ? same() : equivalent(`${words.a} and ${words.b} draw the same`);
  }
  const constants = [drawnA.family === 'constant', drawnB.family === 'constant'];
  if (constants[0] !== constants[1]) {
    return different('constant', { severity: 'warning', ...words, data: { who: constants[0] ? 'A' : 'B' } });
  }
  const ratio = spreadRatio(drawnA, drawnB);
  const apart = ratio === undefined ? undefined : Math.max(ratio, 1 / ratio);
  if (apart === undefined || apart <= FAR) return different('differs', { severity: 'info', ...words });
  const scratch = loadsPretrained(a) === false && loadsPretrained(b) === false;
  return different('spread', {
    ...words,
    severity: scratch ? 'warning' : 'info',
    data: { ratio: short(apart) },
    ...(scratch
      ? { because: ['both train from scratch'] }
      : { wouldRaise: 'a warning if both train from scratch (model.pretrained)' }),
  });
}
