import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { auditVerify } from '../../audit.ts';
import { findDevices } from '../../forward/devices.ts';
import type { Runner } from '../../forward/session.ts';
import { VERIFY_REPORTERS, type VerifyFormat } from '../../report/verify-reporter.ts';
import { ResauditError, SourceError, UsageError } from '../../spec/errors.ts';
import { printable } from '../../spec/text.ts';
import { DONE, type Outcome } from '../outcome.ts';
import { forwardOptions, type RunFlags, withRunner } from '../running.ts';
import { colorLevel, type Stdio, widthOf } from '../stdio.ts';

export interface VerifyFlags extends RunFlags {
  readonly format: VerifyFormat;
  readonly output?: string;
  readonly color?: boolean;
  readonly devices?: boolean;
}

export async function run(words: readonly string[], flags: VerifyFlags, stdio: Stdio): Promise<Outcome> {
  return withRunner(flags, (runner) =>
    flags.devices ? showDevices(runner, flags, stdio) : verify(words, flags, stdio, runner),
  );
}

async function verify(words: readonly string[], flags: VerifyFlags, stdio: Stdio, runner: Runner): Promise<Outcome> {
  const [a, b] = words;
  if (a === undefined || b === undefined || words.length > 2) {
    throw new UsageError(`verify takes two ONNX files, not ${words.length}`, {
      help: 'name both: resaudit verify A.onnx B.onnx',
    });
  }
  const options = await forwardOptions(flags, runner, stdio);
  const report = await auditVerify(fileOf(a, stdio), fileOf(b, stdio), options).finally(options.clear);
  const reporter = await VERIFY_REPORTERS[flags.format]();
  const output = flags.output === undefined ? stdio.stdout : undefined;
  const text = reporter(report, { color: colorLevel(flags.color, stdio.env, output), width: widthOf(output) });
  if (flags.output === undefined) await stdio.stdout.write(text);
  else await (await import('../output.ts')).writeWhole(flags.output, stdio.cwd, text);
  if (report.verdict === 'cannot-tell') return { kind: 'failed' };
  return report.verdict === 'part' ? { kind: 'found', why: report.answer } : DONE;
}

function fileOf(name: string, { cwd }: Stdio): { path: string; name: string } {
  const path = resolve(cwd, name);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new SourceError(`${printable(name)} does not exist`);
  if (!found.isFile()) throw new SourceError(`${printable(name)} is no file`, { help: 'give an ONNX file' });
  return { path, name };
}

async function showDevices(runner: Runner, flags: VerifyFlags, stdio: Stdio): Promise<Outcome> {
  const found = await findDevices(runner);
  if (flags.format === 'json') await stdio.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  else {
    const lines = found.devices.flatMap(({ device, runs, what, help }) => [
      `${device.padEnd(8)}${runs ? '' : 'no: '}${what}`,
      ...(help === '' ? [] : [`        ${help}`]),
    ]);
    const runtime = found.runtime === null ? 'no ONNX Runtime' : `ONNX Runtime ${found.runtime}`;
    await stdio.stdout.write(`${[runtime, '', ...lines].join('\n')}\n`);
  }
  if (found.devices.some(({ runs }) => runs)) return DONE;
  throw new ResauditError('no model can be run here', { help: found.devices[0]?.help ?? 'install ONNX Runtime' });
}
