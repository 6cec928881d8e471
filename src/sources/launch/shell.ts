import { resolve } from 'node:path';
import {
  copyState,
  expandText,
  expandWord,
  type ShellContext,
  type ShellState,
  type Variable,
} from './shell-expand.ts';
import { type Node, parseShell, type RawWord } from './shell-parse.ts';
import { hole, joinTexts, type ShellWord, splitWords, type Written } from './shell-text.ts';

/** A command as a shell comes to run it. */
export interface ShellCommand {
  readonly words: readonly ShellWord[];
  /** Variables that it gets besides those of whoever runs the shell. */
  readonly environment: ReadonlyMap<string, Written>;
  /** Absolute folder that it runs in; undefined where that is not known. */
  readonly folder: string | undefined;
}

/** Most commands that one script comes to, and calls of functions inside calls. */
const MAX_COMMANDS = 2000;
const MAX_DEPTH = 20;
const ASSIGNMENT = /^([A-Za-z_]\w*)(\+?=)/;
const TESTS = new Set(['[', '[[', 'test']);
const DECLARES = new Set(['export', 'declare', 'typeset', 'local', 'readonly']);
/** What a script takes in that sets up its environment and no variable that commands name. */
const HARMLESS = /activate|conda|profile|bashrc|modules|venv/;

/** The commands of a shell script in order. Nothing is run; what only a run can tell is a hole. */
export function shellCommands(
  text: string,
  { folder, ...context }: ShellContext & { readonly folder: string },
  variables: ReadonlyMap<string, string> = new Map(),
): readonly ShellCommand[] {
  const found: ShellCommand[] = [];
  const functions = new Map<string, readonly Node[]>();
  const state: ShellState = { variables: new Map(), exported: new Set(), folder, positional: undefined };
  for (const [name, value] of variables) {
    state.variables.set(name, { kind: 'text', value: { text: value, at: Array.from(value, () => -1) } });
    state.exported.add(name);
  }

  function assign(name: string, held: Variable, at: ShellState): void {
    // What a person set holds whatever the script says.
    const given = context.given.get(name);
    at.variables.set(
      name,
      given === undefined
        ? held
        : { kind: 'text', value: { text: given, at: Array.from(given, () => -1), input: name } },
    );
  }

  function assignWord(word: RawWord, at: ShellState): string | undefined {
    const [first, ...others] = word.pieces;
    const match = first?.kind === 'text' ? ASSIGNMENT.exec(first.text) : null;
    if (match === null || first?.kind !== 'text') return undefined;
    const [whole, name = '', operator] = match;
    const before = at.variables.get(name);
    if (word.elements !== undefined) {
      const words = word.elements.flatMap((element) => expandWord(element, at, context));
      assign(name, { kind: 'list', words: operator === '+=' ? [...wordsOf(before), ...words] : words }, at);
      return name;
    }
    const rest = { ...first, text: first.text.slice(whole.length), start: first.start + whole.length };
    const value = expandText(rest.text === '' ? others : [rest, ...others], at, context);
    if (operator === '=') assign(name, { kind: 'text', value }, at);
    else if (before?.kind === 'text') assign(name, { kind: 'text', value: joinTexts([before.value, value]) }, at);
    else assign(name, { kind: 'text', value: before === undefined ? hole(`the variable ${name}`, name) : value }, at);
    return name;
  }

  function run(nodes: readonly Node[], at: ShellState, depth: number): 'left' | undefined {
    let isTested = false;
    for (const node of nodes) {
      if (found.length >= MAX_COMMANDS || depth > MAX_DEPTH) return 'left';
      if (node.kind === 'command') {
        const isConditional = node.joined === '||' || (node.joined === '&&' && isTested);
        const isPiped = node.joined === '|';
        const inner = isConditional || isPiped ? copyState(at) : at;
        const left = command(node.words, inner, depth);
        if (isConditional) merge(at, [at, inner]);
        if (left === 'left' && !isConditional) return left;
        isTested = (node.joined === '&&' && isTested) || TESTS.has(node.words[0]?.bare ?? '');
        continue;
      }
      isTested = false;
      switch (node.kind) {
        case 'function':
          functions.set(node.name, node.body);
          break;
        case 'group': {
          const inner = node.subshell ? copyState(at) : at;
          const left = run(node.body, inner, depth + 1);
          if (left === 'left' && !node.subshell) return left;
          break;
        }
        case 'if':
        case 'case': {
          const ways = node.arms.map((arm) => {
            const way = copyState(at);
            return run(arm, way, depth + 1) === 'left' ? undefined : way;
          });
          merge(at, [at, ...ways.filter((way) => way !== undefined)]);
          break;
        }
        case 'loop':
          loop(node, at, depth);
      }
    }
    return undefined;
  }

  /** A loop is gone through once, with what it changes not known. */
  function loop(node: Extract<Node, { kind: 'loop' }>, at: ShellState, depth: number): void {
    for (const name of assignedIn(node.body)) assign(name, unknownText(`${name} changes in a loop`, name), at);
    const inner = copyState(at);
    const values = node.values.flatMap((word) => expandWord(word, at, context));
    const [only] = values;
    if (node.variable !== undefined) {
      const single = values.length === 1 && only !== undefined && only.hole === undefined && !/[*?[\]]/.test(only.text);
      assign(
        node.variable,
        single
          ? {
              kind: 'text',
              value: joinTexts([{ text: only.text, at: Array.from(only.text, (_, i) => only.start + i) }]),
            }
          : unknownText(`${node.variable} takes several values`, node.variable),
        inner,
      );
    }
    run(node.body, inner, depth + 1);
    merge(at, [at, inner]);
  }

  function command(words: readonly RawWord[], at: ShellState, depth: number): 'left' | undefined {
    let first = 0;
    const inner = copyState(at);
    const prefixed: string[] = [];
    for (let word = words[first]; word !== undefined; word = words[first]) {
      const name = assignWord(word, inner);
      if (name === undefined) break;
      prefixed.push(name);
      first++;
    }
    const rest = words.slice(first);
    if (rest.length === 0) {
      at.variables = inner.variables;
      return undefined;
    }
    const name = rest[0]?.bare ?? '';
    if (DECLARES.has(name)) {
      for (const word of rest.slice(1)) {
        const assigned = assignWord(word, at) ?? word.bare;
        if (assigned !== undefined && name === 'export') at.exported.add(assigned);
      }
      return undefined;
    }
    const expanded = rest.flatMap((word) => expandWord(word, at, context));
    const args = expanded.slice(1);
    switch (name) {
      case 'exit':
      case 'return':
        return 'left';
      case 'cd':
      case 'pushd': {
        const [to] = args;
        const isKnown = to !== undefined && to.hole === undefined && to.text !== '-' && !to.text.startsWith('~');
        at.folder = isKnown && at.folder !== undefined ? resolve(at.folder, to.text) : undefined;
        return undefined;
      }
      case 'unset':
        for (const { text: unset } of args) at.variables.delete(unset);
        return undefined;
      case 'shift':
        at.positional = at.positional?.slice(1);
        return undefined;
      case 'set':
        if (args[0]?.text === '--') at.positional = args.slice(1);
        return undefined;
      case 'read':
        for (const { text: into } of args) if (/^\w+$/.test(into)) assign(into, unknownText('what is read', into), at);
        return undefined;
      case 'source':
      case '.':
      case 'eval':
        if (name === 'eval' || !HARMLESS.test(args[0]?.text ?? ''))
          for (const held of at.variables.keys()) assign(held, unknownText(`${name} may change ${held}`, held), at);
        return undefined;
    }
    const called = functions.get(name);
    if (called !== undefined) {
      const positional = at.positional;
      at.positional = args;
      run(called, at, depth + 1);
      at.positional = positional;
      return undefined;
    }
    const environment = new Map<string, Written>();
    for (const exported of new Set([...at.exported, ...prefixed])) {
      const held = inner.variables.get(exported);
      if (held?.kind === 'text') environment.set(exported, held.value);
    }
    found.push({ words: expanded, environment, folder: at.folder });
    return undefined;
  }

  run(parseShell(text), state, 0);
  return found;
}

