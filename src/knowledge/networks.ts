import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RulePath } from '../spec/paths.ts';
import { STEM } from './conditions.ts';
import { type Condition, type Construct, type Library, none, type Row } from './library.ts';

/** A library whose networks are known by name, from data that were read off the library itself. */
export type Zoo = 'torchvision' | 'timm';

/** What a constructor makes where it is given nothing but the number of classes. */
export interface NamedNetwork {
  /** As the library spells it. */
  readonly name: string;
  /** Version of the library that it was read off. */
  readonly version: string;
  readonly facts: ReadonlyMap<RulePath, unknown>;
  /** Outputs where their number is not given; undefined where that is not known. */
  readonly classes: number | undefined;
  /** Trainable parameters with this many outputs; undefined where they do not grow evenly with them. */
  parameters(classes: number): number | undefined;
}

interface Entry {
  readonly family: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly parameters: readonly [number, number] | null;
  readonly classes: number | null;
}

interface Table {
  readonly version: string;
  readonly networks: Readonly<Record<string, Entry>>;
}

const tables = new Map<Zoo, Table>();

/** Read when the first network is named. */
function tableOf(zoo: Zoo): Table {
  const present = tables.get(zoo);
  if (present !== undefined) return present;
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  const table: Table = JSON.parse(readFileSync(join(folder, 'networks', `${zoo}.json`), 'utf8'));
  tables.set(zoo, table);
  return table;
}

/** Names of all networks of a library that are known. */
export const networkNames = (zoo: Zoo): readonly string[] => Object.keys(tableOf(zoo).networks);

/** The network of a library by its name, in whatever case, with or without separators; undefined for any other. */
export function networkNamed(zoo: Zoo, name: string): NamedNetwork | undefined {
  const { networks, version } = tableOf(zoo);
  const key = keyOf(Object.keys(networks), name);
  const entry = key === undefined ? undefined : networks[key];
  if (key === undefined || entry === undefined) return undefined;
  return {
    name: key,
    version,
    facts: new Map(Object.entries(entry.facts) as [RulePath, unknown][]),
    classes: entry.classes ?? undefined,
    parameters(classes) {
      if (entry.parameters === null || !Number.isInteger(classes) || classes < 1) return undefined;
      const [body, each] = entry.parameters;
      return body + each * classes;
    },
  };
}

const bare = (name: string): string => name.replaceAll('_', '');

function keyOf(keys: readonly string[], name: string): string | undefined {
  const spelled = name.toLowerCase().replaceAll('-', '_');
  if (keys.includes(spelled)) return spelled;
  // Without its separators `regnet_x_1_6gf` would be `regnet_x_16gf`.
  const alike = keys.filter((key) => bare(key) === bare(spelled));
  return alike.length === 1 ? alike[0] : undefined;
}

/** The library and the name within it that a `model.name` may begin with; nothing for those of others. */
function placeOf(own: Zoo, written: string): { readonly zoo: Zoo; readonly name: string } | undefined {
  const [, prefix = '', name = ''] = /^((?:[\w.]+[./])?)([\w-]+)$/.exec(written) ?? [];
  if (prefix === '') return name === '' ? undefined : { zoo: own, name };
  const [, library] = /^(torchvision|timm)(?:[./]\w+)*[./]$/.exec(prefix) ?? [];
  return library === 'torchvision' || library === 'timm' ? { zoo: library, name } : undefined;
}

/** What holds only where nothing of the network is said to be otherwise. */
const BUILT: readonly RulePath[] = [
  'model.depths',
  'model.widths',
  'model.stages',
  'model.block.kind',
  'model.norm.kind',
  'model.activation.kind',
  'model.graph',
  ...STEM,
];

const OTHER_WEIGHTS: Readonly<Record<Zoo, readonly string[]>> = {
  // The same names mean other networks where the weights come from elsewhere.
  torchvision: ['timm', 'keras', 'caffe', 'tensorflow'],
  timm: ['torchvision', 'keras', 'caffe', 'tensorflow'],
};

