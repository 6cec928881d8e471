import type { Setup } from '../spec/setup.ts';

/** What a person named, with what is needed to read it. */
export interface SourceRequest {
  /** As written, such as `train.ts`, `preset:timm/resnet50-rsb-a1`, `q.py::create_transform(pretrained=True)`. */
  readonly name: string;
  /** Directory that relative paths are taken from. */
  readonly cwd: string;
  /** `--set` of this side, in order: option, parameter or fact path to value as written. */
  readonly sets: readonly (readonly [key: string, value: string])[];
  /** Where files are read from: the disk, or a commit. A reader asks nothing else for them. */
  readonly files: Files;
}

/** Files as a reader sees them. All but `stat` throw where there is nothing, with the error of `node:fs`. */
export interface Files {
  /** What lies at a path, links followed; undefined where nothing does. */
  stat(path: string): FileStat | undefined;
  read(path: string): Uint8Array;
  /** For files that may be more than fits in memory; the caller closes it. */
  open(path: string): RandomAccess;
  /** The path with links resolved. */
  real(path: string): string;
  /** Names in a folder, in any order. */
  list(path: string): readonly string[];
  /** Told where a source reads files in another way: throws where that would read the wrong ones. */
  leave?(name: string): void;
}

export interface FileStat {
  readonly kind: 'file' | 'folder' | 'other';
  /** In bytes. */
  readonly size: number;
}

/** Bytes that are read where they are needed. */
export interface RandomAccess {
  readonly size: number;
  /** Copies the bytes at the offset into the target, as many as fit and exist; gives how many. */
  readInto(target: Uint8Array, offset: number): number;
  close(): void;
}

/** Reads one kind of source. Loaded on demand, so it may import what is heavy. */
export interface SourceReader {
  /** @throws {SourceError} with one clear line where it cannot be read. */
  read(request: SourceRequest, head: SourceHead): Promise<Setup>;
}

/** What the registry already knows of a source when it picks a reader. */
export interface SourceHead {
  /** Absolute path of the file or directory; undefined where the name is no path. */
  readonly path?: string;
  /** Its first bytes, at most 4096; empty for a directory. */
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly isDirectory: boolean;
}

/** A row of the registry: cheap to match, heavy to open. */
export interface SourceKind {
  readonly kind: string;
  /** How a person would name it, for messages: `a spec file (.json, .jsonc, .yaml, .yml)`. */
  readonly description: string;
  /** Set where it has inputs of its own beside fact paths, such as the options of a script, that `--set` may give. */
  readonly takesInputs?: true;
  /** Set where its reader takes all files from the request, so that it can read those of a commit. */
  readonly readsThroughFiles?: true;
  match(request: SourceRequest, head: SourceHead): boolean;
  open(): Promise<SourceReader>;
}
