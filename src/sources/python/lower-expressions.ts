import type {
  Argument,
  BinaryOperator,
  Clause,
  Entry,
  Expression,
  LogicalOperator,
  Spread,
  Target,
} from '../../script/ir.ts';
import { lowerString } from './lower-strings.ts';
import { fields, type Lowering, MAX_SYNTAX_DEPTH, parts } from './lowering.ts';
import { mentionedNames, targetNames } from './names.ts';
import type { SyntaxNode } from './parser.ts';
import { parseNumber } from './strings.ts';

const BINARY: Readonly<Record<string, BinaryOperator>> = {
  '+': 'add.py',
  '-': 'sub',
  '*': 'mul',
  '/': 'div.true',
  '//': 'div.floor',
  '%': 'mod.floor',
  '**': 'pow',
  '@': 'matmul',
  '&': 'bit.and',
  '|': 'bit.or',
  '^': 'bit.xor',
  '<<': 'shift.left',
  '>>': 'shift.right',
};
const COMPARISONS: Readonly<Record<string, BinaryOperator>> = {
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '==': 'eq.value',
  '!=': 'ne.value',
  '<>': 'ne.value',
  is: 'is',
  'is not': 'is.not',
  in: 'in.py',
  'not in': 'not.in.py',
};

export const updateOperator = (token: string): BinaryOperator | undefined => BINARY[token.replace(/=$/, '')];

/** Lowers an expression. */
export function lowerExpression(l: Lowering, node: SyntaxNode): Expression {
  l.depth++;
  try {
    if (l.depth > MAX_SYNTAX_DEPTH) return notUnderstood(l, node, 'syntax nested too deeply');
    if (node.isError || node.isMissing || node.children.some((child) => child?.isError || child?.isMissing))
      return notUnderstood(l, node, 'a part with a syntax error');
    return lowerInner(l, node);
  } finally {
    l.depth--;
  }
}

function notUnderstood(l: Lowering, node: SyntaxNode, text: string): Expression {
  return { kind: 'unsupported', text, parts: [], touches: mentionedNames(node).touches, site: l.site(node) };
}

const field = (node: SyntaxNode, name: string): SyntaxNode => {
  const found = node.childForFieldName(name);
  if (found === null) throw new TypeError(`${node.type} without ${name}`);
  return found;
};

function lowerInner(l: Lowering, node: SyntaxNode): Expression {
  const site = l.site(node);
  switch (node.type) {
    case 'identifier':
    case 'keyword_identifier':
      return { kind: 'name', name: node.text, site };
    case 'integer':
    case 'float': {
      const number = parseNumber(node.text);
      return number === undefined
        ? notUnderstood(l, node, 'a number of this kind')
        : { kind: 'literal', ...number, site };
    }
    case 'true':
    case 'false':
      return { kind: 'literal', value: node.type === 'true', site };
    case 'none':
      return { kind: 'literal', value: null, site };
    case 'ellipsis':
      return { kind: 'name', name: 'Ellipsis', site };
    case 'string':
    case 'concatenated_string':
      return lowerString(l, node);
    case 'parenthesized_expression': {
      const [inner] = parts(node);
      return inner === undefined ? notUnderstood(l, node, 'an empty parenthesis') : l.expression(inner);
    }
    case 'expression_list':
    case 'tuple':
    case 'pattern_list':
    case 'tuple_pattern':
      return { kind: 'list', type: 'tuple', elements: parts(node).map((part) => lowerElement(l, part)), site };
    case 'list':
    case 'set':
      return { kind: 'list', type: node.type, elements: parts(node).map((part) => lowerElement(l, part)), site };
    case 'dictionary':
      return { kind: 'record', type: 'dict', entries: parts(node).map((part) => lowerEntry(l, part)), site };
    case 'unary_operator': {
      const operator = node.childForFieldName('operator')?.text;
      return {
        kind: 'unary',
        operator: operator === '-' ? 'negate' : operator === '+' ? 'plus' : 'bit.not',
        operand: l.expression(field(node, 'argument')),
        site,
      };
    }
    case 'not_operator':
      return { kind: 'unary', operator: 'not.py', operand: l.expression(field(node, 'argument')), site };
    case 'binary_operator': {
      const operator = BINARY[node.childForFieldName('operator')?.text ?? ''];
      if (operator === undefined) return notUnderstood(l, node, 'an operator of this kind');
      return {
        kind: 'binary',
        operator,
        left: l.expression(field(node, 'left')),
        right: l.expression(field(node, 'right')),
        site,
      };
    }
    case 'boolean_operator': {
      const operator: LogicalOperator = node.childForFieldName('operator')?.text === 'or' ? 'or.py' : 'and.py';
      return {
        kind: 'logical',
        operator,
        left: l.expression(field(node, 'left')),
        right: l.expression(field(node, 'right')),
        site,
      };
    }
    case 'comparison_operator':
      return lowerComparison(l, node, site);
    case 'conditional_expression': {
      const [consequent, test, otherwise] = parts(node);
      if (consequent === undefined || test === undefined || otherwise === undefined)
        return notUnderstood(l, node, 'a condition of this kind');
      return {
        kind: 'conditional',
        test: l.expression(test),
        consequent: l.expression(consequent),
        else: l.expression(otherwise),
        site,
      };
    }
    case 'named_expression':
      return { kind: 'assign', target: l.target(field(node, 'name')), value: l.expression(field(node, 'value')), site };
    case 'lambda':
      return { kind: 'function', definition: l.function(node, []), site };
    case 'attribute':
      return {
        kind: 'member',
        object: lowerObject(l, field(node, 'object')),
        name: field(node, 'attribute').text,
        optional: false,
        site,
      };
    case 'subscript':
      return {
        kind: 'index',
        object: l.expression(field(node, 'value')),
        index: lowerIndex(l, fields(node, 'subscript'), site),
        optional: false,
        site,
      };
    case 'slice':
      return lowerSlice(l, node, site);
    case 'call':
      return lowerCall(l, node, site);
    case 'list_comprehension':
    case 'set_comprehension':
    case 'dictionary_comprehension':
    case 'generator_expression':
      return lowerComprehension(l, node, site);
    case 'await': {
      const [value] = parts(node);
      return value === undefined
        ? notUnderstood(l, node, 'await')
        : { kind: 'await', value: l.expression(value), site };
    }
    case 'yield': {
      const [value] = parts(node);
      const delegate = node.children.some((child) => child?.type === 'from');
      return { kind: 'yield', delegate, site, ...(value === undefined ? {} : { value: l.expression(value) }) };
    }
    case 'list_splat':
    case 'type': {
      const [value] = parts(node);
      return value === undefined ? notUnderstood(l, node, 'a star') : l.expression(value);
    }
    default:
      return notUnderstood(l, node, 'an expression of this kind');
  }
}

