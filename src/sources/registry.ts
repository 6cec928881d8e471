import { basename, dirname, extname, isAbsolute, resolve } from 'node:path';
import { SourceError } from '../spec/errors.ts';
import { nearest } from '../spec/nearest.ts';
import type { Setup } from '../spec/setup.ts';
import { printable } from '../spec/text.ts';
import { DISK } from './disk.ts';
import { joinSetups } from './join.ts';
import { splitSources } from './names.ts';
import { applySets } from './sets.ts';
import type { Files, SourceHead, SourceKind, SourceRequest } from './source.ts';

export interface OpenOptions {
  /** Directory that relative paths are taken from. */
  readonly cwd: string;
  /** `--set` of this side, in order: fact path, or input of a script, to value as written. */
  readonly sets?: readonly (readonly [key: string, value: string])[];
  /** Where files are read from; the disk where left out. */
  readonly files?: Files;
  /** Read everything but presets as it was at this commit. */
  readonly at?: string;
}

/** Every kind of source, most specific first: cheap to match, opened on demand. */
const SOURCE_KINDS: readonly SourceKind[] = [
  {
    kind: 'preset',
    description: 'a published recipe (preset:torchvision/resnet50-v1)',
    match: ({ name }) => name.startsWith('preset:'),
    open: async () => (await import('./presets/reader.ts')).reader,
  },
  {
    kind: 'launch',
    description: "a launch command in quotes ('torchrun --nproc_per_node=8 train.py --lr 0.5')",
    takesInputs: true,
    readsThroughFiles: true,
    match: ({ name }, head) => head.path === undefined && LAUNCHERS.test(name),
    open: async () => (await import('./launch/reader.ts')).reader,
  },
  {
    kind: 'launch',
    description: 'a file that holds launch commands (.sh, .bash, .sbatch, .slurm, README.md)',
    takesInputs: true,
    readsThroughFiles: true,
    match: (_, head) => isFile(head) && (hasExtension(head, COMMAND_EXTENSIONS) || (isBare(head) && isShell(head))),
    open: async () => (await import('./launch/reader.ts')).reader,
  },
  {
    kind: 'onnx',
    description: 'a network (.onnx)',
    readsThroughFiles: true,
    match: (_, head) => isFile(head) && hasExtension(head, ['.onnx', '.ort']),
    open: async () => (await import('./onnx/reader.ts')).reader,
  },
  {
    kind: 'python',
    description: 'a Python script (.py)',
    takesInputs: true,
    readsThroughFiles: true,
    match: (_, head) => isFile(head) && hasExtension(head, ['.py', '.pyw']),
    open: async () => (await import('./python/reader.ts')).reader,
  },
  {
    kind: 'typescript',
    description: 'a script (.ts, .tsx, .mts, .cts, .js, .jsx, .mjs, .cjs)',
    takesInputs: true,
    readsThroughFiles: true,
    match: (_, head) => isFile(head) && hasExtension(head, SCRIPT_EXTENSIONS),
    open: async () => (await import('./typescript/reader.ts')).reader,
  },
  {
    kind: 'spec',
    description: 'a spec (.json, .jsonc, .yaml, .yml)',
    readsThroughFiles: true,
    match: (_, head) => isFile(head) && (hasExtension(head, SPEC_EXTENSIONS) || (isBare(head) && looksLikeJson(head))),
    open: async () => (await import('./structured/reader.ts')).reader,
  },
];

const LAUNCHERS =
  /^\s*(?:(?:\w+=\S*|cd \S+ *(?:&&|;)|nohup|time|env|exec|uv|poetry|run)\s+)*(?:\S*\/)?(?:python[\d.]*|torchrun|accelerate|deepspeed|srun|mpirun|mpiexec|horovodrun)\s/;
const COMMAND_EXTENSIONS = ['.sh', '.bash', '.zsh', '.sbatch', '.slurm', '.md', '.markdown'];
const SPEC_EXTENSIONS = ['.json', '.jsonc', '.yaml', '.yml'];
const SCRIPT_EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
const HEAD_BYTES = 4096;

const isFile = ({ path, isDirectory }: SourceHead): boolean => path !== undefined && !isDirectory;
const hasExtension = ({ path = '' }: SourceHead, extensions: readonly string[]): boolean =>
  extensions.includes(extname(path).toLowerCase());
const isBare = ({ path = '' }: SourceHead): boolean => extname(path) === '';
const isShell = ({ bytes }: SourceHead): boolean =>
  /^#!.*\b(?:ba|z|da|k)?sh\b/.test(new TextDecoder().decode(bytes.subarray(0, 100)));
