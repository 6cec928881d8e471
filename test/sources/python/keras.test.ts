import { describe, expect, it } from 'vitest';
import { readProject, told } from './support.ts';

const SCRIPT = `
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

(x_train, y_train), (x_test, y_test) = keras.datasets.cifar10.load_data()
x_train = x_train.astype('float32') / 255.0
x_test = x_test.astype('float32') / 255.0

model = keras.Sequential()
model.add(layers.Input(shape=(32, 32, 3)))
model.add(layers.Conv2D(32, 3, activation='relu'))
model.add(layers.Dropout(0.25))
model.add(layers.Flatten())
model.add(layers.Dropout(0.5))
model.add(layers.Dense(10))
model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=0.05, momentum=0.9, nesterov=True),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=['accuracy'],
)
model.fit(x_train, y_train, batch_size=64, epochs=12, validation_split=0.2)
model.evaluate(x_test, y_test)
`;

describe('a Keras script in Python', () => {
  it('gives what it trains with', async () => {
    const facts = await readProject({ 'train.py': SCRIPT });
    const expected: Readonly<Record<string, unknown>> = {
      'framework.name': 'keras',
      'optimizer.name': 'sgd',
      'optimizer.lr': 0.05,
      'optimizer.momentum': 0.9,
      'optimizer.nesterov': true,
      'loss.kind': 'cross-entropy',
      'loss.domain': 'logits',
      'train.epochs': 12,
      'data.batchSize': 64,
      'data.validationSplit': 0.2,
      'data.dataset': 'cifar-10',
      'regularization.dropout': [0.25, 0.5],
      'schedule.kind': 'constant',
      'input.size.train': 32,
      metrics: ['accuracy'],
    };
    expect(Object.fromEntries(Object.keys(expected).map((path) => [path, told(facts, path)]))).toEqual(expected);
    expect(told(facts, 'preprocess.train.normalization.scale')).toBeCloseTo(1 / 255, 15);
  });

  it('brings pixels from -1 to 1 to the one form of a normalization', async () => {
    const facts = await readProject({
      'train.py': SCRIPT.replace("x_train.astype('float32') / 255.0", "x_train.astype('float32') / 127.5 - 1"),
    });
    expect(told(facts, 'preprocess.train.normalization.scale')).toBeCloseTo(1 / 255, 15);
    expect(told(facts, 'preprocess.train.normalization.mean')).toBeCloseTo(0.5, 12);
    expect(told(facts, 'preprocess.train.normalization.std')).toBeCloseTo(0.5, 12);
  });

  it('does not claim a constant rate where a callback may change it', async () => {
    const facts = await readProject({
      'train.py': SCRIPT.replace(
        'validation_split=0.2',
        'callbacks=[keras.callbacks.LearningRateScheduler(lambda e: 0.1)]',
      ),
    });
    expect(told(facts, 'schedule.kind')).toBe('unknown');
  });
});
