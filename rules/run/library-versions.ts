import { defineRule } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';
import { compareVersions, parseVersion } from '../shared/versions.ts';
import { list } from '../shared/words.ts';

interface Change {
  readonly framework: string;
  /** First version with the new behavior. */
  readonly version: string;
  readonly text: string;
}

const CHANGES: readonly Change[] = [
  { framework: 'pytorch', version: '1.1', text: 'schedules are advanced after the optimizer (1.1)' },
  {
    framework: 'pytorch',
    version: '2.2',
    text: 'torchvision 0.17, which belongs to 2.2, antialiases when it resizes tensors: see resize/antialias',
  },
  { framework: 'keras', version: '3.0', text: 'batch normalization keeps the biased variance (3.0): see arch/norm' },
  {
    framework: 'keras',
    version: '3.0.3',
    text: 'AdamW of 3.0.0 to 3.0.2 is not decoupled: see optimizer/framework-bug',
  },
  {
    framework: 'transformers',
    version: '5.0',
    text: 'warmup_steps below 1 is a share of the run (5.0): see schedule/warmup',
  },
];

export default defineRule({
  id: 'run/library-versions',
  title: 'Another version of the library',
  why: 'Versions change defaults and behavior; what is known to matter is named, everything else is within noise.',
  help: 'Check the named changes against both setups.',
  effect: null,
  scope: ['model', 'train', 'eval', 'serve'],
  messages: {
    crossing: 'version {a} against {b}: {changes}',
    differs: 'version {a} against {b}',
  },
  compare: {
    reads: ['framework.version'],
    context: ['framework.name'],
    check(context) {
      const { a, b, same, notApplicable, different } = context;
      const version = bothValues(context, 'framework.version');
      if ('verdict' in version) return version;
      const [nameA, nameB] = [a.value('framework.name'), b.value('framework.name')];
      if (nameA !== nameB) return notApplicable('versions of different frameworks');
      const [parsedA, parsedB] = [parseVersion(version.a), parseVersion(version.b)];
      if (version.a === version.b) return same();
      if (parsedA === undefined || parsedB === undefined) return different('differs', { severity: 'note', ...version });
      if (compareVersions(parsedA, parsedB) === 0) return same();
      const [low, high] = compareVersions(parsedA, parsedB) < 0 ? [parsedA, parsedB] : [parsedB, parsedA];
      const crossed = CHANGES.filter(({ framework, version: at }) => {
        const place = parseVersion(at);
        return (
          framework === nameA &&
          place !== undefined &&
          compareVersions(low, place) < 0 &&
          compareVersions(high, place) >= 0
        );
      });
      if (crossed.length === 0) return different('differs', { severity: 'note', ...version });
      return different('crossing', {
        severity: 'info',
        ...version,
        data: { changes: list(crossed.map(({ text }) => text)) },
        because: ['a known change of behavior lies between the versions'],
      });
    },
  },
});
