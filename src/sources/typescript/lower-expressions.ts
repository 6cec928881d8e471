import { ts } from 'ts-morph';
import type {
  Argument,
  BinaryOperator,
  Entry,
  Expression,
  LogicalOperator,
  Spread,
  Target,
  UnaryOperator,
} from '../../script/ir.ts';
import { type Lowering, MAX_SYNTAX_DEPTH } from './lowering.ts';
import { mentionedNames } from './names.ts';

const K = ts.SyntaxKind;

const BINARY: ReadonlyMap<ts.SyntaxKind, BinaryOperator> = new Map<ts.SyntaxKind, BinaryOperator>([
  [K.PlusToken, 'add.js'],
  [K.MinusToken, 'sub'],
  [K.AsteriskToken, 'mul'],
  [K.SlashToken, 'div.js'],
  [K.PercentToken, 'mod.trunc'],
  [K.AsteriskAsteriskToken, 'pow'],
  [K.EqualsEqualsEqualsToken, 'eq.strict'],
  [K.ExclamationEqualsEqualsToken, 'ne.strict'],
  [K.EqualsEqualsToken, 'eq.loose'],
  [K.ExclamationEqualsToken, 'ne.loose'],
  [K.LessThanToken, 'lt'],
  [K.LessThanEqualsToken, 'le'],
  [K.GreaterThanToken, 'gt'],
  [K.GreaterThanEqualsToken, 'ge'],
  [K.InKeyword, 'in.js'],
  [K.InstanceOfKeyword, 'instanceof'],
  [K.AmpersandToken, 'bit.and'],
  [K.BarToken, 'bit.or'],
  [K.CaretToken, 'bit.xor'],
  [K.LessThanLessThanToken, 'shift.left'],
  [K.GreaterThanGreaterThanToken, 'shift.right'],
  [K.GreaterThanGreaterThanGreaterThanToken, 'shift.right.unsigned'],
]);

const UPDATES: ReadonlyMap<ts.SyntaxKind, BinaryOperator | LogicalOperator> = new Map<
  ts.SyntaxKind,
  BinaryOperator | LogicalOperator
>([
  [K.PlusEqualsToken, 'add.js'],
  [K.MinusEqualsToken, 'sub'],
  [K.AsteriskEqualsToken, 'mul'],
  [K.SlashEqualsToken, 'div.js'],
  [K.PercentEqualsToken, 'mod.trunc'],
  [K.AsteriskAsteriskEqualsToken, 'pow'],
  [K.AmpersandEqualsToken, 'bit.and'],
  [K.BarEqualsToken, 'bit.or'],
  [K.CaretEqualsToken, 'bit.xor'],
  [K.LessThanLessThanEqualsToken, 'shift.left'],
  [K.GreaterThanGreaterThanEqualsToken, 'shift.right'],
  [K.GreaterThanGreaterThanGreaterThanEqualsToken, 'shift.right.unsigned'],
  [K.AmpersandAmpersandEqualsToken, 'and.js'],
  [K.BarBarEqualsToken, 'or.js'],
  [K.QuestionQuestionEqualsToken, 'nullish'],
]);

const LOGICAL: ReadonlyMap<ts.SyntaxKind, LogicalOperator> = new Map<ts.SyntaxKind, LogicalOperator>([
  [K.AmpersandAmpersandToken, 'and.js'],
  [K.BarBarToken, 'or.js'],
  [K.QuestionQuestionToken, 'nullish'],
]);

const UNARY: ReadonlyMap<ts.SyntaxKind, UnaryOperator> = new Map<ts.SyntaxKind, UnaryOperator>([
  [K.ExclamationToken, 'not.js'],
  [K.MinusToken, 'negate'],
  [K.PlusToken, 'plus'],
  [K.TildeToken, 'bit.not'],
]);

/** Lowers an expression. */
export function lowerExpression(l: Lowering, node: ts.Expression): Expression {
  l.depth++;
  try {
    return l.depth > MAX_SYNTAX_DEPTH ? notUnderstood(l, node, 'syntax nested too deeply') : lowerInner(l, node);
  } finally {
    l.depth--;
  }
}