const looksLikeJson = ({ bytes }: SourceHead): boolean => /^\s*\{/.test(new TextDecoder().decode(bytes));

/**
 * Reads one side: one source, or several joined by ` + `, with what `--set` gives.
 * @throws {UsageError} where the name or a `--set` is wrong.
 * @throws {SourceError} where a source cannot be read; all that is wrong with it is in `problems`.
 */
export async function openSource(name: string, { cwd, sets = [], files = DISK, at }: OpenOptions): Promise<Setup> {
  const open = at === undefined ? openOne : await openerAt(cwd, at);
  const parts = await Promise.all(splitSources(name).map((part) => open({ name: part, cwd, sets, files })));
  const joined = joinSetups(parts.map(({ setup }) => setup));
  const named = parts.length === 1 ? joined : { ...joined, name: parts.map(({ setup }) => setup.name).join(' + ') };
  return applySets(named, sets, { othersAllowed: parts.some(({ kind }) => kind.takesInputs === true) });
}

interface Opened {
  readonly setup: Setup;
  readonly kind: SourceKind;
}

async function openOne(request: SourceRequest): Promise<Opened> {
  const head = headOf(request);
  const kind = SOURCE_KINDS.find((candidate) => candidate.match(request, head));
  if (kind === undefined) {
    const past = head.path === undefined && request.name.includes('@') ? await openPast(request) : undefined;
    if (past !== undefined) return past;
    throw unsupported(request, head);
  }
  if (request.files !== DISK && !kind.readsThroughFiles && kind.kind !== 'preset') request.files.leave?.(request.name);
  const reader = await kind.open();
  return { setup: await reader.read(request, head), kind };
}

/** A source such as `train.py@v1.0`, where that is one. */
async function openPast(request: SourceRequest): Promise<Opened | undefined> {
  const { namedAt, pastOf } = await import('./past.ts');
  const past = await pastOf(request.name, request.cwd);
  if (past === undefined) return undefined;
  const { setup, kind } = await openOne({ ...request, name: past.name, files: past.files });
  return { setup: namedAt(setup, past.ref), kind };
}

async function openerAt(cwd: string, ref: string): Promise<(request: SourceRequest) => Promise<Opened>> {
  const { filesAt, namedAt } = await import('./past.ts');
  const files = await filesAt(cwd, ref, 'the commit');
  return async (request) => {
    const { setup, kind } = await openOne({ ...request, files });
    return { setup: kind.kind === 'preset' ? setup : namedAt(setup, ref), kind };
  };
}

const NO_HEAD: SourceHead = { bytes: new Uint8Array(), size: 0, isDirectory: false };

/** What lies at the path that a name begins with; a name such as `train.py::main()` names an entry behind it. */
function headOf({ name, cwd, files }: SourceRequest): SourceHead {
  const written = name.split('::')[0] ?? name;
  // A path with a NUL byte can name nothing, and the file system refuses to look.
  if (written.includes('\0')) return NO_HEAD;
  const path = isAbsolute(written) ? written : resolve(cwd, written);
  const found = statOf(path, name, files);
  if (found === undefined) return NO_HEAD;
  if (found.kind === 'folder') return { path, bytes: new Uint8Array(), size: 0, isDirectory: true };
  if (found.kind === 'other') {
    throw new SourceError(`${printable(name)} is neither a file nor a directory`, { help: 'name a regular file' });
  }
  return { path, bytes: firstBytes(path, name, files), size: found.size, isDirectory: false };
}

function statOf(path: string, name: string, files: Files): ReturnType<Files['stat']> {
  try {
    return files.stat(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENAMETOOLONG') return undefined;
    throw new SourceError(`${printable(name)} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

function firstBytes(path: string, name: string, files: Files): Uint8Array {
  try {
    const file = files.open(path);
    try {
      const bytes = new Uint8Array(HEAD_BYTES);
      return bytes.subarray(0, file.readInto(bytes, 0));
    } finally {
      file.close();
    }
  } catch (error) {
    throw new SourceError(`${printable(name)} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ELOOP') return 'its links go in a circle';
  return code === '' ? 'unknown reason' : code;
}

function unsupported(request: SourceRequest, head: SourceHead): SourceError {
  const { name } = request;
  const shown = printable(name);
  const supported = SOURCE_KINDS.map(({ description }) => description).join(', ');
  if (head.isDirectory) {
    return new SourceError(`${shown} is a directory, which is not read yet`, { help: `a source is ${supported}` });
  }
  if (head.path !== undefined) {
    return new SourceError(`${shown} is of no kind that is read`, { help: `a source is ${supported}` });
  }
  const near = nearbyFile(request);
  return new SourceError(`${shown} does not exist`, {
    help: near === undefined ? `a source is ${supported}` : `did you mean ${printable(near)}?`,
  });
}

/** A file of the same directory whose name is nearly the one that was given. */
function nearbyFile({ name, cwd, files }: SourceRequest): string | undefined {
  const written = name.split('::')[0] ?? name;
  if (written.includes('\0')) return undefined;
  const near = nearest(basename(written), namesIn(dirname(resolve(cwd, written)), files).slice(0, 1000));
  return near === undefined ? undefined : written.slice(0, written.length - basename(written).length) + near;
}

function namesIn(folder: string, files: Files): readonly string[] {
  try {
    return files.list(folder);
  } catch {
    return [];
  }
}
