/** What two networks differ in. */
export type DifferenceKind =
  | 'stages'
  | 'blocks'
  | 'block-kind'
  | 'residual'
  | 'shortcut'
  | 'gate'
  | 'stride-placement'
  | 'stride'
  | 'kernel'
  | 'dilation'
  | 'groups'
  | 'padding'
  | 'width'
  | 'classes'
  | 'bias'
  | 'layer'
  | 'norm'
  | 'norm-kind'
  | 'norm-epsilon'
  | 'norm-momentum'
  | 'norm-groups'
  | 'activation'
  | 'activation-kind'
  | 'activation-slope'
  | 'activation-order'
  | 'pool'
  | 'pool-kind'
  | 'pool-window'
  | 'head-pool'
  | 'output-activation'
  | 'operation';

/** A place in a network: stages and blocks counted from 1. */
export interface Place {
  readonly section: 'stem' | 'transition' | 'block' | 'head' | 'whole';
  readonly stage: number;
  readonly block: number;
  /** The layer, in words: `second 3×3 convolution`; empty where the whole section is meant. */
  readonly layer: string;
}

export interface Difference {
  readonly kind: DifferenceKind;
  /** Values on either side; an empty text where there is nothing. */
  readonly a: string | number;
  readonly b: string | number;
  /** The first place where it stands, and how many more there are. */
  readonly place: Place;
  readonly more: number;
  /** Nodes of either graph that show it. */
  readonly nodesA: readonly number[];
  readonly nodesB: readonly number[];
}

/** `stage 3, block 2, second 3×3 convolution`. */
export function placeText(place: Place): string {
  const where =
    place.section === 'block'
      ? `stage ${place.stage}, block ${place.block}`
      : place.section === 'transition'
        ? `the transition to stage ${place.stage}`
        : place.section === 'whole'
          ? 'the network'
          : `the ${place.section}`;
  return place.layer === '' ? where : `${where}, ${place.layer}`;
}
