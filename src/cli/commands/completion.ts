import type { Command, Option } from 'commander';
import { notAmong } from '../choices.ts';
import { DONE, type Outcome } from '../outcome.ts';
import type { Stdio } from '../stdio.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** The choices of an option, where it has some. */
export type ChoicesOf = (option: Option) => readonly string[];

interface CompletedOption {
  readonly names: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  readonly takesFile: boolean;
  readonly choices: readonly string[];
}

interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
}

/** Prints what makes a shell complete commands, options and their values. */
export async function run(shell: string, program: Command, choicesOf: ChoicesOf, stdio: Stdio): Promise<Outcome> {
  const known = SHELLS.find((each) => each === shell);
  if (known === undefined) throw notAmong('the shell', shell, SHELLS);
  await stdio.stdout.write(SCRIPTS[known](commandsOf(program, choicesOf)));
  return DONE;
}

function commandsOf(program: Command, choicesOf: ChoicesOf): CompletedCommand[] {
  const help = program.createHelp();
  return help.visibleCommands(program).map((command) => ({
    name: command.name(),
    summary: command.summary() || command.description(),
    options: help.visibleOptions(command).map((option) => ({
      names: [option.short, option.long].filter((name) => name !== undefined),
      description: option.description,
      takesValue: option.required || option.optional,
      takesFile: /<(?:file|folder)>/.test(option.flags),
      choices: choicesOf(option),
    })),
  }));
}

const SCRIPTS: Readonly<Record<Shell, (commands: readonly CompletedCommand[]) => string>> = { bash, zsh, fish };

/** Text in single quotes, as all three shells read it. */
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const names = (commands: readonly CompletedCommand[]): string => commands.map(({ name }) => name).join(' ');

function bash(commands: readonly CompletedCommand[]): string {
  const values = commands.flatMap(({ name, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ names: flags, choices }) => {
        const words =
          choices.length === 0
            ? 'COMPREPLY=($(compgen -f -- "$current"))'
            : `COMPREPLY=($(compgen -W ${quote(choices.join(' '))} -- "$current"))`;
        return `    ${flags.map((flag) => quote(`${name} ${flag}`)).join('|')}) ${words}; return ;;`;
      }),
  );
  const own = commands.filter(({ name }) => name !== 'help');
  const flags = own.map(
    ({ name, options }) => `    ${name}) options=${quote(options.flatMap((option) => option.names).join(' '))} ;;`,
  );
  return `# resaudit completion bash > ~/.local/share/bash-completion/completions/resaudit
_resaudit() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} options=
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quote(names(commands))} -- "$current"))
    return
  fi
  case "$command $previous" in
${values.join('\n')}
  esac
  case "$command" in
${flags.join('\n')}
    help) options=${quote(names(commands))} ;;
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;
    *) if [ "$command" = help ]; then COMPREPLY=($(compgen -W "$options" -- "$current")); else COMPREPLY=($(compgen -f -- "$current")); fi ;;
  esac
}
complete -o filenames -F _resaudit resaudit
`;
}

function zsh(commands: readonly CompletedCommand[]): string {
  const escaped = (text: string): string => text.replaceAll(/[[\]:\\]/g, '\\$&');
  const rows = commands.map(({ name, summary }) => `    ${quote(`${name}:${escaped(summary)}`)}`);
  const cases = commands.map(({ name, options }) => {
    const specs = options.flatMap(({ names: flags, description, takesValue, takesFile, choices }) =>
      flags.map((flag) => {
        const action = choices.length > 0 ? `(${choices.join(' ')})` : takesFile ? '_files' : ' ';
        return quote(`*${flag}[${escaped(description)}]${takesValue ? `:value:${action}` : ''}`);
      }),
    );
    return `    ${name}) _arguments ${[...specs, quote('*:file:_files')].join(' ')} ;;`;
  });
  return `#compdef resaudit
# resaudit completion zsh > "\${fpath[1]}/_resaudit"
_resaudit() {
  local -a commands=(
${rows.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=\${words[2]}
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
  esac
}
if [ "\${funcstack[1]}" = _resaudit ]; then _resaudit "$@"; else compdef _resaudit resaudit; fi
`;
}

function fish(commands: readonly CompletedCommand[]): string {
  const top = commands.map(
    ({ name, summary }) => `complete -c resaudit -n __fish_use_subcommand -f -a ${name} -d ${quote(summary)}`,
  );
  const options = commands.flatMap(({ name, options: all }) =>
    all.map(({ names: flags, description, takesValue, takesFile, choices }) => {
      const written = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
      const value =
        choices.length > 0 ? ` -x -a ${quote(choices.join(' '))}` : takesFile ? ' -r' : takesValue ? ' -x' : '';
      return `complete -c resaudit -n '__fish_seen_subcommand_from ${name}' ${written.join(' ')}${value} -d ${quote(description)}`;
    }),
  );
  return `# resaudit completion fish > ~/.config/fish/completions/resaudit.fish
${[...top, ...options].join('\n')}
`;
}
