import { auditExtract } from '../../audit.ts';
import { inertJson } from '../../report/json.ts';
import { FACT_REPORTERS, type FactFormat } from '../../report/reporter.ts';
import { listPresets } from '../../sources/presets/preset.ts';
import { emitReport } from '../emit.ts';
import { DONE, type Outcome } from '../outcome.ts';
import { colorLevel, type Stdio, widthOf } from '../stdio.ts';

export interface PresetsFlags {
  readonly format: FactFormat;
  readonly color?: boolean;
}

/** Lists the presets, or shows the facts of one with their citations. */
export async function run(name: string | undefined, flags: PresetsFlags, stdio: Stdio): Promise<Outcome> {
  if (name !== undefined) {
    const source = name.startsWith('preset:') ? name : `preset:${name}`;
    const { report, texts } = await auditExtract(source, { cwd: stdio.cwd });
    const reporter = await FACT_REPORTERS[flags.format]();
    return emitReport(stdio, flags, { texts }, (options) => reporter.extract(report, options), DONE);
  }
  const presets = (await listPresets()).map((preset) => ({ name: preset.name, title: preset.title }));
  if (flags.format === 'json') {
    await stdio.stdout.write(inertJson(presets));
    return DONE;
  }
  const { renderPresets } = await import('../../report/pretty/catalogue.ts');
  const color = colorLevel(flags.color, stdio.env, stdio.stdout);
  await stdio.stdout.write(renderPresets(presets, { color, width: widthOf(stdio.stdout) }));
  return DONE;
}
