import { defineRule, type InitRole, type RulePath } from '../../src/rule.ts';
import { loadsPretrained } from '../shared/context.ts';
import { drawn, INIT_CONTEXT } from '../shared/initialization.ts';

const ROLES = ['conv', 'recurrent', 'dense', 'embedding'] as const satisfies readonly InitRole[];
const PATHS: readonly RulePath[] = ROLES.map((role) => `init.${role}` as const);

export default defineRule({
  id: 'init/constant',
  title: 'Kernels start from one constant',
  why: 'Units that start from equal weights compute the same, get the same gradients and stay equal for ever; behind kernels of zero nothing is passed on at all.',
  help: 'Draw kernels from a distribution; only a last layer, or the last scale of a residual branch, may start at zero.',
  effect: null,
  scope: ['model', 'train'],
  messages: { lint: '{role} kernels all start from {constant}' },
  lint: {
    reads: [],
    optional: PATHS,
    context: ['model.head.hidden', 'model.depths', ...INIT_CONTEXT],
    check({ setup, clean, unknown, notApplicable, complain }) {
      if (loadsPretrained(setup) === true) return notApplicable('trained weights take the place of initialization');
      const known = ROLES.filter((role) => setup.known(`init.${role}`));
      if (known.length === 0) return unknown('no initialization is known', 'init.conv');
      for (const role of known) {
        const scheme = drawn(setup, `init.${role}`, role);
        if (scheme?.family !== 'constant') continue;
        const onlyHead =
          role === 'dense' &&
          setup.value('model.depths') !== undefined &&
          (setup.value('model.head.hidden') ?? []).length === 0;
        // A classifier of zeros starts from equal odds, which is meant.
        if (onlyHead && scheme.value === 0) continue;
        return complain('lint', {
          severity: 'error',
          at: `init.${role}`,
          data: { role, constant: scheme.value ?? 0 },
        });
      }
      return clean();
    },
  },
});
