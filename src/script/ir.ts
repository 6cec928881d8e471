/**
 * The script IR: what TypeScript, JavaScript and Python scripts are lowered into. A tree of plain data; operators are named
 * by meaning, so that the evaluator never asks which language it runs. Every node has a site, an index into a table of places.
 */
export type Site = number;

export type UnaryOperator = 'not.js' | 'not.py' | 'negate' | 'plus' | 'bit.not' | 'typeof' | 'void';

export type BinaryOperator =
  | 'add.js'
  | 'add.py'
  | 'sub'
  | 'mul'
  | 'div.js'
  | 'div.true'
  | 'div.floor'
  | 'mod.trunc'
  | 'mod.floor'
  | 'pow'
  | 'matmul'
  | 'eq.strict'
  | 'eq.loose'
  | 'eq.value'
  | 'ne.strict'
  | 'ne.loose'
  | 'ne.value'
  | 'is'
  | 'is.not'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
  | 'in.js'
  | 'in.py'
  | 'not.in.py'
  | 'instanceof'
  | 'bit.and'
  | 'bit.or'
  | 'bit.xor'
  | 'shift.left'
  | 'shift.right'
  | 'shift.right.unsigned';

/** and/or give back an operand; nullish is JavaScript's `??`. Truth is of the language that the suffix names. */
export type LogicalOperator = 'and.js' | 'or.js' | 'nullish' | 'and.py' | 'or.py';

export type Literal = number | string | boolean | null | undefined | bigint;

export interface Argument {
  readonly kind: 'positional' | 'keyword' | 'spread' | 'keyword-spread';
  /** Of a keyword argument. */
  readonly name?: string;
  readonly value: Expression;
}

export interface Parameter {
  readonly kind: 'positional' | 'positional-only' | 'keyword-only' | 'rest' | 'keyword-rest';
  readonly target: Target;
  /** Name that keyword arguments use; undefined for a destructured parameter. */
  readonly name?: string;
  readonly default?: Expression;
  readonly site: Site;
}

export interface FunctionDefinition {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  /** Names bound anywhere in its body, parameters included. */
  readonly locals: readonly string[];
  /** Names that its body assigns in an enclosing scope (Python's global and nonlocal). */
  readonly outer?: Readonly<Record<string, 'global' | 'nonlocal'>>;
  readonly generator: boolean;
  readonly async: boolean;
  /** `this` is the enclosing function's. */
  readonly arrow: boolean;
  /** Python evaluates defaults where the function is defined, JavaScript where it is called. */
  readonly defaultsAt: 'definition' | 'call';
  readonly decorators: readonly Expression[];
  readonly site: Site;
}

export interface ClassMember {
  readonly kind: 'method' | 'getter' | 'setter' | 'field' | 'block';
  readonly static: boolean;
  readonly name?: Expression;
  readonly function?: FunctionDefinition;
  readonly value?: Expression;
  /** Statements of a static block, or of a Python class body between its members. */
  readonly body?: readonly Statement[];
  readonly site: Site;
}

export interface ClassDefinition {
  readonly name: string;
  readonly bases: readonly Expression[];
  /** Keyword arguments of a Python class, such as metaclass. */
  readonly keywords: readonly Argument[];
  readonly members: readonly ClassMember[];
  /** Python: the body runs as statements and what it binds become attributes. */
  readonly body?: readonly Statement[];
  readonly locals?: readonly string[];
  readonly decorators: readonly Expression[];
  readonly site: Site;
}

export interface Clause {
  readonly target: Target;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}

