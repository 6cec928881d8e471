#!/usr/bin/env node
// Writes data/lint-ledger.json: every lint finding on public training scripts, each judged by hand.
//   node lint-ledger.mjs --sources DIR --bin 'node dist/bin.js' [--scripts scripts.json]
// DIR holds OWNER/NAME/PATH of each script, and commits.json from OWNER/NAME to the commit that lies there. With --scripts only the
// main files that it names are linted; else every Python file that trains with PyTorch. Findings that are in the ledger keep their
// judgment; new ones get none, and the test of the ledger fails until somebody has looked at them.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { sources: { type: 'string' }, bin: { type: 'string' }, scripts: { type: 'string' } },
});
if (options.sources === undefined || options.bin === undefined) {
  console.error('lint-ledger.mjs: --sources DIR and --bin COMMAND are needed');
  process.exit(2);
}
const sources = resolve(options.sources);
const target = new URL('data/lint-ledger.json', import.meta.url);
const before = existsSync(target) ? JSON.parse(readFileSync(target, 'utf8')) : { repositories: [], findings: [] };

/** Scripts by repository, with its commit. */
function scripts() {
  if (options.scripts !== undefined) {
    const { scripts: list } = JSON.parse(readFileSync(options.scripts, 'utf8'));
    return list.map(({ repo, commit, files }) => ({
      repo,
      commit,
      path: (files.find(({ role }) => role === 'main') ?? files[0]).path,
    }));
  }
  const commits = JSON.parse(readFileSync(join(sources, 'commits.json'), 'utf8'));
  return Object.entries(commits).flatMap(([repo, commit]) =>
    readdirSync(join(sources, repo), { recursive: true })
      .map(String)
      .filter((path) => path.endsWith('.py') && trains(join(sources, repo, path)))
      .sort()
      .map((path) => ({ repo, commit, path })),
  );
}

function trains(path) {
  const text = readFileSync(path, 'utf8');
  return /\bbackward\(/.test(text) && /\btorch\b/.test(text);
}

const [command, ...first] = options.bin.split(' ').map((part) => (existsSync(part) ? resolve(part) : part));
const findings = [];
const counts = new Map();
for (const { repo, commit, path } of scripts()) {
  const cwd = join(sources, repo);
  if (!existsSync(join(cwd, path))) continue;
  const run = spawnSync(command, [...first, 'lint', path, '--format', 'json'], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  let report;
  try {
    report = JSON.parse(run.stdout);
  } catch {
    console.error(`${repo} ${path}: ${run.stderr.trim().split('\n').at(-1) ?? 'no report'}`);
    continue;
  }
  counts.set(`${repo} ${commit}`, { repo, commit, scripts: (counts.get(`${repo} ${commit}`)?.scripts ?? 0) + 1 });
  for (const { rule, subject, severity, message, at } of report.setups.flatMap((setup) => setup.findings)) {
    const place = at?.origin?.kind === 'text' ? { file: relative('.', at.origin.file), line: at.origin.line } : {};
    const found = { repo, commit, script: path, rule, subject, severity, message, ...place };
    const judged = before.findings.find((one) =>
      ['repo', 'commit', 'script', 'rule', 'subject', 'file', 'line', 'message'].every(
        (key) => one[key] === found[key],
      ),
    );
    findings.push({
      ...found,
      ...(judged?.judgment === undefined ? {} : { judgment: judged.judgment, why: judged.why }),
    });
  }
}
// What another run looked at stays.
const isOld = ({ repo, commit }) => !counts.has(`${repo} ${commit}`);
const kept = before.findings.filter(isOld);
const key = ({ repo, script, rule, subject, line = 0 }) =>
  `${repo} ${script} ${rule} ${subject} ${String(line).padStart(6, '0')}`;
const repositories = [...before.repositories.filter(isOld), ...counts.values()].sort((a, b) =>
  `${a.repo} ${a.commit}` < `${b.repo} ${b.commit}` ? -1 : 1,
);
const all = [...kept, ...findings].sort((a, b) => (key(a) < key(b) ? -1 : 1));
writeFileSync(target, `${JSON.stringify({ repositories, findings: all }, null, 1)}\n`);
console.log(`${findings.length} findings, ${all.filter(({ judgment }) => judgment === undefined).length} not judged`);
