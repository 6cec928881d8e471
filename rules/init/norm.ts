import { compareInits, defineRule } from '../../src/rule.ts';
import { drawn, INIT_CONTEXT, isOverwritten, schemeWords } from '../shared/initialization.ts';

export default defineRule({
  id: 'init/norm',
  title: 'Scales of normalization start elsewhere',
  why: 'Scales that start below one damp every layer at first; a scale that starts at zero closes it.',
  help: 'Start scales at one, but for the last of each residual branch where that is meant (init/zero-gamma).',
  effect: null,
  scope: ['model', 'train'],
  messages: { differs: 'scales of normalization start from {a} against {b}' },
  compare: {
    reads: ['init.norm'],
    context: INIT_CONTEXT,
    check({ a, b, same, equivalent, unknown, notApplicable, different }) {
      if (isOverwritten(a, b)) return notApplicable('trained weights take the place of initialization');
      const [x, y] = [drawn(a, 'init.norm', 'norm'), drawn(b, 'init.norm', 'norm')];
      if (x === undefined || y === undefined) return unknown('what scales start from is unknown', 'init.norm');
      const words = { a: schemeWords(a, 'init.norm'), b: schemeWords(b, 'init.norm') };
      if (compareInits(x, y).kind === 'same') {
        return words.a === words.b ? same() : equivalent(`${words.a} and ${words.b} are the same`);
      }
      return different('differs', { severity: 'warning', ...words });
    },
  },
});
