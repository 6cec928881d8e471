import type { GraphNode } from '../../../src/graph/model-graph.ts';

/** Where a node belongs, told by the module that it came from, which nothing under test looks at. */
export interface Home {
  readonly section: 'stem' | 'block' | 'transition' | 'head';
  /** Counted from 1; of a transition, that of the stage behind it. */
  readonly stage: number;
  readonly block: number;
}

const STEM: Home = { section: 'stem', stage: 0, block: 0 };
const HEAD: Home = { section: 'head', stage: 0, block: 0 };
const block = (stage: number, index: number): Home => ({ section: 'block', stage, block: index });
const between = (stage: number): Home => ({ section: 'transition', stage, block: 0 });

/** The dotted path of the module: `layer1.0.conv1`. */
export function moduleOf({ name }: GraphNode): string {
  const path: string[] = [];
  for (const part of name.split('/').slice(1, -1)) {
    if (path.length > 0 && part.startsWith(`${path.at(-1)}.`)) path.pop();
    path.push(part);
  }
  return path.join('.');
}

function homeInResnet(path: string): Home {
  const found = /^layer(\d)\.(\d+)/.exec(path);
  if (found !== null) return block(Number(found[1]), Number(found[2]) + 1);
  return /^(avgpool|fc|)$/.test(path) ? HEAD : STEM;
}

/** Blocks that are counted through, with the number of each stage. */
function counted(index: number, depths: readonly number[]): Home {
  let left = index;
  for (const [stage, depth] of depths.entries()) {
    if (left < depth) return block(stage + 1, left + 1);
    left -= depth;
  }
  return HEAD;
}

function homeInMobilenet(path: string): Home {
  const index = Number(/^features\.(\d+)/.exec(path)?.[1] ?? 18);
  if (index === 0) return STEM;
  return index > 17 ? HEAD : counted(index - 1, [1, 2, 3, 4, 3, 3, 1]);
}

function homeInDensenet(path: string): Home {
  const layer = /^features\.denseblock(\d)\.denselayer(\d+)/.exec(path);
  if (layer !== null) return block(Number(layer[1]), Number(layer[2]));
  const transition = /^features\.transition(\d)/.exec(path);
  if (transition !== null) return between(Number(transition[1]) + 1);
  return /^features\.(conv0|norm0|relu0|pool0)/.test(path) ? STEM : HEAD;
}

function homeInEfficientnet(path: string): Home {
  const [, stage, index] = /^features\.(\d)\.(\d)/.exec(path) ?? [];
  if (stage === undefined) return HEAD;
  if (stage === '0') return STEM;
  return stage === '8' ? HEAD : block(Number(stage), Number(index) + 1);
}

function homeInConvnext(path: string): Home {
  const [, part, index] = /^features\.(\d)(?:\.(\d))?/.exec(path) ?? [];
  if (part === undefined) return HEAD;
  if (part === '0') return STEM;
  const half = Number(part) / 2;
  return Number.isInteger(half) ? between(half + 1) : block(Math.floor(half) + 1, Number(index) + 1);
}

function homeInVit(path: string): Home {
  const index = /encoder_layer_(\d+)/.exec(path)?.[1];
  if (index !== undefined) return block(1, Number(index) + 1);
  return /^(conv_proj|encoder|encoder\.dropout)$/.test(path) ? STEM : HEAD;
}

export interface Changed {
  /** File of the graph of training. */
  readonly name: string;
  readonly depths: readonly number[];
  readonly homeOf: (path: string) => Home;
}

/** The networks that are changed, with the numbers of blocks of their stages. */
export const CHANGED: readonly Changed[] = [
  { name: 'resnet18', depths: [2, 2, 2, 2], homeOf: homeInResnet },
  { name: 'resnet50', depths: [3, 4, 6, 3], homeOf: homeInResnet },
  { name: 'mobilenet_v2', depths: [1, 2, 3, 4, 3, 3, 1], homeOf: homeInMobilenet },
  { name: 'densenet121', depths: [6, 12, 24, 16], homeOf: homeInDensenet },
  { name: 'efficientnet_b0', depths: [1, 2, 2, 3, 3, 4, 1], homeOf: homeInEfficientnet },
  { name: 'convnext_tiny', depths: [3, 3, 9, 3], homeOf: homeInConvnext },
  { name: 'vit_b_16', depths: [12], homeOf: homeInVit },
];
