import { createHash } from 'node:crypto';
import { SEVERITIES } from '../../rule.ts';
import type { Problem } from '../../spec/setup.ts';
import { VERSION } from '../../version.ts';
import { compareEntries, type Entry, lintEntries } from '../entries.ts';
import { inertJson } from '../json.ts';
import { placeOf } from '../pretty/place.ts';
import { clean, count } from '../pretty/text.ts';
import type { FindingReporter, ReporterOptions } from '../reporter.ts';
import { codeFlowOf, locationOf } from './location.ts';
import { messageText } from './message.ts';
import { descriptorOf, levelOf } from './rule.ts';

/** What code scanning shows of one run; the worst are kept. */
const MOST_RESULTS = 5000;

/** SARIF 2.1.0: one run, a result a finding. */
export const reporter: FindingReporter = {
  compare: (report, options) =>
    inertJson(logOf(report.answer, compareEntries(report, options), report.problems, options)),
  lint: (report, options) =>
    inertJson(
      logOf(
        report.answer,
        lintEntries(report, options),
        report.setups.flatMap(({ problems }) => problems),
        options,
      ),
    ),
};

function logOf(
  answer: string,
  entries: readonly Entry[],
  problems: readonly Problem[],
  options: ReporterOptions,
): unknown {
  const worst = [...entries].sort((x, y) => SEVERITIES.indexOf(x.severity) - SEVERITIES.indexOf(y.severity));
  const kept = worst.slice(0, MOST_RESULTS);
  const rules = [...new Set(kept.map(({ rule }) => rule))].sort();
  const left = entries.length - kept.length;
  const notifications = [
    ...problems.map(notificationOf),
    ...(left === 0
      ? []
      : [{ level: 'warning', message: { text: `${count(left, 'result')} of lower severity left out` } }]),
  ];
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'resaudit',
            version: VERSION,
            semanticVersion: VERSION,
            rules: rules.map((rule) => descriptorOf(rule, kept, options.pages?.get(rule))),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications }],
        results: kept.map((entry) => resultOf(entry, rules)),
        properties: { answer: clean(answer) },
      },
    ],
  };
}

function resultOf(entry: Entry, rules: readonly string[]): unknown {
  const { rule, severity, finding, message, details, spot, other } = entry;
  const flow = codeFlowOf(entry);
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    kind: 'fail',
    level: levelOf(severity),
    message: { text: messageText([`${message}.`, ...details].join('\n')) },
    locations: spot === undefined ? [] : [locationOf(spot)],
    ...(other === undefined
      ? {}
      : { relatedLocations: [{ id: 1, ...locationOf(other.spot), message: { text: messageText(other.words) } }] }),
    partialFingerprints: { 'resaudit/v1': fingerprintOf(entry) },
    ...(flow === undefined ? {} : { codeFlows: [flow] }),
    properties: { severity, subject: clean(finding.subject) },
  };
}

/** The finding's own, which lines do not move, apart for each setup that has it. */
const fingerprintOf = ({ finding, of }: Entry): string =>
  createHash('sha256')
    .update(JSON.stringify([finding.fingerprint, of]))
    .digest('hex')
    .slice(0, 32);

function notificationOf({ severity, code, message, help, at }: Problem): unknown {
  const place = at === undefined ? '' : `${placeOf(at)}: `;
  return {
    level: severity === 'info' ? 'note' : severity,
    descriptor: { id: clean(code) },
    message: { text: messageText(clean(`${place}${message}${help === undefined ? '' : `; ${help}`}`)) },
  };
}