function lowerInner(l: Lowering, node: ts.Expression): Expression {
  const site = l.site(node);
  if (ts.isIdentifier(node)) {
    return node.text === 'undefined'
      ? { kind: 'literal', value: undefined, site }
      : { kind: 'name', name: node.text, site };
  }
  if (ts.isNumericLiteral(node)) return { kind: 'literal', value: Number(node.text.replaceAll('_', '')), site };
  if (ts.isBigIntLiteral(node))
    return { kind: 'literal', value: BigInt(node.text.slice(0, -1).replaceAll('_', '')), site };
  if (ts.isStringLiteralLike(node)) return { kind: 'literal', value: node.text, site };
  if (ts.isTemplateExpression(node)) {
    const parts = node.templateSpans.flatMap((span) => [lowerExpression(l, span.expression), span.literal.text]);
    return { kind: 'template', parts: [node.head.text, ...parts], site };
  }
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node)
  ) {
    return lowerExpression(l, node.expression);
  }
  if (ts.isArrayLiteralExpression(node))
    return { kind: 'list', type: 'array', elements: node.elements.map((element) => lowerElement(l, element)), site };
  if (ts.isObjectLiteralExpression(node))
    return {
      kind: 'record',
      type: 'object',
      entries: node.properties.map((property) => lowerProperty(l, property)),
      site,
    };
  if (ts.isPropertyAccessExpression(node)) {
    return {
      kind: 'member',
      object: lowerObject(l, node.expression),
      name: node.name.text,
      optional: ts.isOptionalChain(node),
      site,
    };
  }
  if (ts.isElementAccessExpression(node)) {
    return {
      kind: 'index',
      object: lowerExpression(l, node.expression),
      index: lowerExpression(l, node.argumentExpression),
      optional: ts.isOptionalChain(node),
      site,
    };
  }
  if (ts.isCallExpression(node)) return lowerCall(l, node, site);
  if (ts.isNewExpression(node)) {
    return {
      kind: 'call',
      callee: lowerExpression(l, node.expression),
      arguments: lowerArguments(l, node.arguments ?? []),
      construct: true,
      optional: false,
      site,
    };
  }
  if (ts.isFunctionExpression(node) || ts.isArrowFunction(node))
    return { kind: 'function', definition: l.function(node), site };
  if (ts.isClassExpression(node)) return { kind: 'class', definition: l.class(node), site };
  if (ts.isBinaryExpression(node)) return lowerBinary(l, node, site);
  if (ts.isConditionalExpression(node)) {
    return {
      kind: 'conditional',
      test: lowerExpression(l, node.condition),
      consequent: lowerExpression(l, node.whenTrue),
      else: lowerExpression(l, node.whenFalse),
      site,
    };
  }
  if (ts.isPrefixUnaryExpression(node)) return lowerPrefix(l, node, site);
  if (ts.isPostfixUnaryExpression(node)) {
    return {
      kind: 'update',
      target: lowerTarget(l, node.operand),
      operator: node.operator === K.PlusPlusToken ? 'add.js' : 'sub',
      value: { kind: 'literal', value: 1, site },
      result: 'before',
      inPlace: false,
      site,
    };
  }
  if (ts.isTypeOfExpression(node))
    return { kind: 'unary', operator: 'typeof', operand: lowerExpression(l, node.expression), site };
  if (ts.isVoidExpression(node))
    return { kind: 'unary', operator: 'void', operand: lowerExpression(l, node.expression), site };
  if (ts.isDeleteExpression(node)) return { kind: 'delete', target: lowerTarget(l, node.expression), site };
  if (ts.isAwaitExpression(node)) return { kind: 'await', value: lowerExpression(l, node.expression), site };
  if (ts.isYieldExpression(node)) {
    return {
      kind: 'yield',
      delegate: node.asteriskToken !== undefined,
      site,
      ...(node.expression === undefined ? {} : { value: lowerExpression(l, node.expression) }),
    };
  }
  switch (node.kind) {
    case K.TrueKeyword:
      return { kind: 'literal', value: true, site };
    case K.FalseKeyword:
      return { kind: 'literal', value: false, site };
    case K.NullKeyword:
      return { kind: 'literal', value: null, site };
    case K.ThisKeyword:
      return { kind: 'this', site };
    case K.OmittedExpression:
      return { kind: 'literal', value: undefined, site };
    default:
      return notUnderstood(l, node, ts.isMetaProperty(node) ? 'import.meta' : describe(node));
  }
}

function describe(node: ts.Node): string {
  if (ts.isRegularExpressionLiteral(node)) return 'a regular expression';
  if (ts.isTaggedTemplateExpression(node)) return 'a tagged template';
  if (ts.isJsxElement(node) || ts.isJsxFragment(node) || ts.isJsxSelfClosingElement(node)) return 'JSX';
  return 'an expression of this kind';
}

/** Its parts are evaluated for what they do; the value is unknown. */
function notUnderstood(l: Lowering, node: ts.Node, text: string): Expression {
  return {
    kind: 'unsupported',
    text,
    parts: [],
    touches: ts.isRegularExpressionLiteral(node) ? [] : mentionedNames(node).touches,
    site: l.site(node),
  };
}

