import type { DocNode } from './node.ts';

interface Foreign {
  readonly what: string;
  /** All of these keys stand at the top. */
  readonly keys: readonly string[];
}

/** Structured files that are often at hand and are no specs, told by their keys. */
const FOREIGN: readonly Foreign[] = [
  { what: 'a package manifest of npm', keys: ['name', 'version', 'dependencies'] },
  { what: 'a package manifest of npm', keys: ['name', 'version', 'scripts'] },
  { what: 'a package lock of npm', keys: ['lockfileVersion'] },
  { what: 'a TypeScript configuration', keys: ['compilerOptions'] },
  { what: 'a preprocessor configuration of transformers', keys: ['image_processor_type'] },
  { what: 'a preprocessor configuration of transformers', keys: ['feature_extractor_type'] },
  { what: 'a preprocessor configuration of transformers', keys: ['image_mean', 'image_std'] },
  { what: 'a model configuration of timm', keys: ['architecture', 'pretrained_cfg'] },
  { what: 'a model configuration of transformers', keys: ['architectures', 'model_type'] },
  { what: 'the arguments of a timm training run', keys: ['opt', 'sched', 'lr'] },
  { what: 'the arguments of a timm training run', keys: ['opt', 'aa', 'epochs'] },
  { what: 'a trainer state of transformers', keys: ['log_history'] },
  { what: 'the training arguments of transformers', keys: ['per_device_train_batch_size'] },
  { what: 'a Hydra configuration', keys: ['hydra'] },
  { what: 'a model of TensorFlow.js', keys: ['modelTopology'] },
  { what: 'a model of Keras', keys: ['class_name', 'config'] },
  { what: 'a configuration of Lightning', keys: ['trainer', 'model', 'data'] },
  { what: 'a configuration of DeepSpeed', keys: ['train_micro_batch_size_per_gpu'] },
  { what: 'a configuration of DeepSpeed', keys: ['zero_optimization'] },
  { what: 'a report of resaudit', keys: ['schemaVersion', 'kind', 'tool'] },
  { what: 'what resaudit extracted from a source', keys: ['schemaVersion', 'facts'] },
  { what: 'a JSON Schema', keys: ['$schema', 'properties'] },
];

/** What a structured file is, where it is a well-known one that is no spec. */
export function foreignFile(root: DocNode): string | undefined {
  if (root.kind !== 'object') return undefined;
  const keys = new Set(root.entries.map(({ key }) => key));
  return FOREIGN.find((foreign) => foreign.keys.every((key) => keys.has(key)))?.what;
}
