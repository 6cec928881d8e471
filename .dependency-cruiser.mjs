// Import directions between the folders (docs/design.md, section 3). `test/architecture/imports.test.ts` plants a violation of each.

/** Name, folder, and what it may import of src and rules beside itself; everything else there is forbidden. */
const DIRECTIONS = [
  ['spec', 'src/spec/', []],
  ['canonical', 'src/canonical/', ['src/spec/']],
  // Defaults are part of every comparison; what the calls of a script mean is loaded with the sources of scripts.
  [
    'knowledge',
    'src/knowledge/(?:(?!script[.]ts)[^/]+[.]ts$|libraries/)',
    ['src/spec/', 'src/knowledge/(?:(?!script[.]ts)[^/]+[.]ts$|libraries/)'],
  ],
  [
    'knowledge-script',
    'src/knowledge/(?:script[.]ts$|(?!libraries/)[^/]+/)',
    ['src/spec/', 'src/knowledge/', 'src/script/'],
  ],
  ['rule', 'src/rule[.]ts$', ['src/spec/', 'src/canonical/', 'src/graph/']],
  ['rules', 'rules/(?!index[.]generated[.]ts)', ['src/rule[.]ts$', 'rules/shared/']],
  ['rules-index', 'rules/index.generated[.]ts$', ['src/rule[.]ts$', 'rules/(?!shared/)']],
  [
    'engine',
    'src/engine/',
    ['src/spec/', 'src/canonical/', 'src/knowledge/', 'src/rule[.]ts$', 'src/report/report[.]ts$'],
  ],
  ['graph', 'src/graph/', ['src/spec/']],
  ['script', 'src/script/', ['src/spec/']],
  // Networks defined in scripts, evaluated into model graphs.
  ['script-graph', 'src/script-graph/', ['src/spec/', 'src/script/', 'src/knowledge/', 'src/graph/']],
  ['image', 'src/image/', ['src/spec/']],
  ['forward', 'src/forward/', ['src/spec/', 'src/graph/', 'src/image/', 'src/sources/onnx/']],
  [
    'report',
    'src/report/',
    ['src/spec/', 'src/rule[.]ts$', 'src/engine/format[.]ts$', 'src/version[.]ts$', 'src/forward/result[.]ts$'],
  ],
  ['sources', 'src/sources/[^/]+[.]ts$', ['src/spec/', 'src/sources/']],
  ['source-structured', 'src/sources/structured/', ['src/spec/', 'src/sources/source[.]ts$']],
  ['source-presets', 'src/sources/presets/', ['src/spec/', 'src/sources/source[.]ts$', 'src/sources/structured/']],
  ['source-onnx', 'src/sources/onnx/', ['src/spec/', 'src/sources/(?:source|disk)[.]ts$', 'src/graph/']],
  [
    'source-script',
    'src/sources/(?:typescript|python)/',
    [
      'src/spec/',
      'src/sources/source[.]ts$',
      'src/sources/script/',
      'src/script/',
      'src/knowledge/',
      'src/graph/',
      'src/script-graph/',
      // Files of data that a script loads.
      'src/sources/structured/',
    ],
  ],
  ['source-script-shared', 'src/sources/script/', ['src/spec/', 'src/script/', 'src/knowledge/']],
  [
    'source-launch',
    'src/sources/launch/',
    ['src/spec/', 'src/sources/source[.]ts$', 'src/sources/python/', 'src/script/', 'src/knowledge/'],
  ],
  [
    'source-written',
    'src/sources/frameworks/',
    ['src/spec/', 'src/sources/source[.]ts$', 'src/sources/structured/', 'src/knowledge/'],
  ],
  [
    'audit',
    'src/audit[.]ts$',
    [
      'src/spec/',
      'src/canonical/',
      'src/rule[.]ts$',
      'src/engine/',
      'src/report/',
      'src/sources/registry[.]ts$',
      'src/forward/',
      'src/graph/',
      'src/version[.]ts$',
    ],
  ],
  [
    'cli',
    'src/cli/',
    [
      'src/spec/',
      'src/rule[.]ts$',
      'src/engine/index[.]ts$',
      'src/audit[.]ts$',
      'src/config/',
      'src/report/',
      'src/sources/',
      // The way into a process that runs models, and out of it.
      'src/forward/(?:devices|session|spawn|verify)[.]ts$',
      'src/version[.]ts$',
      'rules/index[.]generated[.]ts$',
    ],
  ],
  ['config', 'src/config/', ['src/spec/', 'src/rule[.]ts$', 'src/sources/structured/']],
  ['bin', 'src/bin[.]ts$', ['src/cli/']],
];

