import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { frameworkOf } from '../../src/knowledge/frameworks.ts';
import type { Construct, Row } from '../../src/knowledge/library.ts';
import { networkConstructs, networkNames } from '../../src/knowledge/networks.ts';
import { canonicalName, type VocabularyName } from '../../src/spec/vocabulary.ts';

const load = (name: string) =>
  JSON.parse(readFileSync(new URL(`../oracles/data/${name}.json`, import.meta.url), 'utf8'));
const oracle = load('defaults');
const tfjs = load('tfjs-defaults');
const { signatures, options, residualNetworks, behaviors, initialWeights } = oracle;

const zoos = (['torchvision', 'timm'] as const).flatMap((zoo) =>
  networkNames(zoo).flatMap((name) => networkConstructs(zoo, { name: zoo, checked: '' }, name, undefined)),
);

const constructs = [
  ...zoos,
  ...new Set(
    ['pytorch', 'keras', 'tf-keras', 'tfjs', 'timm', 'transformers', 'lightning'].flatMap(
      (name) => frameworkOf(name, undefined)?.constructs ?? [],
    ),
  ),
];

/** Names of vocabularies, by path, for values that libraries spell in their own way. */
const NAMED: Readonly<Record<string, VocabularyName>> = {
  'loss.reduction': 'reduction',
  'preprocess.*.resize.interpolation': 'interpolation',
  'optimizer.name': 'optimizer',
  'schedule.kind': 'schedule',
  'schedule.thresholdMode': 'thresholdMode',
  'init.conv': 'initDistribution',
  'init.dense': 'initDistribution',
  'init.bias': 'initDistribution',
  'init.norm': 'initDistribution',
};

/** What a row says where a signature has this default; undefined for what a signature cannot say. */
function expected({ library, callable }: Construct, { path, of }: Row, raw: unknown): unknown {
  const keras = library.name === 'keras' || library.name === 'tf-keras';
  if (path === 'model.norm.momentum' && keras && typeof raw === 'number') return 1 - raw;
  if (path === 'loss.domain') return raw === false ? 'probabilities' : 'logits';
  if (path === 'schedule.patience' && keras && typeof raw === 'number') return raw - 1;
  if (path === 'augment.auto.magnitude') return Number(raw) / (signatures[callable].num_magnitude_bins - 1);
  if (path === 'augment.randomErasing.fill') return raw === 0 ? 'constant' : raw;
  // An embedding of Keras is drawn from U(±0.05).
  if (path === 'init.embedding') return raw === 'uniform' ? { name: 'uniform', bound: 0.05 } : raw;
  if (of === 'batch_size' && callable.endsWith('Model.fit')) return raw === null ? 32 : raw;
  if (path === 'schedule.warmup.overlay') return raw === false;
  if (path === 'schedule.steppedPer' || path === 'schedule.warmup.steppedPer') return raw === false ? 'epoch' : 'step';
  if (of === '--opt' && path === 'optimizer.nesterov') return raw === 'sgd';
  // None draws in order, as False does.
  if (path === 'data.shuffle') return raw ?? false;
  const vocabulary = NAMED[path];
  if (vocabulary !== undefined && typeof raw === 'string') {
    const shown = canonicalName(vocabulary, raw);
    return vocabulary === 'optimizer' ? shown?.replace(/-torch.*$/, '') : shown;
  }
  return raw === null ? undefined : raw;
}

interface Checked {
  readonly title: string;
  readonly construct: Construct;
  readonly row: Row;
  readonly raw: unknown;
}

function rawOf({ callable }: Construct, { of }: Row): unknown {
  const table =
    callable === 'train.py' || callable.startsWith('train.py')
      ? options
      : (signatures[callable] ??
        signatures[
          callable
            .replace(/^torchvision\.models\.\w+$/, 'torchvision.models.resnet.ResNet')
            .replace(/^timm\.models\.\w+$/, 'timm.models.resnet.ResNet')
            .replace(/^(tf_)?keras\.applications\.\w+$/, 'keras.applications.ResNet50')
        ]);
  if (table === undefined) return undefined;
  const names = of.split(', ');
  if (names.some((name) => !(name in table))) return undefined;
  const values = names.map((name) => table[name]);
  return values.length === 1 ? values[0] : values;
}