export type Expression =
  | { readonly kind: 'literal'; readonly value: Literal; readonly float?: boolean; readonly site: Site }
  | { readonly kind: 'name'; readonly name: string; readonly site: Site }
  | { readonly kind: 'this'; readonly site: Site }
  | { readonly kind: 'super'; readonly arguments: readonly Argument[]; readonly site: Site }
  | {
      readonly kind: 'list';
      readonly type: 'array' | 'list' | 'tuple' | 'set';
      readonly elements: readonly (Expression | Spread | undefined)[];
      readonly site: Site;
    }
  | {
      readonly kind: 'record';
      readonly type: 'object' | 'dict';
      readonly entries: readonly Entry[];
      readonly site: Site;
    }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression; readonly site: Site }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly site: Site;
    }
  | {
      readonly kind: 'logical';
      readonly operator: LogicalOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly site: Site;
    }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly consequent: Expression;
      readonly else: Expression;
      readonly site: Site;
    }
  | { readonly kind: 'assign'; readonly target: Target; readonly value: Expression; readonly site: Site }
  | {
      readonly kind: 'update';
      readonly target: Target;
      readonly operator: BinaryOperator | LogicalOperator;
      readonly value: Expression;
      /** Whether the expression is the value before (`i++`) or after. */
      readonly result: 'before' | 'after';
      /** Python's `+=` changes a list in place. */
      readonly inPlace: boolean;
      readonly site: Site;
    }
  | {
      readonly kind: 'call';
      readonly callee: Expression;
      readonly arguments: readonly Argument[];
      readonly construct: boolean;
      /** `f?.()` */
      readonly optional: boolean;
      readonly site: Site;
    }
  | {
      readonly kind: 'member';
      readonly object: Expression;
      readonly name: string;
      readonly optional: boolean;
      readonly site: Site;
    }
  | {
      readonly kind: 'index';
      readonly object: Expression;
      readonly index: Expression;
      readonly optional: boolean;
      readonly site: Site;
    }
  /** The numbers that a counting loop runs over: from start while below stop. */
  | {
      readonly kind: 'range';
      readonly start: Expression;
      readonly stop: Expression;
      readonly step: Expression;
      /** Whether stop itself is one of them. */
      readonly inclusive: boolean;
      readonly site: Site;
    }
  | {
      readonly kind: 'slice';
      readonly start?: Expression;
      readonly stop?: Expression;
      readonly step?: Expression;
      readonly site: Site;
    }
  | { readonly kind: 'function'; readonly definition: FunctionDefinition; readonly site: Site }
  | { readonly kind: 'class'; readonly definition: ClassDefinition; readonly site: Site }
  | { readonly kind: 'template'; readonly parts: readonly (string | Expression)[]; readonly site: Site }
  | {
      readonly kind: 'comprehension';
      readonly type: 'list' | 'set' | 'dict' | 'generator';
      readonly element: Expression;
      readonly key?: Expression;
      readonly clauses: readonly Clause[];
      readonly locals: readonly string[];
      readonly site: Site;
    }
  | { readonly kind: 'sequence'; readonly expressions: readonly Expression[]; readonly site: Site }
  | { readonly kind: 'await'; readonly value: Expression; readonly site: Site }
  | { readonly kind: 'yield'; readonly value?: Expression; readonly delegate: boolean; readonly site: Site }
  | { readonly kind: 'delete'; readonly target: Target; readonly site: Site }
  /** What could not be lowered: unknown, after its parts were evaluated for what they do; touches may have been written. */
  | {
      readonly kind: 'unsupported';
      readonly text: string;
      readonly parts: readonly Expression[];
      readonly touches: readonly string[];
      readonly site: Site;
    };

export interface Spread {
  readonly kind: 'spread';
  readonly value: Expression;
  readonly site: Site;
}

export type Entry =
  | { readonly kind: 'property'; readonly key: Expression; readonly value: Expression }
  | {
      readonly kind: 'accessor';
      readonly key: Expression;
      readonly get: boolean;
      readonly function: FunctionDefinition;
    }
  | Spread;

export type Target =
  | { readonly kind: 'name'; readonly name: string; readonly site: Site }
  | { readonly kind: 'member'; readonly object: Expression; readonly name: string; readonly site: Site }
  | { readonly kind: 'index'; readonly object: Expression; readonly index: Expression; readonly site: Site }
  | {
      readonly kind: 'list-pattern';
      readonly elements: readonly (Target | undefined)[];
      /** Index of the element that takes the rest, where there is one. */
      readonly rest?: number;
      readonly site: Site;
    }
  | {
      readonly kind: 'record-pattern';
      readonly properties: readonly { readonly key: Expression; readonly target: Target }[];
      readonly rest?: Target;
      readonly site: Site;
    }
  | { readonly kind: 'default-pattern'; readonly target: Target; readonly default: Expression; readonly site: Site };

export interface Case {
  /** undefined: default. */
  readonly test?: Expression;
  readonly body: readonly Statement[];
}

