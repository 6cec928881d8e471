import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configNamesIn } from '../../config/find.ts';
import { ResauditError } from '../../spec/errors.ts';
import { isKnown } from '../../spec/fact.ts';
import { printable } from '../../spec/text.ts';
import { type Found, findSetups } from '../init/find.ts';
import { configText, type Proposal, propose } from '../init/propose.ts';
import { DONE, type Outcome } from '../outcome.ts';
import type { Stdio } from '../stdio.ts';

const FILE = 'resaudit.config.yaml';

/** Writes a configuration for what the folder holds; one that is there stays as it is. */
export async function run(stdio: Stdio): Promise<Outcome> {
  const { cwd, stdout } = stdio;
  const present = await configNamesIn(cwd);
  if (present.length > 0) {
    throw new ResauditError(`there is already a configuration: ${present.join(', ')}`, {
      help: 'edit it, or take it away first; see what it can hold: resaudit schema config',
    });
  }
  const found = await findSetups(cwd);
  const proposal = propose(found);
  if (proposal.compare.length + proposal.lint.length === 0) {
    throw new ResauditError('no training setup was found here', {
      help: 'write down what you know as a spec, such as train.yaml (resaudit schema spec), and run resaudit init again',
    });
  }
  // Not even one that was written in the meantime is replaced.
  await writeFile(join(cwd, FILE), configText(proposal), { flag: 'wx' }).catch((cause: unknown) => {
    throw new ResauditError(`${FILE} cannot be written`, { help: 'is the folder yours to write to?', cause });
  });
  await stdout.write(messageOf(found, proposal));
  return DONE;
}

function messageOf(found: readonly Found[], { compare, lint }: Proposal): string {
  const rows = found.map(({ name, kind, setup }) => {
    const known = [...setup.facts.values()].filter(isKnown).length;
    return `  ${printable(name)}  ${kind}, ${known} facts known`;
  });
  const pairs = compare.map(({ a, b }) => `compares ${printable(a)} with ${printable(b)}`);
  const does = [...pairs, ...(lint.length === 0 ? [] : [`lints ${lint.length} of them`])].join(' and ');
  return `Found:
${rows.join('\n')}

Wrote ${FILE}, which ${does}.

Next
  resaudit check                      run it; exit code 1 where something is at or above failOn
  resaudit extract NAME --unknown     what could not be told of a setup, and what would settle it
  resaudit accept --reason "…"        take today's findings as they are; only new ones fail from then on
`;
}