const isSuper = (node: SyntaxNode): boolean =>
  node.type === 'call' && node.childForFieldName('function')?.text === 'super';

function lowerObject(l: Lowering, node: SyntaxNode): Expression {
  return isSuper(node) ? { kind: 'super', arguments: [], site: l.site(node) } : l.expression(node);
}

function lowerElement(l: Lowering, node: SyntaxNode): Expression | Spread {
  if (node.type !== 'list_splat' && node.type !== 'list_splat_pattern') return l.expression(node);
  const [value] = parts(node);
  return {
    kind: 'spread',
    value: value === undefined ? notUnderstood(l, node, 'a star') : l.expression(value),
    site: l.site(node),
  };
}

function lowerEntry(l: Lowering, node: SyntaxNode): Entry {
  if (node.type === 'pair')
    return { kind: 'property', key: l.expression(field(node, 'key')), value: l.expression(field(node, 'value')) };
  const [value] = parts(node);
  return { kind: 'spread', value: l.expression(value ?? node), site: l.site(node) };
}

function lowerComparison(l: Lowering, node: SyntaxNode, site: number): Expression {
  const operands = parts(node);
  const operators = fieldTokens(node);
  let result: Expression | undefined;
  for (const [i, token] of operators.entries()) {
    const [left, right] = [operands[i], operands[i + 1]];
    const operator = COMPARISONS[token];
    if (left === undefined || right === undefined || operator === undefined)
      return notUnderstood(l, node, 'a comparison of this kind');
    const one: Expression = { kind: 'binary', operator, left: l.expression(left), right: l.expression(right), site };
    result = result === undefined ? one : { kind: 'logical', operator: 'and.py', left: result, right: one, site };
  }
  return result ?? notUnderstood(l, node, 'a comparison of this kind');
}

/** The operators between the operands; `is not` and `not in` are two tokens in some versions of the grammar, one in others. */
function fieldTokens(node: SyntaxNode): string[] {
  const tokens: string[] = [];
  let current = '';
  for (const child of node.children) {
    if (child === null || child.type === 'comment') continue;
    if (child.isNamed) {
      if (current !== '') tokens.push(current);
      current = '';
    } else current = current === '' ? child.text.replace(/\s+/g, ' ') : `${current} ${child.text}`;
  }
  return tokens;
}

function lowerIndex(l: Lowering, subscripts: readonly SyntaxNode[], site: number): Expression {
  const [only] = subscripts;
  if (only !== undefined && subscripts.length === 1) return l.expression(only);
  return { kind: 'list', type: 'tuple', elements: subscripts.map((part) => lowerElement(l, part)), site };
}