function lowerObject(l: Lowering, node: ts.Expression): Expression {
  return node.kind === K.SuperKeyword ? { kind: 'super', arguments: [], site: l.site(node) } : lowerExpression(l, node);
}

function lowerElement(l: Lowering, node: ts.Expression): Expression | Spread | undefined {
  if (ts.isOmittedExpression(node)) return undefined;
  if (ts.isSpreadElement(node))
    return { kind: 'spread', value: lowerExpression(l, node.expression), site: l.site(node) };
  return lowerExpression(l, node);
}

/** The key of a property, method or pattern. */
export function lowerKey(l: Lowering, name: ts.PropertyName): Expression {
  if (ts.isComputedPropertyName(name)) return lowerExpression(l, name.expression);
  if (ts.isNumericLiteral(name)) return { kind: 'literal', value: String(Number(name.text)), site: l.site(name) };
  return { kind: 'literal', value: name.text, site: l.site(name) };
}

function lowerProperty(l: Lowering, property: ts.ObjectLiteralElementLike): Entry {
  if (ts.isSpreadAssignment(property))
    return { kind: 'spread', value: lowerExpression(l, property.expression), site: l.site(property) };
  if (ts.isShorthandPropertyAssignment(property)) {
    const site = l.site(property);
    return {
      kind: 'property',
      key: { kind: 'literal', value: property.name.text, site },
      value: { kind: 'name', name: property.name.text, site },
    };
  }
  const key = lowerKey(l, property.name);
  if (ts.isPropertyAssignment(property))
    return { kind: 'property', key, value: lowerExpression(l, property.initializer) };
  const definition = l.function(property);
  if (ts.isMethodDeclaration(property))
    return { kind: 'property', key, value: { kind: 'function', definition, site: l.site(property) } };
  return { kind: 'accessor', key, get: ts.isGetAccessorDeclaration(property), function: definition };
}

/** Arguments of a call. */
function lowerArguments(l: Lowering, list: readonly ts.Expression[]): Argument[] {
  return list.map((argument) =>
    ts.isSpreadElement(argument)
      ? { kind: 'spread', value: lowerExpression(l, argument.expression) }
      : { kind: 'positional', value: lowerExpression(l, argument) },
  );
}

function lowerCall(l: Lowering, node: ts.CallExpression, site: number): Expression {
  const list = lowerArguments(l, node.arguments);
  if (node.expression.kind === K.SuperKeyword) {
    return {
      kind: 'call',
      callee: { kind: 'super', arguments: [], site },
      arguments: list,
      construct: false,
      optional: false,
      site,
    };
  }
  if (node.expression.kind === K.ImportKeyword) {
    return {
      kind: 'call',
      callee: { kind: 'name', name: 'require', site },
      arguments: list,
      construct: false,
      optional: false,
      site,
    };
  }
  return {
    kind: 'call',
    callee: lowerExpression(l, node.expression),
    arguments: list,
    construct: false,
    optional: ts.isOptionalChain(node),
    site,
  };
}

function lowerBinary(l: Lowering, node: ts.BinaryExpression, site: number): Expression {
  const operator = node.operatorToken.kind;
  if (operator === K.EqualsToken)
    return { kind: 'assign', target: lowerTarget(l, node.left), value: lowerExpression(l, node.right), site };
  if (operator === K.CommaToken)
    return { kind: 'sequence', expressions: [lowerExpression(l, node.left), lowerExpression(l, node.right)], site };
  const update = UPDATES.get(operator);
  if (update !== undefined) {
    return {
      kind: 'update',
      target: lowerTarget(l, node.left),
      operator: update,
      value: lowerExpression(l, node.right),
      result: 'after',
      inPlace: false,
      site,
    };
  }
  const logical = LOGICAL.get(operator);
  const binary = BINARY.get(operator);
  const [left, right] = [lowerExpression(l, node.left), lowerExpression(l, node.right)];
  if (logical !== undefined) return { kind: 'logical', operator: logical, left, right, site };
  if (binary !== undefined) return { kind: 'binary', operator: binary, left, right, site };
  return { kind: 'unsupported', text: 'an operator', parts: [left, right], touches: [], site };
}