const unknownText = (text: string, input: string): Variable => ({ kind: 'text', value: hole(text, input) });

function wordsOf(held: Variable | undefined): readonly ShellWord[] {
  if (held === undefined) return [];
  return held.kind === 'list' ? held.words : splitWords([{ value: held.value, quoted: true }], { start: 0, end: 0 });
}

/** What holds after one of several ways was taken, nobody knows which. */
function merge(into: ShellState, ways: readonly ShellState[]): void {
  const variables = new Map<string, Variable>();
  for (const name of new Set(ways.flatMap((way) => [...way.variables.keys()]))) {
    const all = ways.map((way) => way.variables.get(name));
    const [first] = all;
    const same = first !== undefined && all.every((held) => held !== undefined && textOf(held) === textOf(first));
    variables.set(name, same && first !== undefined ? first : unknownText(`${name} depends on a condition`, name));
  }
  const folders = new Set(ways.map(({ folder }) => folder));
  into.variables = variables;
  into.exported = new Set(ways.flatMap(({ exported }) => [...exported]));
  into.folder = folders.size === 1 ? [...folders][0] : undefined;
}

const textOf = (held: Variable): string =>
  held.kind === 'text'
    ? JSON.stringify([held.value.text, held.value.hole?.text])
    : JSON.stringify(held.words.map(({ text, hole: reason }) => [text, reason?.text]));

/** Names that commands assign somewhere inside. */
function assignedIn(nodes: readonly Node[]): Set<string> {
  const names = new Set<string>();
  const stack = [...nodes];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.kind === 'command') {
      for (const { pieces } of node.words) {
        const [first] = pieces;
        const name = first?.kind === 'text' ? ASSIGNMENT.exec(first.text)?.[1] : undefined;
        if (name !== undefined) names.add(name);
      }
    } else if (node.kind === 'if' || node.kind === 'case') stack.push(...node.arms.flat());
    else stack.push(...node.body);
  }
  return names;
}
