import type { Setup } from '../spec/setup.ts';

/** What a person named, with what is needed to read it. */
export interface SourceRequest {
  /** As written, such as `train.ts`, `preset:timm/resnet50-rsb-a1`, `q.py::create_transform(pretrained=True)`. */
  readonly name: string;
  /** Directory that relative paths are taken from. */
  readonly cwd: string;
  /** `--set` of this side, in order: option, parameter or fact path to value as written. */
  readonly sets: readonly (readonly [key: string, value: string])[];
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
  match(request: SourceRequest, head: SourceHead): boolean;
  open(): Promise<SourceReader>;
}