function lowerPrefix(l: Lowering, node: ts.PrefixUnaryExpression, site: number): Expression {
  if (node.operator === K.PlusPlusToken || node.operator === K.MinusMinusToken) {
    const operator = node.operator === K.PlusPlusToken ? 'add.js' : 'sub';
    return {
      kind: 'update',
      target: lowerTarget(l, node.operand),
      operator,
      value: { kind: 'literal', value: 1, site },
      result: 'after',
      inPlace: false,
      site,
    };
  }
  const operand = lowerExpression(l, node.operand);
  // A negative number is one literal to whoever looks at the line.
  if (node.operator === K.MinusToken && operand.kind === 'literal' && typeof operand.value === 'number')
    return { ...operand, value: -operand.value, site };
  return { kind: 'unary', operator: UNARY.get(node.operator) ?? 'plus', operand, site };
}

/** What an assignment writes to. */
export function lowerTarget(l: Lowering, node: ts.Expression): Target {
  const site = l.site(node);
  if (ts.isIdentifier(node)) return { kind: 'name', name: node.text, site };
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node))
    return lowerTarget(l, node.expression);
  if (ts.isPropertyAccessExpression(node))
    return { kind: 'member', object: lowerObject(l, node.expression), name: node.name.text, site };
  if (ts.isElementAccessExpression(node))
    return {
      kind: 'index',
      object: lowerExpression(l, node.expression),
      index: lowerExpression(l, node.argumentExpression),
      site,
    };
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === K.EqualsToken) {
    return {
      kind: 'default-pattern',
      target: lowerTarget(l, node.left),
      default: lowerExpression(l, node.right),
      site,
    };
  }
  if (ts.isArrayLiteralExpression(node)) {
    const rest = node.elements.findIndex((element) => ts.isSpreadElement(element));
    const elements = node.elements.map((element) =>
      ts.isOmittedExpression(element)
        ? undefined
        : lowerTarget(l, ts.isSpreadElement(element) ? element.expression : element),
    );
    return { kind: 'list-pattern', elements, site, ...(rest < 0 ? {} : { rest }) };
  }
  if (ts.isObjectLiteralExpression(node)) return objectTarget(l, node, site);
  // Nothing else can be assigned to: evaluating it and dropping the value changes nothing.
  return { kind: 'list-pattern', elements: [], site };
}

function objectTarget(l: Lowering, node: ts.ObjectLiteralExpression, site: number): Target {
  const properties: { key: Expression; target: Target }[] = [];
  let rest: Target | undefined;
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) rest = lowerTarget(l, property.expression);
    else if (ts.isShorthandPropertyAssignment(property)) {
      const at = l.site(property);
      const name: Target = { kind: 'name', name: property.name.text, site: at };
      const { objectAssignmentInitializer: initial } = property;
      properties.push({
        key: { kind: 'literal', value: property.name.text, site: at },
        target:
          initial === undefined
            ? name
            : { kind: 'default-pattern', target: name, default: lowerExpression(l, initial), site: at },
      });
    } else if (ts.isPropertyAssignment(property)) {
      properties.push({ key: lowerKey(l, property.name), target: lowerTarget(l, property.initializer) });
    }
  }
  return { kind: 'record-pattern', properties, site, ...(rest === undefined ? {} : { rest }) };
}

/** The target of a declaration or parameter. */
export function lowerBinding(l: Lowering, name: ts.BindingName): Target {
  const site = l.site(name);
  if (ts.isIdentifier(name)) return { kind: 'name', name: name.text, site };
  const withDefault = (element: ts.BindingElement): Target => {
    const target = lowerBinding(l, element.name);
    return element.initializer === undefined
      ? target
      : { kind: 'default-pattern', target, default: lowerExpression(l, element.initializer), site: l.site(element) };
  };
  if (ts.isArrayBindingPattern(name)) {
    const rest = name.elements.findIndex(
      (element) => ts.isBindingElement(element) && element.dotDotDotToken !== undefined,
    );
    const elements = name.elements.map((element) => (ts.isBindingElement(element) ? withDefault(element) : undefined));
    return { kind: 'list-pattern', elements, site, ...(rest < 0 ? {} : { rest }) };
  }
  const properties: { key: Expression; target: Target }[] = [];
  let rest: Target | undefined;
  for (const element of name.elements) {
    if (element.dotDotDotToken !== undefined) rest = lowerBinding(l, element.name);
    else if (element.propertyName !== undefined)
      properties.push({ key: lowerKey(l, element.propertyName), target: withDefault(element) });
    else if (ts.isIdentifier(element.name)) {
      properties.push({
        key: { kind: 'literal', value: element.name.text, site: l.site(element.name) },
        target: withDefault(element),
      });
    }
  }
  return { kind: 'record-pattern', properties, site, ...(rest === undefined ? {} : { rest }) };
}
