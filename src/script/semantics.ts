import type { BinaryOperator, ClassDefinition, Expression, Site, UnaryOperator } from './ir.ts';
import type { Arguments, Closure, Frame, Machine } from './machine.ts';
import type { Address, Plain, Value } from './value.ts';

/** What of a language cannot be an operator of the IR: one implementation a language. */
export interface Semantics {
  readonly language: 'javascript' | 'python';
  /** What a function without return gives. */
  readonly nothing: Value;
  /** Whether a handler for these types takes a thrown value. */
  catches(machine: Machine, types: readonly Expression[], thrown: Value, frame: Frame): boolean;
  /** What `with` binds. */
  enter?(machine: Machine, context: Value, site: Site): Value;
  /** `self` of a method as the frame of its body has it. */
  selfOf(machine: Machine, closure: Closure, scope: Address, self: Value | undefined): Value | undefined;
  /** Calls an instance of a class of the script. */
  callInstance(machine: Machine, instance: Address, args: Arguments, site: Site): Value;
  /** Called before the body of a module runs. */
  startModule?(machine: Machine, scope: Address, file: string): void;
  /** A module inside a package that was not imported by name. */
  submodule?(machine: Machine, file: string, name: string): Value | undefined;
  /** `from library import *`. */
  starImport?(machine: Machine, module: Address, library: string, site: Site): void;
  importError?(machine: Machine, module: string, site: Site): Value;
  /** A name that no scope declares: a function of the language, or a library that is global; undefined where there is none. */
  global(machine: Machine, name: string, site: Site): Value | undefined;
  /** Truth of a value; undefined where it is not known. Choices are taken apart before. */
  truthy(machine: Machine, value: Plain, language: 'js' | 'py'): boolean | undefined;
  /** An operator on operands that are not both known numbers or symbols; undefined where the language gives it no meaning here. */
  binary(machine: Machine, operator: BinaryOperator, left: Plain, right: Plain, site: Site): Value | undefined;
  unary(machine: Machine, operator: UnaryOperator, operand: Plain, site: Site): Value | undefined;
  /** A member of a value that is no object of the script and of no library: strings, lists, dicts, functions. */
  member(machine: Machine, object: Plain, name: string, site: Site): Value;
  setMember(machine: Machine, object: Plain, name: string, value: Value, site: Site): void;
  index(machine: Machine, object: Plain, index: Plain, site: Site): Value;
  setIndex(machine: Machine, object: Plain, index: Plain, value: Value, site: Site): void;
  /** The elements of a value, in order; undefined where they are not known one by one. */
  iterate(machine: Machine, value: Plain, site: Site): readonly Value[] | undefined;
  /** Calls a function of the language. */
  builtin(machine: Machine, name: string, self: Value | undefined, args: Arguments, site: Site): Value;
  /** Binds arguments to the parameters of a function, in a scope that is already there. */
  bind(machine: Machine, closure: Closure, args: Arguments, scope: Address, self: Value | undefined, site: Site): void;
  /** Looks a member up on an instance or class of the script, through its bases; undefined where it is not there. */
  lookup(machine: Machine, object: Address, name: string, site: Site): Value | undefined;
  /** Makes an instance of a class of the script. */
  construct(machine: Machine, cls: Address, args: Arguments, site: Site): Value;
  /** `super(…)`: JavaScript's call of the base constructor, Python's object to look members up on. */
  superCall(machine: Machine, frame: Frame, args: Arguments, site: Site): Value;
  deleteIndex(machine: Machine, object: Value, index: Value, site: Site): void;
  /** Python's in-place operators on lists; whether it was one. */
  updateInPlace?(machine: Machine, operator: BinaryOperator, target: Value, value: Value, site: Site): boolean;
  /** A list was joined of others that are not all known one by one. */
  joinParts?(machine: Machine, list: Address, parts: readonly Value[], site: Site): void;
  /** A decorator that the language itself gives meaning (property, staticmethod); undefined: call it. */
  decorate?(machine: Machine, decorator: Expression, value: Value, frame: Frame, site: Site): Value | undefined;
  /** Called when a class was made (dataclasses, enums). */
  classMade?(machine: Machine, cls: Address, definition: ClassDefinition, frame: Frame): void;
  /** The value of `super`, or of a member of it, in a frame's method. */
  superMember(machine: Machine, home: Address, self: Value, name: string, site: Site): Value;
  /** Text of a value inside a template. */
  text(value: Plain): string | undefined;
}
