import { Command, Option } from 'commander';
import { FACT_FORMATS, REPORT_FORMATS } from '../report/reporter.ts';
import { VERIFY_FORMATS } from '../report/verify-reporter.ts';
import { VERSION } from '../version.ts';
import { CHECK_FORMATS } from './check/formats.ts';
import { FAIL_ON, notAmong } from './choices.ts';
import type { Outcome } from './outcome.ts';
import type { Stdio } from './stdio.ts';

const among =
  <T extends string>(option: string, choices: readonly T[]) =>
  (value: string): T => {
    const known = choices.find((choice) => choice === value);
    if (known === undefined) throw notAmong(option, value, choices);
    return known;
  };

const collect = (value: string, present: readonly string[] = []): readonly string[] => [...present, value];

const collectList = (value: string, present: readonly string[] = []): readonly string[] => [
  ...present,
  ...value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
];

/** What an option may be given, for shells that complete it. */
const CHOICES = new WeakMap<Option, readonly string[]>();

function choiceOption<T extends string>(flags: string, description: string, choices: readonly T[]): Option {
  const name = flags.split(' ')[0] ?? flags;
  const option = new Option(flags, `${description}: ${choices.join(', ')}`).argParser(among(name, choices));
  CHOICES.set(option, choices);
  return option;
}

const formatOption = (formats: readonly string[]): Option =>
  choiceOption('--format <format>', 'how to print it', formats).default('pretty');

function withOutput(command: Command, formats: readonly string[] = REPORT_FORMATS): Command {
  return withColor(
    command
      .optionsGroup('Output:')
      .addOption(formatOption(formats))
      .option('--all', 'show everything: all roots, matters of taste, what is equivalent')
      .option('--output <file>', 'write to a file instead'),
  );
}

const withColor = (command: Command): Command =>
  command
    .option('--color', 'use color even where there is no terminal')
    .option('--no-color', 'use no color; so does the variable NO_COLOR');

function withSelection(command: Command): Command {
  return command
    .optionsGroup('What is checked:')
    .option('--only <rules>', 'only these rules or facets, such as optimizer,resize/size', collectList)
    .option('--skip <rules>', 'all but these', collectList)
    .option(
      '--severity <rule=level>',
      'another severity for a rule or facet: error, warning, info, note, off',
      collect,
    );
}

const bareFailOn = (): Option => choiceOption('--fail-on <severity>', 'exit 1 from this severity on', FAIL_ON);

const failOnOption = (): Option => bareFailOn().default('error');

const configOption = (): Option =>
  new Option('--config <file>', 'the configuration; the nearest one here or in a folder above where left out');

const SOURCES = `
A source is a script (.py, .ts, .js), a spec (.json, .jsonc, .yaml), a network (.onnx), a launch command in quotes,
or a published recipe (preset:NAME; see: resaudit presets).
Several sources of one side are joined by a plus sign: 'spec.yaml + preset:NAME'.
A file as a commit of git holds it is named train.py@COMMIT.`;

const EXIT_CODES = `
Exit codes: 0 nothing at or above --fail-on; 1 something, or unknown facts with --strict; 2 the job could not be done.`;

export interface Buffers {
  out: string;
  err: string;
}

/**
 * The command line. Help and complaints of the parser go to the buffers; what a command came to goes to `finish`.
 * Each command is loaded when it is named.
 */
