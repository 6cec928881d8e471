import type { ExtractReport } from './report.ts';

/** The facts that one fact rests on, itself first; what is not stated has an entry that says so. */
export function provenanceOf(report: ExtractReport, path: string): ExtractReport {
  const facts = new Map<string, ExtractReport['facts'][string]>();
  const add = (each: string): void => {
    if (facts.has(each)) return;
    const fact = report.facts[each] ?? { status: 'unknown', reason: { code: 'not-stated', text: 'not stated' } };
    facts.set(each, fact);
    if (fact.origin?.kind === 'derived') for (const from of fact.origin.from) add(from);
  };
  add(path);
  const unknown = report.unknown.filter(({ paths }) => paths.some((each) => facts.has(each)));
  return { ...report, facts: Object.fromEntries(facts), unknown, about: path };
}

/** Only what is unknown. */
export function onlyUnknown(report: ExtractReport): ExtractReport {
  const facts = Object.entries(report.facts).filter(([, { status }]) => status === 'unknown');
  return { ...report, facts: Object.fromEntries(facts) };
}