/** Packages that cost time to load or must not be everywhere: the only place that may import each. */
const PACKAGES = {
  ajv: 'src/config/',
  chalk: 'src/(?:cli|report)/',
  commander: 'src/cli/',
  'fast-glob': 'src/cli/',
  'jsonc-parser': 'src/sources/(?:structured/|typescript/(?:data|loader)[.]ts$)',
  'onnxruntime-node': 'src/forward/',
  'ts-morph': 'src/sources/typescript/',
  yaml: 'src/sources/structured/yaml[.]ts$',
  zod: 'src/(?:spec/(?:kind-schema|schema|json-schema)[.]ts$|cli/|config/|report/(?:verify-)?schema[.]ts$)',
};

const packagePath = (name) => `(?:^|/)node_modules/${name}/`;

const directions = DIRECTIONS.map(([name, from, to]) => {
  const own = from.endsWith('/') ? [from] : [];
  return {
    name: `direction-${name}`,
    severity: 'error',
    comment: to.length === 0 ? `${from} imports nothing of ours` : `${from} may import only ${to.join(', ')}`,
    from: { path: `^${from}` },
    to: { path: '^(?:src|rules)/', pathNot: [...own, ...to].map((path) => `^${path}`) },
  };
});

const packages = Object.entries(PACKAGES).map(([name, folder]) => ({
  name: `package-${name}`,
  severity: 'error',
  comment: `${name} is imported in ${folder} and nowhere else`,
  from: { path: '^(?:src|rules)/', pathNot: `^${folder}` },
  to: { path: packagePath(name), dependencyTypesNot: ['type-only'] },
}));

const forbid = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...directions,
    ...packages,
    forbid(
      'pure',
      'what decides is a function of facts: files, processes and networks are at the rim',
      {
        path: '^(?:rules/|src/(?:spec|canonical|knowledge|engine|graph|script|report|image)/|src/rule[.]ts$)',
        // Reads tables that ship with the package, when a network is named: too large to be part of what every run loads.
        pathNot: '^src/knowledge/networks[.]ts$',
      },
      { dependencyTypes: ['core'], pathNot: '^(?:node:)?crypto$' },
    ),
    // Types may name each other: a machine and its parts.
    forbid(
      'circular',
      'modules that load each other depend on which is loaded first',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid('unresolvable', 'what is imported must be there', {}, { couldNotResolve: true }),
    forbid(
      'undeclared',
      'what the program loads must be among its dependencies',
      { path: '^(?:src|rules)/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    ),
    forbid(
      'production-only',
      'the program never imports tests, fixtures, figures or scripts',
      { path: '^(?:src|rules)/' },
      { path: '^(?:test|fixtures|bench|scripts)/' },
    ),
    forbid(
      'source-on-demand',
      'a source is loaded when something of its kind is read',
      { path: '^src/', pathNot: '^src/(?:sources/[^/]+|cli/commands|config|forward)/' },
      {
        path: '^src/sources/[^/]+/',
        // What reads one written value reads that of `--set` too.
        pathNot: '^src/sources/structured/(?:node|suggest|value)[.]ts$',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'yaml-on-demand',
      'the YAML parser is loaded for YAML only',
      { path: '^src/', pathNot: '^src/sources/structured/text[.]ts$' },
      { path: '^src/sources/structured/(?:text|yaml)[.]ts$', dynamic: false, dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'command-on-demand',
      'a command is loaded when it is called',
      { path: '^src/', pathNot: '^src/cli/commands/' },
      { path: '^src/cli/commands/', dynamic: false, dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'heavy-on-demand',
      'these cost more to load than all else together',
      { path: '^src/' },
      {
        path: packagePath('(?:ajv|fast-glob|onnxruntime-node)'),
        dynamic: false,
        dependencyTypesNot: ['type-only', 'type-import'],
      },
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/oracles/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