/** Newest only: older versions are not installed. */
const isNewest = ({ before }: Row): boolean => before === undefined;

const checked: Checked[] = constructs.flatMap((construct) =>
  construct.rows
    .filter((row) => row.of !== '' && isNewest(row))
    .map((row) => ({
      title: `${construct.callable}(${row.of}) is ${row.path}`,
      construct,
      row,
      raw: rawOf(construct, row),
    })),
);

describe('tables against signatures of the installed libraries', () => {
  // None of these has a signature that says it: they are options that default to nothing, or a library that is not installed.
  const ELSEWHERE =
    /^(?:lightning|albumentations|cv2|tf\.|torch\.optim\.Optimizer|tf_keras\.(?:layers|losses|Model\.compile|applications))|train\.py\((?:--ratio|--opt-betas|--opt-eps)\)/;
  const installed = checked.filter(({ title }) => !ELSEWHERE.test(title) && !/^timm\.optim\.Lamb\(--/.test(title));
  it('has an oracle for each', () => {
    expect(installed.filter(({ raw }) => raw === undefined).map(({ title }) => title)).toEqual([]);
    expect(installed.length).toBeGreaterThan(180);
  });
  for (const { title, construct, row, raw } of installed) {
    // The script scales the learning rate with the batch; its formula has a test of its own.
    if (row.of === '--lr-base' || raw === undefined) continue;
    it(title, () => {
      const value = expected(construct, row, raw);
      if (typeof value === 'number') expect(row.value).toBeCloseTo(value, 12);
      else expect(row.value).toEqual(value);
    });
  }
});

const valuesOf = (callable: string): Map<string, unknown> =>
  new Map(
    constructs
      .filter((construct) => construct.callable === callable)
      .flatMap(({ rows }) => rows.filter(isNewest).map((row) => [row.path, row.value] as const)),
  );

describe('tables against networks that were built', () => {
  for (const [name, built] of Object.entries<Record<string, unknown>>(residualNetworks)) {
    it(name, () => {
      const table = valuesOf(name);
      const keras = name.startsWith('keras');
      expect(table.get('model.depths')).toEqual(built.depths);
      expect(table.get('model.widths')).toEqual(built.widths);
      expect(table.get('model.block.stridePlacement')).toBe(built.stride);
      expect(table.get('model.convBias')).toBe(built.convBias);
      expect([table.get('model.norm.epsilon')]).toEqual(built.epsilon);
      const [momentum] = built.momentum as [number];
      expect(table.get('model.norm.momentum')).toBeCloseTo(keras ? 1 - momentum : momentum, 12);
      expect(table.get('init.zeroGamma')).toBe(built.zeroGamma);
      expect([
        table.get('model.stem.kernel'),
        table.get('model.stem.stride'),
        table.get('model.stem.channels'),
        table.get('model.stem.poolKernel'),
        table.get('model.stem.poolPadding'),
      ]).toEqual(built.stem);
      if (keras) {
        expect([table.get('init.conv'), built.kernel]).toEqual(['xavier-uniform', 'GlorotUniform']);
        expect(table.get('model.head.activation')).toBe(built.classifier);
      } else {
        expect(table.get('model.block.groups')).toBe(built.groups);
        expect(table.get('model.block.kind')).toBe(built.block === 'BasicBlock' ? 'basic' : 'bottleneck');
        expect(built.shortcut).toEqual(['Conv2d', 'BatchNorm2d']);
        // He initialization over outputs, to the accuracy of one draw.
        expect(built.stemStdOverHe).toBeGreaterThan(0.97);
        expect(built.stemStdOverHe).toBeLessThan(1.03);
        expect(built.denseStdOverDefault).toBeCloseTo(1, 1);
      }
    });
  }
});

describe('tables against layers that were made', () => {
  it('PyTorch draws kernels and biases from U(±1/√fan), embeddings from N(0, 1)', () => {
    const near = (value: number) => value > 0.97 && value <= 1.000001;
    expect(near(initialWeights['torch.nn.Conv2d'].max)).toBe(true);
    expect(near(initialWeights['torch.nn.Conv2d'].bias)).toBe(true);
    expect(near(initialWeights['torch.nn.Linear'].max)).toBe(true);
    expect(near(initialWeights['torch.nn.LSTM'].max)).toBe(true);
    expect(initialWeights['torch.nn.Embedding'].std).toBeCloseTo(1, 2);
  });
  it('Keras draws kernels from Xavier’s uniform distribution, embeddings from U(±0.05), and starts biases at zero', () => {
    expect(initialWeights['keras.layers.Conv2D'].max).toBeCloseTo(1, 2);
    expect(initialWeights['keras.layers.Conv2D'].bias).toBe(0);
    expect(initialWeights['keras.layers.Embedding'].max).toBeCloseTo(1, 2);
  });
  it('TensorFlow.js draws kernels from Xavier’s normal distribution, cut off and not corrected', () => {
    expect(tfjs.convStdOverGlorot).toBeCloseTo(0.8796, 2);
    expect(tfjs.denseStdOverGlorot).toBeCloseTo(0.8796, 2);
    expect(tfjs.convMaxOverGlorot).toBeLessThanOrEqual(2);
    expect(tfjs.biasMax).toBe(0);
    expect(tfjs.embeddingMax).toBeCloseTo(0.05, 4);
    expect(valuesOf('tf.layers.conv2d').get('init.conv')).toMatchObject({ name: 'xavier-normal', corrected: false });
  });
});

describe('TensorFlow.js', () => {
  const OF: Readonly<Record<string, string>> = {
    learningRate: 'optimizer.lr',
    decay: 'optimizer.rho',
    rho: 'optimizer.rho',
    momentum: 'optimizer.momentum',
    epsilon: 'optimizer.epsilon',
    centered: 'optimizer.centered',
    useNesterov: 'optimizer.nesterov',
    initialAccumulatorValue: 'optimizer.initialAccumulator',
  };
  for (const [name, { class: _, ...config }] of Object.entries<Record<string, unknown>>(tfjs.factory)) {
    it(`tf.train.${name}`, () => {
      const table = valuesOf(`tf.train.${name}`);
      let compared = 0;
      for (const [key, value] of Object.entries(config)) {
        const required = ['adagrad', 'rmsprop', 'momentum'].includes(name) && key === 'learningRate';
        const path = name === 'adamax' && key === 'decay' ? undefined : OF[key];
        if (path === undefined || required || (name === 'momentum' && key === 'momentum')) continue;
        expect([path, table.get(path)]).toEqual([path, value]);
        compared++;
      }
      if ('beta1' in config) expect(table.get('optimizer.betas')).toEqual([config.beta1, config.beta2]);
      expect(compared).toBeGreaterThan(0);
    });
  }
  for (const [name, lr] of [
    ['sgd', 0.01],
    ['rmsprop', 1e-3],
    ['adagrad', 0.01],
  ] as const) {
    it(`compile('${name}')`, () => {
      expect(tfjs.byName[name].learningRate).toBe(lr);
      expect(valuesOf(`tf.LayersModel.compile('${name}')`).get('optimizer.lr')).toBe(lr);
    });
  }
  it('adadelta by name and by function differ, and adam and adamax do not', () => {
    expect([tfjs.byName.adadelta.learningRate, tfjs.factory.adadelta.learningRate]).toEqual([1, 0.001]);
    expect(tfjs.byName.adam).toEqual(tfjs.factory.adam);
    expect(tfjs.byName.adamax).toEqual(tfjs.factory.adamax);
  });
  it('has layers as the tables say', () => {
    const norm = valuesOf('tf.layers.batchNormalization');
    expect(norm.get('model.norm.epsilon')).toBe(tfjs.norm.epsilon);
    expect(norm.get('model.norm.momentum')).toBeCloseTo(1 - tfjs.norm.momentum, 12);
    expect(norm.get('model.norm.affine')).toBe(tfjs.norm.center && tfjs.norm.scale);
    expect(valuesOf('tf.layers.layerNormalization').get('model.norm.epsilon')).toBe(tfjs.layerNorm.epsilon);
    expect(valuesOf('tf.layers.leakyReLU').get('model.activation.slope')).toBe(tfjs.leakyReLU);
  });
  it('enlarges on the legacy grid', () => {
    expect(tfjs.enlarged).toEqual([0, 0.5, 1, 1]);
    expect(valuesOf('tf.image.resizeBilinear').get('preprocess.*.resize.pixelCenter')).toBe('legacy');
  });
});

type Gradients = readonly (readonly [gradient: number, rate: number | null])[];

describe('forms that no signature shows', () => {
  const start: number = behaviors.start;
  const rising: Gradients = behaviors.rising;
  const small: Gradients = behaviors.small;
  const nearly = (path: readonly number[], other: readonly number[], digits = 6) =>
    path.every((value, i) => Math.abs(value - (other[i] ?? Number.NaN)) < 10 ** -digits);

  const momentum = (inside: boolean): number[] => {
    let [weight, velocity] = [start, 0];
    return rising.map(([gradient, rate]) => {
      const lr = rate ?? 0.1;
      velocity = 0.9 * velocity + (inside ? lr * gradient : gradient);
      weight -= inside ? velocity : lr * velocity;
      return weight;
    });
  };
  for (const [callable, path] of [
    ['torch.optim.SGD', behaviors.momentum['torch.optim.SGD']],
    ['keras.optimizers.SGD', behaviors.momentum['keras.optimizers.SGD']],
    ['tf.train.momentum', tfjs.momentum],
  ] as const) {
    it(`momentum of ${callable}`, () => {
      const form = valuesOf(callable).get('optimizer.momentumForm');
      expect([nearly(path, momentum(false)), nearly(path, momentum(true))]).toEqual([
        form === 'lr-outside',
        form === 'lr-inside',
      ]);
    });
  }

  const adam = (placement: unknown): number[] => {
    let [weight, m, v] = [start, 0, 0];
    return small.map(([gradient], t) => {
      m = 0.9 * m + 0.1 * gradient;
      v = 0.999 * v + 0.001 * gradient ** 2;
      const [c1, c2] = [1 - 0.9 ** (t + 1), 1 - 0.999 ** (t + 1)];
      weight -=
        placement === 'hat'
          ? (0.1 * Math.sqrt(c2) * m) / c1 / (Math.sqrt(v) + 0.01)
          : (0.1 * m) / c1 / (Math.sqrt(v / c2) + 0.01);
      return weight;
    });
  };
  for (const [callable, path] of [
    ...Object.entries<number[]>(behaviors.epsilon),
    ['tf.train.adam', tfjs.adam],
  ] as const) {
    it(`epsilon of ${callable}`, () => {
      const placement = valuesOf(callable).get('optimizer.epsilonPlacement');
      expect(nearly(path, adam(placement))).toBe(true);
      expect(nearly(path, adam(placement === 'hat' ? 'outside' : 'hat'))).toBe(false);
    });
  }

  const rmsprop = (placement: unknown, initial: unknown): number[] => {
    let [weight, s] = [start, Number(initial)];
    return small.map(([gradient]) => {
      s = 0.9 * s + 0.1 * gradient ** 2;
      weight -= (0.1 * gradient) / (placement === 'inside' ? Math.sqrt(s + 0.01) : Math.sqrt(s) + 0.01);
      return weight;
    });
  };
  for (const [callable, path] of [
    ...Object.entries<number[]>(behaviors.square),
    ['tf.train.rmsprop', tfjs.rmsprop],
  ] as const) {
    it(`squares of ${callable}`, () => {
      const table =
        callable === 'timm.optim.RMSpropTF'
          ? new Map(
              constructs
                .filter(({ when }) =>
                  when.some((condition) => 'is' in condition && condition.is.includes('rmsprop-tf')),
                )
                .flatMap(({ rows }) => rows.map((row) => [row.path as string, row.value] as const)),
            )
          : valuesOf(callable);
      const [placement, initial] = [table.get('optimizer.epsilonPlacement'), table.get('optimizer.initialAccumulator')];
      expect(nearly(path, rmsprop(placement, initial), 6)).toBe(true);
      expect(nearly(path, rmsprop(placement === 'inside' ? 'outside' : 'inside', initial), 6)).toBe(false);
      expect(nearly(path, rmsprop(placement, initial === 0 ? 1 : 0), 6)).toBe(false);
    });
  }

  const adagrad = (placement: unknown, initial: unknown, epsilon: number): number[] => {
    let [weight, sum] = [start, Number(initial)];
    return small.map(([gradient]) => {
      sum += gradient ** 2;
      weight -= (0.1 * gradient) / (placement === 'inside' ? Math.sqrt(sum + epsilon) : Math.sqrt(sum) + epsilon);
      return weight;
    });
  };
  for (const [callable, path, epsilon] of [
    ['torch.optim.Adagrad', behaviors.adagrad['torch.optim.Adagrad'], 0.01],
    ['keras.optimizers.Adagrad', behaviors.adagrad['keras.optimizers.Adagrad'], 0.01],
    ['tf.train.adagrad', tfjs.adagrad, 1e-7],
  ] as const) {
    it(`squares of ${callable}`, () => {
      const table = valuesOf(callable);
      const of = (path: string) => table.get(path);
      expect(nearly(path, adagrad(of('optimizer.epsilonPlacement'), of('optimizer.initialAccumulator'), epsilon))).toBe(
        true,
      );
    });
  }

  /** The second step of SGD with momentum and the first of Adam tell decay in the gradient from decay beside it. */
  const decayed: Gradients = behaviors.decayed;
  const sgd = (kind: unknown, inside: boolean): number[] => {
    let [weight, velocity] = [start, 0];
    return decayed.map(([gradient]) => {
      const pull = 0.1 * weight;
      velocity = 0.9 * velocity + (inside ? 0.1 : 1) * (gradient + (kind === 'l2' ? pull : 0));
      weight -= (inside ? velocity : 0.1 * velocity) + (kind === 'l2' ? 0 : 0.1 * pull);
      return weight;
    });
  };
  const adamDecayed = (kind: unknown, hat: boolean): number[] => {
    let [weight, m, v] = [start, 0, 0];
    return decayed.map(([given], t) => {
      const gradient = given + (kind === 'l2' ? 0.1 * weight : 0);
      if (kind !== 'l2') weight -= 0.1 * 0.1 * weight;
      m = 0.9 * m + 0.1 * gradient;
      v = 0.999 * v + 0.001 * gradient ** 2;
      const [c1, c2] = [1 - 0.9 ** (t + 1), 1 - 0.999 ** (t + 1)];
      weight -= hat
        ? (0.1 * Math.sqrt(c2) * m) / c1 / (Math.sqrt(v) + 0.01)
        : (0.1 * m) / c1 / (Math.sqrt(v / c2) + 0.01);
      return weight;
    });
  };
  for (const [callable, path] of Object.entries<number[]>(behaviors.decay)) {
    it(`decay of ${callable}`, () => {
      const table = valuesOf(callable);
      const kind = table.get('optimizer.decayKind');
      const other = kind === 'l2' ? 'decoupled' : 'l2';
      const model = callable.endsWith('SGD')
        ? (as: unknown) => sgd(as, table.get('optimizer.momentumForm') === 'lr-inside')
        : (as: unknown) => adamDecayed(as, table.get('optimizer.epsilonPlacement') === 'hat');
      expect([nearly(path, model(kind)), nearly(path, model(other))]).toEqual([true, false]);
    });
  }
});