export type Statement =
  | { readonly kind: 'expression'; readonly expression: Expression; readonly site: Site }
  /** Binds in the innermost scope that declares the names; without a value JavaScript's `let x;` binds undefined. */
  | { readonly kind: 'declare'; readonly target: Target; readonly value?: Expression; readonly site: Site }
  | {
      readonly kind: 'block';
      readonly locals: readonly string[];
      readonly body: readonly Statement[];
      readonly site: Site;
    }
  | {
      readonly kind: 'if';
      readonly test: Expression;
      readonly truth: 'js' | 'py';
      readonly consequent: readonly Statement[];
      readonly else: readonly Statement[];
      readonly site: Site;
    }
  | {
      readonly kind: 'while';
      readonly test: Expression;
      readonly truth: 'js' | 'py';
      readonly body: readonly Statement[];
      /** Runs after each pass, also after continue. */
      readonly update?: Expression;
      /** `do … while` */
      readonly testAfter: boolean;
      /** Names that are new in each pass (JavaScript's `for (let i …)`): copied from pass to pass. */
      readonly locals: readonly string[];
      readonly else: readonly Statement[];
      readonly label?: string;
      readonly site: Site;
    }
  | {
      readonly kind: 'for';
      readonly target: Target;
      readonly iterable: Expression;
      /** What is iterated: elements, or the keys of an object (`for … in` of JavaScript). */
      readonly over: 'elements' | 'keys';
      readonly body: readonly Statement[];
      /** Names that are new in each pass. */
      readonly locals: readonly string[];
      readonly else: readonly Statement[];
      readonly label?: string;
      readonly site: Site;
    }
  | {
      readonly kind: 'switch';
      readonly subject: Expression;
      readonly cases: readonly Case[];
      readonly locals: readonly string[];
      readonly site: Site;
    }
  | {
      readonly kind: 'try';
      readonly body: readonly Statement[];
      readonly handlers: readonly {
        readonly types: readonly Expression[];
        readonly target?: Target;
        readonly locals: readonly string[];
        readonly body: readonly Statement[];
      }[];
      readonly else: readonly Statement[];
      readonly finally: readonly Statement[];
      readonly site: Site;
    }
  /** Python's `with`: the value of `enter` is bound, the body runs. */
  | {
      readonly kind: 'with';
      readonly items: readonly { readonly context: Expression; readonly target?: Target }[];
      readonly body: readonly Statement[];
      readonly site: Site;
    }
  | { readonly kind: 'return'; readonly value?: Expression; readonly site: Site }
  | { readonly kind: 'throw'; readonly value?: Expression; readonly site: Site }
  | { readonly kind: 'break'; readonly label?: string; readonly site: Site }
  | { readonly kind: 'continue'; readonly label?: string; readonly site: Site }
  | {
      readonly kind: 'import';
      readonly module: string;
      readonly level: number;
      readonly bindings: readonly ImportBinding[];
      readonly site: Site;
    }
  | { readonly kind: 'export'; readonly names: readonly ExportBinding[]; readonly module?: string; readonly site: Site }
  /** A region that was not understood: what it assigns and touches is unknown from here on. */
  | {
      readonly kind: 'unsupported';
      readonly text: string;
      readonly reason: 'syntax' | 'call';
      readonly assigns: readonly string[];
      readonly touches: readonly string[];
      readonly site: Site;
    };

export interface ImportBinding {
  /** What is taken: a name, `*` for the whole module as an object, `default`, or `all` for every public name (Python's `*`). */
  readonly imported: string;
  readonly local: string;
  readonly site: Site;
}

export interface ExportBinding {
  /** Name in this module, or in `module` for a re-export; `*` re-exports everything. */
  readonly local: string;
  readonly exported: string;
}

/** One file. */
export interface Module {
  /** Path relative to the source's root, with forward slashes. */
  readonly file: string;
  readonly language: 'javascript' | 'python';
  readonly body: readonly Statement[];
  readonly locals: readonly string[];
  /** First part that could not be parsed, where there is one. */
  readonly problem?: { readonly message: string; readonly site: Site };
}

/** Where a site is: lines and columns from 1, columns in UTF-16 units. */
export interface SitePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}
