import type { Layer } from './kinds.ts';

export type BlockKind =
  | 'basic'
  | 'bottleneck'
  | 'pre-activation-basic'
  | 'pre-activation-bottleneck'
  | 'inverted-residual'
  | 'separable'
  | 'convnext'
  | 'transformer'
  | 'dense'
  | 'inception'
  | 'fire'
  | 'shuffle'
  | 'plain'
  | 'residual';

export type Shortcut = 'none' | 'identity' | 'projection' | 'average-pool-projection' | 'zero-pad' | 'pool';
export type ActivationOrder = 'after-add' | 'before-add' | 'pre-activation' | 'none';

/** A unit that a stage repeats. Node indices are those of the canonical graph. */
export interface Block {
  readonly kind: BlockKind;
  /** Layers of the body in order, those of gates left out. */
  readonly layers: readonly Layer[];
  readonly shortcut: Shortcut;
  /** Layers of the shortcut. */
  readonly shortcutLayers: readonly Layer[];
  readonly shortcutNorm: boolean;
  readonly stride: number;
  readonly width: number | undefined;
  readonly order: ActivationOrder;
  /** Residual additions: two for a transformer block. */
  readonly residuals: number;
  /** Reduced width over width of a squeeze-and-excitation gate; 0 where there is none. */
  readonly gate: number;
  readonly gateLayers: readonly Layer[];
  readonly attention: readonly number[];
  readonly norms: readonly number[];
  readonly activations: readonly number[];
  readonly normOrder: 'pre' | 'post' | undefined;
  /** Every node of the block. */
  readonly nodes: readonly number[];
}

export interface Stage {
  readonly blocks: readonly Block[];
  /** Down-sampling on entering the stage, by its first block or by what stands between stages. */
  readonly stride: number;
  readonly width: number | undefined;
  /** Nodes between the stage before and this one: transitions, patch merging, pools. */
  readonly transition: readonly number[];
}

export interface Stem {
  readonly layers: readonly Layer[];
  readonly pool: number | undefined;
  readonly nodes: readonly number[];
  readonly activations: readonly number[];
}

export interface Head {
  /** Convolutions between the last block and the pool. */
  readonly layers: readonly Layer[];
  readonly hidden: readonly Layer[];
  readonly classifier: Layer | undefined;
  readonly pool: 'global-average' | 'global-max' | 'class-token' | 'flatten' | 'none';
  readonly norms: readonly number[];
  /** Activation of the output, such as softmax. */
  readonly activation: number | undefined;
  readonly nodes: readonly number[];
}

export interface Structure {
  readonly family: 'residual' | 'transformer' | 'dense' | 'inception' | 'plain';
  readonly stem: Stem;
  readonly stages: readonly Stage[];
  readonly head: Head;
}

/** Why the structure of a graph cannot be told. */
export interface NoStructure {
  readonly reason: string;
}
