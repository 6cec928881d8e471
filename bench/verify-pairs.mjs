// What `resaudit verify` makes of pairs with a known difference, as a table: node bench/verify-pairs.mjs FOLDER > docs/verify-pairs.md
// The pairs are exported by test/oracles/onnx/export_pairs.py.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.argv[2] ?? '.';
const bin = fileURLToPath(new URL('../dist/bin.cjs', import.meta.url));
const pairs = JSON.parse(readFileSync(join(folder, 'pairs.json'), 'utf8'));

const rows = pairs.map(({ title, a, b, equal, place, share }) => {
  const flags = share === null ? [] : ['--share-weights', '--weights', share];
  const { stdout, stderr } = spawnSync(process.execPath, [bin, 'verify', a, b, '--format', 'json', ...flags], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (stdout === '') throw new Error(`${title}: ${stderr}`);
  const report = JSON.parse(stdout);
  const found = report.first?.place ?? '';
  const isRight = equal ? report.verdict.startsWith('match') : report.verdict === 'part' && found.includes(place);
  const apart = report.outputs[0]?.relative;
  return {
    isRight,
    cells: [
      title,
      report.verdict.replaceAll('-', ' '),
      found,
      report.first?.cause ?? '',
      report.guilty.length,
      apart === null || apart === undefined ? '–' : apart === 0 ? '0' : apart.toExponential(1),
      `${Math.round(report.run.peakMemory / 1e6)} MB`,
      isRight ? 'yes' : '**no**',
    ],
  };
});

const right = rows.filter(({ isRight }) => isRight).length;
process.stdout.write(`# Pairs with a known difference

What \`resaudit verify\` says of pairs of networks that were exported from torchvision, equal ones and ones with a planted
difference: ${right} of ${rows.length} as planted. Exported by \`test/oracles/onnx/export_pairs.py\`, written by \`bench/verify-pairs.mjs\`;
batch 2, 64×64 pixels (ResNet-50: 224×224), on the processor.

| pair | verdict | first place | cause | layers | outputs apart | memory | as planted |
|---|---|---|---|---|---|---|---|
${rows.map(({ cells }) => `| ${cells.join(' | ')} |`).join('\n')}

*Layers* counts those that compute something else from the same input; *apart* is the relative difference (L2) of the outputs.
Where an activation is one module that a block uses twice, two layers differ.
`);
if (right < rows.length) process.exitCode = 1;
