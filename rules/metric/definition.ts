import { defineRule, type Severity } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';
import { list } from '../shared/words.ts';

const ALIASES: Readonly<Record<string, string>> = {
  acc: 'top1',
  accuracy: 'top1',
  acc1: 'top1',
  categoricalaccuracy: 'top1',
  sparsecategoricalaccuracy: 'top1',
  top1accuracy: 'top1',
  top1acc: 'top1',
  acc5: 'top5',
  top5accuracy: 'top5',
  top5acc: 'top5',
  topkcategoricalaccuracy: 'top5',
  sparsetopkcategoricalaccuracy: 'top5',
};

/** One name for what libraries spell in many ways. */
function canonical(metric: string): string {
  const plain = metric.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return ALIASES[plain] ?? plain;
}

export default defineRule({
  id: 'metric/definition',
  title: 'Other metrics are measured',
  why: 'Results can be compared only where the same thing was measured.',
  help: 'Measure the same metrics on both sides.',
  effect: null,
  scope: ['eval'],
  messages: { differs: 'measured: {a} against {b}' },
  compare: {
    reads: ['metrics'],
    check(context) {
      const metrics = bothValues(context, 'metrics');
      if ('verdict' in metrics) return metrics;
      const [namesA, namesB] = [
        [...new Set(metrics.a.map(canonical))].sort(),
        [...new Set(metrics.b.map(canonical))].sort(),
      ];
      if (namesA.join() === namesB.join()) {
        const alike = [...metrics.a].sort().join() === [...metrics.b].sort().join();
        return alike ? context.same() : context.equivalent('other spellings of the same metrics');
      }
      const shared = namesA.filter((name) => namesB.includes(name));
      const severity: Severity = shared.length > 0 ? 'info' : 'warning';
      return context.different('differs', {
        severity,
        a: list(metrics.a),
        b: list(metrics.b),
        because: [shared.length > 0 ? 'a metric is shared' : 'no metric is shared'],
      });
    },
  },
});