export function buildProgram(stdio: Stdio, buffers: Buffers, finish: (outcome: Outcome) => void): Command {
  const program = new Command('resaudit')
    .description('Says in what two neural-network training setups differ, and which of the differences matter.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help on a command')
    .configureHelp({
      subcommandTerm: (command) => `${command.name()} ${command.usage().replace(/ ?\[options\] ?/, '')}`.trim(),
    })
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => {
        buffers.out += text;
      },
      writeErr: (text) => {
        buffers.err += text;
      },
      getOutHelpWidth: () => Math.min(stdio.stdout.columns ?? 100, 120),
      getErrHelpWidth: () => Math.min(stdio.stderr.columns ?? 100, 120),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });

  program.commandsGroup('Look at setups:');
  withOutput(
    withSelection(
      program
        .command('compare')
        .summary('in what two setups differ, worst first')
        .description('Compares two setups by meaning: the differences that matter, worst first.')
        .usage('A B [options]')
        .argument('<sources...>', 'both sides')
        .option('--baseline <ref>', 'compare one setup with itself as a commit of git holds it')
        .optionsGroup('What fails:')
        .addOption(failOnOption())
        .option('--strict', 'exit 1 too where a fact is known on one side and unknown on the other')
        .option('--lint', 'let known mistakes within one side count for the exit code')
        .optionsGroup('What is known:')
        .option('--set <key=value>', 'give a fact that no file holds, to one side (a:key=…, b:key=…) or both', collect)
        .option('--set-a <key=value>', 'the same for A', collect)
        .option('--set-b <key=value>', 'the same for B', collect),
    ),
  )
    .option('--plot', 'draw both learning-rate curves')
    .optionsGroup('What is run:')
    .option('--forward', 'run the networks of both sides, which must be ONNX files, and compare what they compute')
    .option('--device <device>', 'where: auto, cpu, webgpu, cuda, dml, coreml')
    .option('--batch <n>', 'size of a batch that a model leaves open')
    .option('--dims <name=n>', 'other sizes that a model leaves open', collect)
    .addHelpText(
      'after',
      `${SOURCES}
${EXIT_CODES}

Examples:
  resaudit compare mine.yaml preset:torchvision/resnet50-v1
  resaudit compare mine.yaml theirs.json --set b:data.devices=8
  resaudit compare a.json b.json --only optimizer,schedule --fail-on warning
  resaudit compare a.json b.json --plot
  resaudit compare train.py --baseline v1.0
  resaudit compare a.json b.json --format html --output report.html`,
    )
    .action(async (sources: string[], flags) => {
      finish(await (await import('./commands/compare.ts')).run(sources, flags, stdio));
    });

  withOutput(
    withSelection(
      program
        .command('lint')
        .summary('known mistakes within a setup')
        .description('Checks setups one by one for known mistakes.')
        .usage('SOURCE… [options]')
        .argument('<sources...>', 'setups')
        .optionsGroup('What fails:')
        .addOption(failOnOption())
        .optionsGroup('What is known:')
        .option('--set <key=value>', 'give a fact that no file holds', collect),
    ),
  )
    .addHelpText('after', `${SOURCES}\n${EXIT_CODES}\n\nExample:\n  resaudit lint mine.yaml --fail-on warning`)
    .action(async (sources: string[], flags) => {
      finish(await (await import('./commands/lint.ts')).run(sources, flags, stdio));
    });

  withOutput(
    program
      .command('extract')
      .summary('the facts of a setup, each with where it comes from')
      .description('Prints the facts that were read, filled in and derived, each with its status and origin.')
      .usage('SOURCE [options]')
      .argument('<source...>', 'a setup')
      .optionsGroup('What is shown:')
      .option('--why <path>', 'where one fact comes from, as a tree')
      .option('--unknown', 'what is unknown, by the --set that would settle most')
      .optionsGroup('What is known:')
      .option('--set <key=value>', 'give a fact that no file holds', collect),
    [...FACT_FORMATS, 'tree'],
  )
    .addHelpText(
      'after',
      `${SOURCES}

Examples:
  resaudit extract mine.yaml --why data.effectiveBatchSize
  resaudit extract mine.yaml --unknown
  resaudit extract model.onnx --format tree
  resaudit extract preset:torchvision/resnet50-v1 --format json`,
    )
    .action(async (sources: string[], flags) => {
      finish(await (await import('./commands/extract.ts')).run(sources, flags, stdio));
    });

  withColor(
    program
      .command('verify')
      .summary('whether two ONNX networks compute the same')
      .description('Runs two networks on the same inputs: whether they compute the same, and where they part.')
      .usage('A.onnx B.onnx [options]')
      .argument('[models...]', 'two ONNX files')
      .optionsGroup('What is run:')
      .option('--device <device>', 'where: auto, cpu, webgpu, cuda, dml, coreml', 'cpu')
      .option('--devices', 'only say which devices there are')
      .option('--batch <n>', 'size of a batch that a model leaves open (2 where left out)')
      .option('--dims <name=n>', 'other sizes that a model leaves open', collect)
      .option('--inputs <kind>', 'what the inputs are: seeded', 'seeded')
      .option('--seed <n>', 'of the inputs', '0')
      .option('--share-weights', 'give aligned layers of both the same weights')
      .option('--weights <which>', 'with --share-weights: generic, or those of a', 'generic')
      .option('--threads <n>', 'of the processor')
      .option('--max-memory <size>', 'end a run that takes more, such as 2GB')
      .option('--max-time <seconds>', 'end runs that take more', '1800')
      .optionsGroup('Output:')
      .option('--taps <which>', 'places to show: blocks, all, or a part of a place or node', 'blocks')
      .addOption(formatOption(VERIFY_FORMATS))
      .option('--output <file>', 'write to a file instead'),
  )
    .addHelpText(
      'after',
      `
Exit codes: 0 a match; 1 they part; 2 cannot tell, or the job could not be done.

Examples:
  resaudit verify mine.onnx reference.onnx
  resaudit verify a.onnx b.onnx --dims height=224,width=224 --taps "stage 3"
  resaudit verify --devices`,
    )
    .action(async (models: string[], flags) => {
      finish(await (await import('./commands/verify.ts')).run(models, flags, stdio));
    });

  program.commandsGroup('Check a repository:');
  program
    .command('init')
    .summary('write a configuration for this repository')
    .description('Looks for scripts, specs and networks here, and writes resaudit.config.yaml. Nothing is replaced.')
    .action(async () => {
      finish(await (await import('./commands/init.ts')).run(stdio));
    });
  withOutput(
    program
      .command('check')
      .summary('all that the configuration of a repository names')
      .description('Makes every comparison and lint that resaudit.config.json, .jsonc or .yaml names.')
      .usage('[FILE…] [options]')
      .argument('[files...]', 'only what rests on one of these files')
      .optionsGroup('What is checked:')
      .addOption(configOption())
      .option('--changed-since <ref>', 'only what rests on a file that changed since a commit of git')
      .option('--baseline <ref>', 'show too what changed in each setup since a commit; that fails nothing')
      .option('--cache <folder>', 'keep results there; in node_modules/.cache where left out and there is one')
      .option('--no-cache', 'keep no results, and use none')
      .optionsGroup('What fails:')
      .addOption(bareFailOn()),
    CHECK_FORMATS,
  )
    .addHelpText(
      'after',
      `${EXIT_CODES}\n\nExamples:\n  resaudit check\n  resaudit check --changed-since origin/main
  resaudit check --baseline origin/main`,
    )
    .action(async (files: string[], flags) => {
      finish(await (await import('./commands/check.ts')).run(files, flags, stdio));
    });
  program
    .command('accept')
    .summary("record today's findings of check as accepted")
    .description('Records what check finds today, with a reason, so that only what is new fails from then on.')
    .usage('[FINDING…] [options]')
    .argument('[findings...]', 'only these findings, such as optimizer/lr')
    .addOption(configOption())
    .option('--reason <text>', 'why they are accepted')
    .option('--expires <date>', 'the last day on which that holds, such as 2030-12-31')
    .option('--prune', 'take out entries that are no longer found; needs no reason')
    .action(async (findings: string[], flags) => {
      finish(await (await import('./commands/accept.ts')).run(findings, flags, stdio));
    });

  program.commandsGroup('Look things up:');
  withColor(
    program
      .command('presets')
      .summary('published recipes that can stand for a side')
      .description('Lists the published recipes that resaudit ships, or shows one with its citations.')
      .argument('[name]', 'such as torchvision/resnet50-v1')
      .addOption(formatOption(FACT_FORMATS)),
  ).action(async (name: string | undefined, flags) => {
    finish(await (await import('./commands/presets.ts')).run(name, flags, stdio));
  });
  withColor(
    program
      .command('rules')
      .summary('all checks, a line each')
      .description('Lists all checks.')
      .addOption(formatOption(FACT_FORMATS)),
  ).action(async (flags) => {
    finish(await (await import('./commands/rules.ts')).run(flags, stdio));
  });
  withColor(
    program
      .command('explain')
      .summary('the page of one check')
      .description('Shows the page of one check: what it looks at, why it matters, what to do.')
      .argument('<rule>', 'such as normalization/mean-std'),
  ).action(async (id: string, flags) => {
    finish(await (await import('./commands/explain.ts')).run(id, flags, stdio));
  });
  program
    .command('schema')
    .summary('JSON Schema of specs, configuration and reports')
    .description('Prints the JSON Schema of specs, of the configuration, or of the reports that --format json writes.')
    .argument('[name]', 'spec, config, compare, lint, extract, check or verify', 'spec')
    .action(async (name: string) => {
      finish(await (await import('./commands/schema.ts')).run(name, stdio));
    });
  program
    .command('completion')
    .summary('a script that makes a shell complete what is typed')
    .description('Prints a script that makes a shell complete commands, options and their values.')
    .argument('<shell>', 'bash, zsh or fish')
    .action(async (shell: string) => {
      const { run } = await import('./commands/completion.ts');
      finish(await run(shell, program, (option) => CHOICES.get(option) ?? [], stdio));
    });

  return program.addHelpText(
    'after',
    `
Examples:
  resaudit compare mine.yaml preset:torchvision/resnet50-v1
  resaudit lint mine.yaml
  resaudit help compare`,
  );
}