/**
 * What a network is that a setup names and does not describe otherwise: the constructs that hold for this name and number of
 * classes; empty for a name that the library does not have.
 */
export function networkConstructs(own: Zoo, library: Library, written: string, classes: unknown): readonly Construct[] {
  const place = placeOf(own, written);
  const network = place === undefined ? undefined : networkNamed(place.zoo, place.name);
  if (place === undefined || network === undefined) return [];
  const callable = `${place.zoo}.models.${network.name}`;
  const named: readonly Condition[] = [
    { path: 'model.name', is: [written] },
    { path: 'model.weights.source', unlessIs: OTHER_WEIGHTS[place.zoo] },
  ];
  const construct = (rows: readonly Row[], ...when: readonly Condition[]): Construct => ({
    library,
    callable,
    when: [...named, ...when],
    rows,
  });
  const rows = [...network.facts].map(([path, value]): Row => ({ path, value, of: '' }));
  const of = (test: RegExp): readonly Row[] => rows.filter(({ path }) => test.test(path));
  const norm = network.facts.get('model.norm.kind');
  const constructs = [
    construct(of(/^model\.depths$/)),
    construct(of(/^model\.widths$/), { unstated: ['model.depths', 'model.stages'] }),
    construct(of(/^model\.block\.(?!residuals)/), { unstated: ['model.block.kind'] }),
    construct(of(/^model\.stem\./), { unstated: STEM }),
    construct(of(/^model\.(?:norm\.(?!count)|convBias$)|^init\.(?:norm|zeroGamma)$/), {
      anyOf: [
        { unstated: ['model.norm.kind'] },
        // Synchronized, a batch norm is as it was made.
        { path: 'model.norm.kind', is: norm === 'batch-norm' ? [norm, 'sync-batch-norm'] : [norm] },
      ],
    }),
    construct(of(/^model\.(?:activation|head)\.|^model\.padding$|^init\.(?!norm|zeroGamma)/)),
    construct(of(/^model\.(?:norm\.count|block\.residuals)$/), { unstated: BUILT }),
  ];
  const isResidual = ['basic', 'bottleneck'].includes(String(network.facts.get('model.block.kind')));
  if (isResidual)
    constructs.push(
      construct(none('regularization.dropout', 'regularization.stochasticDepth', 'regularization.stochasticDepthRule')),
    );
  const parameters = typeof classes === 'number' ? network.parameters(classes) : undefined;
  if (parameters !== undefined)
    constructs.push(
      construct(
        [{ path: 'model.parameters', value: parameters, of: '' }],
        { path: 'model.head.classes', is: [classes] },
        { unstated: BUILT },
      ),
    );
  return constructs.filter((one) => one.rows.length > 0);
}

/** All that is known of any network: where a script may have changed one, none of it is to be filled in. */
export const NETWORK_PATHS: readonly RulePath[] = [
  'init.conv',
  'init.dense',
  'init.norm',
  'init.zeroGamma',
  'model.activation.kind',
  'model.block.activationOrder',
  'model.block.antialiasing',
  'model.block.expansion',
  'model.block.groups',
  'model.block.kind',
  'model.block.layerScale',
  'model.block.residuals',
  'model.block.shortcut',
  'model.block.shortcutNorm',
  'model.block.squeezeExcitation',
  'model.block.stridePlacement',
  'model.block.widthPerGroup',
  'model.convBias',
  'model.depths',
  'model.head.activation',
  'model.head.pool',
  'model.norm.affine',
  'model.norm.count',
  'model.norm.epsilon',
  'model.norm.groups',
  'model.norm.kind',
  'model.norm.momentum',
  'model.padding',
  'model.parameters',
  'model.stem.activation',
  'model.stem.channels',
  'model.stem.kernel',
  'model.stem.kind',
  'model.stem.pool',
  'model.stem.poolKernel',
  'model.stem.poolPadding',
  'model.stem.stride',
  'model.widths',
];
