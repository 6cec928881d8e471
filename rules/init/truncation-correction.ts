import { type CanonicalInit, defineRule, type InitRole, nearly, type RulePath } from '../../src/rule.ts';
import { drawn, INIT_CONTEXT, isOverwritten } from '../shared/initialization.ts';

/** Standard deviation of a normal distribution cut off at two standard deviations, over that of the whole. */
const CUT = 0.87962566103423978;

const ROLES = ['conv', 'dense', 'embedding', 'recurrent'] as const satisfies readonly InitRole[];
const PATHS: readonly RulePath[] = ROLES.map((role) => `init.${role}` as const);

/** Whether two schemes part by the correction alone. */
function isCorrection(a: CanonicalInit | undefined, b: CanonicalInit | undefined): boolean {
  if (a?.family !== 'truncated-normal' || b?.family !== 'truncated-normal' || a.mode !== b.mode) return false;
  if (a.variance === undefined || b.variance === undefined) return false;
  const ratio = Math.sqrt(Math.min(a.variance, b.variance) / Math.max(a.variance, b.variance));
  return nearly(ratio, CUT, 1e-4);
}

export default defineRule({
  id: 'init/truncation-correction',
  title: 'Truncated normal without correction',
  why: 'A normal distribution that is cut off at two standard deviations has 0.88 of the spread. Keras and JAX divide by that, TensorFlow.js does not: the same name draws weights 12 % smaller.',
  help: 'Divide the standard deviation by 0.8796, or leave it: normalization absorbs the factor.',
  effect: null,
  scope: ['model', 'train'],
  root: false,
  messages: { differs: '{roles}: truncated normal {a} against {b}' },
  compare: {
    reads: [],
    optional: PATHS,
    context: INIT_CONTEXT,
    check({ a, b, same, unknown, notApplicable, different }) {
      if (isOverwritten(a, b)) return notApplicable('trained weights take the place of initialization');
      const known = ROLES.filter((role) => a.known(`init.${role}`) && b.known(`init.${role}`));
      const roles = known.filter((role) =>
        isCorrection(drawn(a, `init.${role}`, role), drawn(b, `init.${role}`, role)),
      );
      const [role] = roles;
      if (role === undefined) return known.length === 0 ? unknown('no initialization is known on both sides') : same();
      const [x, y] = [drawn(a, `init.${role}`, role), drawn(b, `init.${role}`, role)];
      const isCorrected = (x?.variance ?? 0) > (y?.variance ?? 0);
      return different('differs', {
        severity: 'info',
        a: isCorrected ? 'corrected' : 'not corrected',
        b: isCorrected ? 'not corrected' : 'corrected',
        at: roles.map((name) => `init.${name}` as const),
        data: { roles: roles.join(', ') },
      });
    },
  },
});
