import { ts } from 'ts-morph';
import type { ClassDefinition, ClassMember, FunctionDefinition, Parameter, Statement } from '../../script/ir.ts';
import type { Lowering } from './lowering.ts';
import { boundNames, declaredNames, hoistedVariables } from './names.ts';

/** Lowers anything that is called: functions, arrows, methods, accessors, constructors. */
export function lowerFunction(l: Lowering, node: ts.FunctionLikeDeclaration): FunctionDefinition {
  const site = l.site(node);
  const parameters = node.parameters.filter(({ name }) => !(ts.isIdentifier(name) && name.text === 'this'));
  const { body } = node;
  const statements = body !== undefined && ts.isBlock(body) ? body.statements : [];
  const lowered: Statement[] =
    body === undefined
      ? []
      : ts.isBlock(body)
        ? l.statements(body.statements)
        : [{ kind: 'return', value: l.expression(body), site: l.site(body) }];
  const properties = parameters
    .filter((parameter) => ts.isParameterPropertyDeclaration(parameter, node))
    .map((parameter) => parameterProperty(l, parameter));
  const bound = parameters.flatMap(({ name }) => boundNames(name));
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  return {
    name: functionName(node),
    parameters: parameters.map((parameter) => lowerParameter(l, parameter)),
    body: [...properties, ...lowered],
    locals: [
      ...new Set([
        ...bound,
        ...declaredNames(statements),
        ...hoistedVariables(statements),
        ...(ts.isFunctionExpression(node) && node.name ? [node.name.text] : []),
      ]),
    ],
    generator: 'asteriskToken' in node && node.asteriskToken !== undefined,
    async: modifiers.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword),
    arrow: ts.isArrowFunction(node),
    defaultsAt: 'call',
    decorators: [],
    site,
  };
}

function functionName(node: ts.FunctionLikeDeclaration): string {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (node.name !== undefined && (ts.isIdentifier(node.name) || ts.isStringLiteral(node.name))) return node.name.text;
  const { parent } = node;
  if (
    parent !== undefined &&
    (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) &&
    ts.isIdentifier(parent.name)
  )
    return parent.name.text;
  return 'anonymous';
}

function lowerParameter(l: Lowering, parameter: ts.ParameterDeclaration): Parameter {
  return {
    kind: parameter.dotDotDotToken === undefined ? 'positional' : 'rest',
    target: l.binding(parameter.name),
    site: l.site(parameter),
    ...(ts.isIdentifier(parameter.name) ? { name: parameter.name.text } : {}),
    ...(parameter.initializer === undefined ? {} : { default: l.expression(parameter.initializer) }),
  };
}

/** `constructor(private lr: number)` assigns `this.lr`. */
function parameterProperty(l: Lowering, parameter: ts.ParameterDeclaration): Statement {
  const site = l.site(parameter);
  const name = ts.isIdentifier(parameter.name) ? parameter.name.text : '';
  return {
    kind: 'expression',
    expression: {
      kind: 'assign',
      target: { kind: 'member', object: { kind: 'this', site }, name, site },
      value: { kind: 'name', name, site },
      site,
    },
    site,
  };
}

/** Lowers a class; its name is bound inside it. */
export function lowerClass(l: Lowering, node: ts.ClassLikeDeclaration): ClassDefinition {
  const extending = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  return {
    name: node.name?.text ?? 'anonymous',
    bases: (extending?.types ?? []).map(({ expression }) => l.expression(expression)),
    keywords: [],
    members: node.members.flatMap((member) => lowerMember(l, member)),
    decorators: [],
    site: l.site(node),
  };
}

function lowerMember(l: Lowering, member: ts.ClassElement): ClassMember[] {
  const site = l.site(member);
  const isStatic =
    ts.canHaveModifiers(member) &&
    (ts.getModifiers(member) ?? []).some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
  if (ts.isClassStaticBlockDeclaration(member))
    return [{ kind: 'block', static: true, body: l.statements(member.body.statements), site }];
  if (ts.isConstructorDeclaration(member)) {
    if (member.body === undefined) return [];
    return [
      {
        kind: 'method',
        static: false,
        name: { kind: 'literal', value: 'constructor', site },
        function: l.function(member),
        site,
      },
    ];
  }
  if (ts.isPropertyDeclaration(member)) {
    const name = l.key(member.name);
    return [
      {
        kind: 'field',
        static: isStatic,
        name,
        site,
        ...(member.initializer === undefined ? {} : { value: l.expression(member.initializer) }),
      },
    ];
  }
  if (ts.isMethodDeclaration(member) || ts.isGetAccessorDeclaration(member) || ts.isSetAccessorDeclaration(member)) {
    if (member.body === undefined) return [];
    const kind = ts.isMethodDeclaration(member) ? 'method' : ts.isGetAccessorDeclaration(member) ? 'getter' : 'setter';
    return [{ kind, static: isStatic, name: l.key(member.name), function: l.function(member), site }];
  }
  return [];
}
