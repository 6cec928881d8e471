import { STEM } from './conditions.ts';
import { type Condition, type Construct, type Library, none, type Row, row } from './library.ts';

interface Shape {
  readonly name: string;
  readonly depths: readonly number[];
  readonly block: 'basic' | 'bottleneck';
  readonly groups?: number;
  readonly widthPerGroup?: number;
}

const bottleneck = (name: string, depths: readonly number[], groups = 1, widthPerGroup = 64): Shape => ({
  name,
  depths,
  block: 'bottleneck',
  groups,
  widthPerGroup,
});

/** Names as keras.applications has them, version 1. */
export const KERAS_RESNETS: readonly Shape[] = [
  bottleneck('ResNet50', [3, 4, 6, 3]),
  bottleneck('ResNet101', [3, 4, 23, 3]),
  bottleneck('ResNet152', [3, 8, 36, 3]),
];

interface Zoo {
  readonly library: Library;
  readonly module: string;
  /** What all its residual networks have. */
  readonly rows: readonly Row[];
  readonly stridePlacement: '1x1' | '3x3';
}

/** What a residual network of a library is, where a setup names it and does not say otherwise. */
export function residualNetwork(zoo: Zoo, shape: Shape, isNamed: readonly Condition[]): readonly Construct[] {
  const callable = `${zoo.module}.${shape.name}`;
  const expansion = shape.block === 'basic' ? 1 : 4;
  const construct = (rows: readonly Row[], when: readonly Condition[] = []): Construct => ({
    library: zoo.library,
    callable,
    when: [...isNamed, ...when],
    rows,
  });
  return [
    construct([
      row('model.depths', shape.depths),
      ...zoo.rows,
      row('init.norm', 'ones'),
      ...none('regularization.dropout', 'regularization.stochasticDepth', 'regularization.stochasticDepthRule'),
    ]),
    construct(
      [
        row(
          'model.widths',
          [64, 128, 256, 512].map((width) => width * expansion),
        ),
      ],
      [{ unstated: ['model.depths', 'model.stages'] }],
    ),
    construct(
      [
        row('model.block.kind', shape.block),
        row('model.block.expansion', expansion),
        row('model.block.groups', shape.groups ?? 1),
        ...(shape.block === 'bottleneck' ? [row('model.block.widthPerGroup', shape.widthPerGroup ?? 64)] : []),
        row('model.block.stridePlacement', shape.block === 'bottleneck' ? zoo.stridePlacement : 'not-applicable'),
        row('model.block.shortcut', 'projection'),
        row('model.block.shortcutNorm', true),
        row('model.block.activationOrder', 'after-add'),
        ...none('model.block.squeezeExcitation', 'model.block.layerScale', 'model.block.antialiasing'),
      ],
      [{ unstated: ['model.block.kind'] }],
    ),
    construct(
      [
        row('model.stem.kind', 'conv7x7'),
        row('model.stem.kernel', 7),
        row('model.stem.stride', 2),
        row('model.stem.channels', 64),
        row('model.stem.pool', 'max'),
        row('model.stem.poolKernel', 3),
        row('model.stem.poolPadding', 1),
        row('model.stem.activation', 'relu'),
      ],
      [{ unstated: STEM }],
    ),
    construct([
      row('model.norm.kind', 'batch-norm'),
      row('model.activation.kind', 'relu'),
      row('model.head.pool', 'global-average'),
    ]),
  ];
}
