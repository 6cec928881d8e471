/** A place in a text: lines and columns count from 1, columns in UTF-16 units. */
export interface TextOrigin {
  readonly kind: 'text';
  /** The file as the person named it, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** The cell, counted from 1, where the file is a notebook. */
  readonly cell?: number;
  /** The value as it is spelled there, where the spelling differs from the value. */
  readonly raw?: string;
  /** Places that the value passed through, nearest first; at most six. */
  readonly via?: readonly Origin[];
}

/** A node or tensor of a graph file. */
export interface GraphOrigin {
  readonly kind: 'graph';
  readonly file: string;
  readonly node?: string;
  readonly tensor?: string;
  readonly via?: readonly Origin[];
}

/** A default that nobody wrote: the library's own, at a version. */
export interface DefaultOrigin {
  readonly kind: 'default';
  readonly library: string;
  /** The version that the default was taken for; absent where it holds for every version known. */
  readonly version?: string;
  /** What has the default, such as `torch.optim.AdamW(weight_decay)`. */
  readonly parameter: string;
  /** Other facts of the setup by which this default holds, such as the library that resizes. */
  readonly from?: readonly string[];
  /** The place that left it out. */
  readonly omittedAt?: TextOrigin;
  readonly via?: readonly Origin[];
}

/** A fact of a published recipe. */
export interface PresetOrigin {
  readonly kind: 'preset';
  /** The name without the `preset:` prefix, such as `torchvision/resnet50-v1`. */
  readonly preset: string;
  readonly line: number;
  readonly column: number;
  /** Where it was published, such as `pytorch/vision references/classification/train.py:450 @ 1a2b3c4`. */
  readonly citation: string;
  readonly via?: readonly Origin[];
}

/** Computed from other facts of the same setup. */
export interface DerivedOrigin {
  readonly kind: 'derived';
  /** Paths of the facts it was derived from. */
  readonly from: readonly string[];
  /** How, in a few words or a formula: `batchSize × devices × accumulation`. */
  readonly how: string;
  readonly via?: readonly Origin[];
}

/** Given on the command line: `--set`, or an argument of a launch command. */
export interface ArgumentOrigin {
  readonly kind: 'argument';
  /** The argument as given. */
  readonly argument: string;
  /** The file that holds the launch command, where one does. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly via?: readonly Origin[];
}

export type Origin = TextOrigin | GraphOrigin | DefaultOrigin | PresetOrigin | DerivedOrigin | ArgumentOrigin;
