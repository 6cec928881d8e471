import { SEVERITIES, type Severity } from '../rule.ts';
import { compareEntries, type Entry, lintEntries } from './entries.ts';
import { clean } from './pretty/text.ts';
import type { SubjectVerdict } from './report.ts';
import type { FindingReporter, ReporterOptions } from './reporter.ts';

/** JUnit's XML: a suite a comparison or setup, a case a check; what fails the run fails its case, what could not be told is skipped. */
export const reporter: FindingReporter = {
  compare(report, options) {
    const entries = compareEntries(report, options);
    const differences = entries.filter(({ finding }) => 'a' in finding);
    const suites = [
      suite(`${report.a.name} against ${report.b.name}`, report.subjects, differences, options),
      ...(['a', 'b'] as const).flatMap((side) => {
        const own = entries.filter((entry) => !('a' in entry.finding) && entry.of === side.toUpperCase());
        const mild: ReporterOptions = options.lintFails ? options : { ...options, failOn: 'never' };
        return own.length === 0 ? [] : [suite(`known mistakes in ${report[side].name}`, [], own, mild)];
      }),
    ];
    return documentOf(suites);
  },
  lint: (report, options) =>
    documentOf(
      report.setups.map((setup) =>
        suite(setup.name, setup.subjects, lintEntries({ ...report, setups: [setup] }, options), options),
      ),
    ),
};

interface Suite {
  readonly text: string;
  readonly tests: number;
  readonly failures: number;
  readonly skipped: number;
}

function documentOf(suites: readonly Suite[]): string {
  const sum = (of: (suite: Suite) => number): number => suites.reduce((total, each) => total + of(each), 0);
  const counts = `tests="${sum((s) => s.tests)}" failures="${sum((s) => s.failures)}" errors="0" skipped="${sum((s) => s.skipped)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="resaudit" ${counts}>
${suites.map(({ text }) => text).join('\n')}
</testsuites>
`;
}

/** Several documents of this reporter as one. */
export function joinDocuments(texts: readonly string[]): string {
  const sums = { tests: 0, failures: 0, skipped: 0 };
  const suites = texts.map((text) => {
    const [head = ''] = /<testsuites .*>/.exec(text) ?? [];
    for (const name of ['tests', 'failures', 'skipped'] as const) {
      sums[name] += Number(new RegExp(` ${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
    }
    return text.slice(text.indexOf(head) + head.length + 1, text.lastIndexOf('</testsuites>'));
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="resaudit" tests="${sums.tests}" failures="${sums.failures}" errors="0" skipped="${sums.skipped}">
${suites.join('')}</testsuites>
`;
}

type Outcome = 'passed' | 'failed' | 'skipped';

function suite(
  name: string,
  subjects: readonly SubjectVerdict[],
  entries: readonly Entry[],
  { failOn = 'error' }: ReporterOptions,
): Suite {
  const byId = new Map<string, Entry[]>();
  for (const entry of entries) byId.set(entry.finding.id, [...(byId.get(entry.finding.id) ?? []), entry]);
  const verdicts = new Map(subjects.map((subject) => [subject.id, subject]));
  const cases = [...new Set([...verdicts.keys(), ...byId.keys()])].map((id) =>
    testCase(id, verdicts.get(id), byId.get(id) ?? [], failOn),
  );
  const number = (wanted: Outcome): number => cases.filter(({ outcome }) => outcome === wanted).length;
  const [failures, skipped] = [number('failed'), number('skipped')];
  const text = `  <testsuite name="${attribute(name)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}">
${cases.map((each) => each.text).join('\n')}
  </testsuite>`;
  return { text, tests: cases.length, failures, skipped };
}

function testCase(
  id: string,
  verdict: SubjectVerdict | undefined,
  entries: readonly Entry[],
  failOn: Severity | 'never',
): { readonly outcome: Outcome; readonly text: string } {
  const rule = verdict?.rule ?? entries[0]?.finding.rule ?? id;
  const file = entries[0]?.spot?.file;
  const start = `    <testcase classname="${attribute(`resaudit.${rule.split('/')[0] ?? rule}`)}" name="${attribute(id)}"${
    file === undefined ? '' : ` file="${attribute(file)}"`
  } time="0"`;
  const failing = entries.filter(({ severity }) => reaches(severity, failOn));
  if (failing.length > 0) {
    const [first] = failing;
    const head = `<failure message="${attribute(first?.message ?? '')}" type="${first?.severity ?? 'error'}">`;
    return {
      outcome: 'failed',
      text: `${start}>\n      ${head}${content(failing.map(words).join('\n\n'))}</failure>\n    </testcase>`,
    };
  }
  if (entries.length > 0) {
    const text = content(entries.map(words).join('\n\n'));
    return { outcome: 'passed', text: `${start}>\n      <system-out>${text}</system-out>\n    </testcase>` };
  }
  if (verdict?.verdict === 'unknown' || verdict?.verdict === 'not-applicable') {
    const why = `${verdict.verdict === 'unknown' ? 'could not be told' : 'does not apply'}${verdict.note === undefined ? '' : `: ${verdict.note}`}`;
    return { outcome: 'skipped', text: `${start}>\n      <skipped message="${attribute(why)}"/>\n    </testcase>` };
  }
  return { outcome: 'passed', text: `${start}/>` };
}

const reaches = (severity: Severity, threshold: Severity | 'never'): boolean =>
  threshold !== 'never' && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);

function words({ severity, title, message, details, spot }: Entry): string {
  const line = spot?.region === undefined ? '' : `:${spot.region.line}`;
  return [
    `${severity}: ${title}`,
    message,
    ...(spot === undefined ? [] : [`at ${clean(spot.file)}${line}`]),
    ...details,
  ].join('\n');
}

/** Text for XML: characters that XML 1.0 does not allow, or that a viewer would act on, are spelled out. */
const content = (text: string): string =>
  text
    .split('\n')
    .map((line) => clean(line).replaceAll(/[\ufffe\uffff]/g, (c) => `\\u{${c.charCodeAt(0).toString(16)}}`))
    .join('\n')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

const attribute = (text: string): string => content(clean(text)).replaceAll('"', '&quot;');