function lowerSlice(l: Lowering, node: SyntaxNode, site: number): Expression {
  const found: (SyntaxNode | undefined)[] = [undefined, undefined, undefined];
  let at = 0;
  for (const child of node.children) {
    if (child === null || child.type === 'comment') continue;
    if (child.type === ':') at++;
    else found[at] = child;
  }
  const [start, stop, step] = found;
  return {
    kind: 'slice',
    site,
    ...(start === undefined ? {} : { start: l.expression(start) }),
    ...(stop === undefined ? {} : { stop: l.expression(stop) }),
    ...(step === undefined ? {} : { step: l.expression(step) }),
  };
}

function lowerCall(l: Lowering, node: SyntaxNode, site: number): Expression {
  const list = field(node, 'arguments');
  const callee = lowerCallee(l, field(node, 'function'));
  if (list.children.some((child) => child?.isError || child?.isMissing)) {
    const { touches } = mentionedNames(node);
    return { kind: 'unsupported', text: 'a call with a syntax error', parts: [], touches, site };
  }
  return { kind: 'call', callee, arguments: lowerArguments(l, list), construct: false, optional: false, site };
}

function lowerCallee(l: Lowering, node: SyntaxNode): Expression {
  return node.type === 'identifier' && node.text === 'super'
    ? { kind: 'name', name: 'super', site: l.site(node) }
    : l.expression(node);
}

/** Arguments of a call, or bases of a class. */
export function lowerArguments(l: Lowering, list: SyntaxNode): Argument[] {
  if (list.type === 'generator_expression') return [{ kind: 'positional', value: l.expression(list) }];
  return parts(list).map((node): Argument => {
    const [inner] = parts(node);
    if (node.type === 'keyword_argument')
      return { kind: 'keyword', name: field(node, 'name').text, value: l.expression(field(node, 'value')) };
    if (node.type === 'list_splat' && inner !== undefined) return { kind: 'spread', value: l.expression(inner) };
    if (node.type === 'dictionary_splat' && inner !== undefined)
      return { kind: 'keyword-spread', value: l.expression(inner) };
    return { kind: 'positional', value: l.expression(node) };
  });
}

function lowerComprehension(l: Lowering, node: SyntaxNode, site: number): Expression {
  const body = field(node, 'body');
  const clauses: { target: Target; iterable: Expression; conditions: Expression[] }[] = [];
  const locals: string[] = [];
  for (const part of parts(node)) {
    if (part.type === 'for_in_clause') {
      const left = field(part, 'left');
      locals.push(...targetNames(left));
      const right = fields(part, 'right');
      clauses.push({ target: l.target(left), iterable: lowerIndex(l, right, l.site(part)), conditions: [] });
    } else if (part.type === 'if_clause') {
      const [test] = parts(part);
      if (test !== undefined) clauses.at(-1)?.conditions.push(l.expression(test));
    }
  }
  const type =
    node.type === 'list_comprehension'
      ? 'list'
      : node.type === 'set_comprehension'
        ? 'set'
        : node.type === 'generator_expression'
          ? 'generator'
          : 'dict';
  const pair = body.type === 'pair';
  return {
    kind: 'comprehension',
    type,
    element: l.expression(pair ? field(body, 'value') : body),
    ...(pair ? { key: l.expression(field(body, 'key')) } : {}),
    clauses: clauses as Clause[],
    locals,
    site,
  };
}

/** Lowers what is assigned to. */
export function lowerTarget(l: Lowering, node: SyntaxNode): Target {
  const site = l.site(node);
  switch (node.type) {
    case 'identifier':
    case 'keyword_identifier':
      return { kind: 'name', name: node.text, site };
    case 'attribute':
      return { kind: 'member', object: l.expression(field(node, 'object')), name: field(node, 'attribute').text, site };
    case 'subscript':
      return {
        kind: 'index',
        object: l.expression(field(node, 'value')),
        index: lowerIndex(l, fields(node, 'subscript'), site),
        site,
      };
    case 'parenthesized_expression':
    case 'as_pattern_target': {
      const [inner] = parts(node);
      return inner === undefined ? { kind: 'list-pattern', elements: [], site } : lowerTarget(l, inner);
    }
    case 'list_splat_pattern':
    case 'list_splat': {
      const [inner] = parts(node);
      return inner === undefined ? { kind: 'list-pattern', elements: [], site } : lowerTarget(l, inner);
    }
    default: {
      const elements = parts(node);
      const rest = elements.findIndex(({ type }) => type === 'list_splat_pattern' || type === 'list_splat');
      return {
        kind: 'list-pattern',
        elements: elements.map((element) => lowerTarget(l, element)),
        ...(rest < 0 ? {} : { rest }),
        site,
      };
    }
  }
}
