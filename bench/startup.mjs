// Wall time of whole processes: `node -e 0`, and the built program at what people run most. Medians; interleaved, so that a
// busy moment meets all alike. Figures, never a test: npm run bench [-- runs]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'dist/bin.cjs');
const runs = Math.max(15, Number(process.argv[2] ?? 21));
const folder = mkdtempSync(join(tmpdir(), 'resaudit-bench-'));

const spec = (change) => ({
  framework: { name: 'pytorch', version: '2.4' },
  model: { name: 'resnet50', pretrained: false },
  data: { dataset: 'imagenet-1k', batchSize: 32, batchScope: 'process', devices: 8, shuffle: true },
  preprocess: {
    eval: {
      resize: { policy: 'short-side', size: 256, interpolation: 'bilinear' },
      crop: { policy: 'center', size: 224 },
      normalization: { kind: 'affine', scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
    },
  },
  optimizer: { name: 'sgd', lr: 0.1, momentum: 0.9, weightDecay: 1e-4 },
  schedule: { kind: 'step', unit: 'epochs', steppedPer: 'epoch', stepSize: 30, gamma: 0.1 },
  train: { epochs: 90 },
  loss: 'cross-entropy',
  ...change,
});
writeFileSync(join(folder, 'a.json'), JSON.stringify(spec({}), null, 2));
writeFileSync(
  join(folder, 'b.json'),
  JSON.stringify(spec({ optimizer: { name: 'sgd', lr: 0.05, momentum: 0.875, weightDecay: 5e-4 } }), null, 2),
);
// JSON is YAML too.
writeFileSync(join(folder, 'a.yaml'), JSON.stringify(spec({}), null, 2));

const commands = {
  'node -e 0': ['-e', '0'],
  '--version': [bin, '--version'],
  '--help': [bin, '--help'],
  'compare a.json b.json': [bin, 'compare', 'a.json', 'b.json', '--fail-on', 'never'],
  'compare a.yaml b.json': [bin, 'compare', 'a.yaml', 'b.json', '--fail-on', 'never'],
  'compare a.json preset': [bin, 'compare', 'a.json', 'preset:torchvision/resnet50-v1', '--fail-on', 'never'],
  'lint a.json': [bin, 'lint', 'a.json', '--fail-on', 'never'],
};

function time(args) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
for (let i = 0; i <= runs; i++) {
  for (const [name, args] of Object.entries(commands)) {
    const taken = time(args);
    // The first round fills caches.
    if (i > 0) times[name].push(taken);
  }
}
rmSync(folder, { recursive: true, force: true });

const at = (list, share) => [...list].sort((x, y) => x - y)[Math.floor(list.length * share)];
const bare = at(times['node -e 0'], 0.5);
console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${runs} runs, milliseconds\n`);
console.log('| command | median | above `node -e 0` | fastest |\n|---|---|---|---|');
for (const [name, list] of Object.entries(times)) {
  const median = at(list, 0.5);
  console.log(
    `| \`${name}\` | ${median.toFixed(0)} | ${(median - bare).toFixed(0)} | ${Math.min(...list).toFixed(0)} |`,
  );
}
