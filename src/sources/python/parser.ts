import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Language, type Node, Parser } from 'web-tree-sitter';

export type SyntaxNode = Node;

/** Parses the text of a Python file; never throws on what is no Python. The tree must be deleted when it was lowered. */
export interface PythonParser {
  parse(text: string): { readonly root: SyntaxNode; delete(): void };
}

let started: Promise<PythonParser> | undefined;

/** Loads the grammar, once a process. */
export function startParser(): Promise<PythonParser> {
  started ??= start();
  return started;
}

async function start(): Promise<PythonParser> {
  const folder = vendorFolder();
  await Parser.init({ wasmBinary: readFileSync(join(folder, 'web-tree-sitter.wasm')) });
  const language = await Language.load(new Uint8Array(readFileSync(join(folder, 'tree-sitter-python.wasm'))));
  const parser = new Parser();
  parser.setLanguage(language);
  return {
    parse(text) {
      const tree = parser.parse(text);
      if (tree === null) throw new TypeError('the parser was given no language');
      return { root: tree.rootNode, delete: () => tree.delete() };
    },
  };
}

/** Beside the package's manifest, wherever this module was bundled to. */
function vendorFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new TypeError('the package has no manifest');
    folder = parent;
  }
  return join(folder, 'vendor', 'tree-sitter');
}
