import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { evaluateJavaScript } from './support.ts';

/** Programs whose every input is written: what the evaluator claims must be what JavaScript gives. */
const PROGRAMS: Readonly<Record<string, string>> = {
  aliasing: 'const a = { x: 1 }; const b = a; b.x = 2; var result = a.x;',
  'aliased arrays': 'const a = [1]; const b = a; b.push(2, 3); var result = [a.length, a];',
  'closures in loops keep their own let':
    'const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i); var result = fs.map((f) => f());',
  'closures over var share it':
    'var fs = []; for (var i = 0; i < 3; i++) fs.push(() => i); var result = fs.map((f) => f());',
  'for of closures':
    'const fs = []; for (const v of [1, 2, 3]) fs.push(() => v * 10); var result = fs.map((f) => f());',
  'late binding': 'let x = 1; const f = () => x; x = 5; var result = f();',
  hoisting: 'var result = twice(4); function twice(n) { return n * 2; }',
  destructuring:
    'const { a, b: { c = 7, ...rest }, d = 4 } = { a: 1, b: { x: 2, y: 3 } }; var result = [a, c, rest, d];',
  'array destructuring': 'const [a, , b = 9, ...rest] = [1, 2, undefined, 4, 5]; var result = [a, b, rest];',
  'assignment patterns': 'let a = 1, b = 2; [a, b] = [b, a]; ({ a, x: b } = { a: a + 10, x: 3 }); var result = [a, b];',
  'default parameters':
    'const f = (a, b = a * 2, { c = 3 } = {}) => [a, b, c]; var result = [f(1), f(1, undefined, { c: 5 }), f(1, 0)];',
  spread: 'const a = [1, 2]; const o = { x: 1, ...{ x: 2, y: 3 } }; var result = [[0, ...a, 3], o, Math.max(...a)];',
  rest: 'const f = (first, ...others) => others.length + first; var result = f(1, 2, 3);',
  getters:
    'const o = { n: 2, get double() { return this.n * 2; }, set half(v) { this.n = v / 2; } }; o.half = 20; var result = [o.n, o.double];',
  classes:
    'class A { x = 1; static make() { return new A(); } constructor(y) { this.y = y ?? 4; } sum() { return this.x + this.y; } get twice() { return this.sum() * 2; } } var result = [new A(2).sum(), A.make().twice];',
  inheritance:
    'class A { constructor(n) { this.n = n; } name() { return "A" + this.n; } } class B extends A { m = this.n + 1; constructor() { super(5); this.k = this.m * 2; } name() { return "B" + super.name(); } } const b = new B(); var result = [b.name(), b.m, b.k, b instanceof A];',
  'static fields': 'class C { static rate = 0.1; static { C.rate *= 2; } } var result = C.rate;',
  'this in methods and arrows':
    'const o = { k: 3, list() { return [1, 2].map((v) => v * this.k); } }; var result = o.list();',
  generators: 'function* g(n) { for (let i = 0; i < n; i++) yield i * i; yield* [100, 200]; } var result = [...g(3)];',
  exceptions:
    'let log = []; function f(x) { if (x > 1) throw new Error("big"); return x; } try { log.push(f(1)); log.push(f(2)); log.push(3); } catch (e) { log.push("caught"); } finally { log.push("end"); } var result = log;',
  'early return':
    'function f(x) { if (x > 0) { if (x > 10) return "big"; return "small"; } return "none"; } var result = [f(20), f(2), f(-1)];',
  'break and continue':
    'const r = []; outer: for (let i = 0; i < 5; i++) { for (let j = 0; j < 5; j++) { if (j === 3) continue outer; if (i === 2) break outer; r.push(i * 10 + j); } } var result = r;',
  while: 'let n = 0, k = 1; while (k < 100) { k *= 2; n++; } do { n += 10; } while (false); var result = [n, k];',
  switch:
    'const f = (x) => { switch (x) { case 1: return "one"; case 2: case 3: { x += 10; } default: x += 100; } return x; }; var result = [f(1), f(2), f(3), f(9)];',
  'switch with break':
    'let r = ""; for (const c of ["a", "b", "z"]) { switch (c) { case "a": r += 1; break; case "b": r += 2; break; default: r += 9; } } var result = r;',
  'logical operators':
    'let a = null; a ??= 5; let b = 0; b ||= 7; let c = 1; c &&= 8; var result = [a, b, c, null?.x, (0 || null) ?? "d"];',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the program of the test holds the template
  templates: 'const n = 3; var result = `a${n}b${n + 1}`;',
  'computed keys': 'const k = "x"; const o = { [k + 1]: 2, ["y"]: 3 }; o[k] = 4; delete o.y; var result = o;',
  'object functions':
    'const o = { a: 1, b: 2 }; var result = [Object.keys(o), Object.values(o), Object.entries(o), Object.assign({}, o, { c: 3 }), Object.fromEntries([["q", 1]])];',
  'array methods':
    'const a = [3, 1, 2]; var result = [a.filter((x) => x > 1), a.reduce((s, x) => s + x, 0), a.some((x) => x > 2), a.every((x) => x > 2), a.find((x) => x < 3), a.indexOf(2), a.includes(9), [...a].reverse(), a.slice(-2), a.concat([7], 8), a.join("-"), a.at(-1), [[1], [2, 3]].flat()];',
  'array from':
    'var result = [Array.from({ length: 3 }, (_, i) => i * 2), new Array(2).fill(0), Array.from("ab"), [...new Set([1, 1, 2])]];',
  'string methods':
    'var result = ["Adam".toLowerCase(), "a,b".split(","), " x ".trim(), "rmsprop".includes("prop"), "abc".slice(1), "x".padStart(3, "-"), "ab"[1]];',
  numbers:
    'var result = [0.1 + 0.2, 7 % 3, -7 % 3, 2 ** 10, 5 / 2, 1e-4, Number("3.5"), parseInt("42px"), (0.123456).toFixed(2), ~~7.9, 1 << 4, 7 & 3];',
  math: 'var result = [Math.cos(Math.PI), Math.floor(-1.5), Math.pow(0.1, 2), Math.sqrt(2), Math.min(3, 1), Math.round(2.5)];',
  'cosine schedule':
    'const lr = (e) => 0.5 * 0.1 * (1 + Math.cos((Math.PI * e) / 90)); var result = [lr(0), lr(45), lr(90)];',
  'async functions':
    'async function f(x) { const y = await Promise.resolve(x + 1); return y * 2; } var result = 0; result = [1].length;',
  maps: 'const m = new Map([["a", 1]]); m.set("b", 2); var result = [m.get("a"), m.has("b"), m.has("c"), m.size, [...m.values()]];',
  'immediately invoked': 'var result = (() => { const x = 2; return x + 1; })();',
  recursion: 'const f = (n) => (n < 2 ? 1 : n * f(n - 1)); var result = f(10);',
  'comma and void':
    'let x = (1, 2); var result = [x, void 0, typeof x, typeof "s", typeof {}, typeof undefined, typeof (() => 1)];',
  equality: 'const o = {}; var result = [o === o, o === {}, null == undefined, "1" == 1, NaN === NaN, [] === []];',
  'update order': 'let i = 1; const a = [i++, i, ++i, i--]; var result = [a, i];',
  'nested functions and shadowing':
    'let x = 1; { let x = 2; { x = 3; } } function f() { var x = 9; return x; } var result = [x, f()];',
  'long loops': 'let s = 0; for (let i = 0; i < 1000; i++) s += i; var result = s;',
  'objects in arrays':
    'const layers = []; for (const units of [8, 16]) layers.push({ units, act: units > 8 ? "relu" : "tanh" }); layers[0].units += 1; var result = layers;',
  'call and apply':
    'function f(a, b) { return this.k + a + b; } var result = [f.call({ k: 1 }, 2, 3), f.apply({ k: 10 }, [2, 3])];',
  'in operator': 'var result = ["a" in { a: 1 }, "b" in { a: 1 }];',
  'iterating entries':
    'let r = []; for (const [k, v] of Object.entries({ a: 1, b: 2 })) r.push(k + v); for (const k in { z: 1 }) r.push(k); var result = r;',
};

describe('what is claimed of a program is what JavaScript gives', () => {
  for (const [title, program] of Object.entries(PROGRAMS)) {
    it(title, () => {
      const context: { result?: unknown } = {};
      runInNewContext(program, context);
      expect(JSON.stringify(evaluateJavaScript(program).result)).toBe(JSON.stringify(context.result));
    });
  }
});

/** Programs with an unknown input: `input` is a library name, its value not known. */
const UNKNOWNS: Readonly<Record<string, readonly [program: string, expected: unknown]>> = {
  'a branch gives a choice': ['let x = 1; if (input()) x = 2; var result = x;', { oneOf: [2, 1] }],
  'both arms the same give the value': ['let x; if (input()) x = 2; else x = 2; var result = x;', 2],
  'two tests of one flag agree': [
    'const f = input() > 3; let x = 0, y = 0; if (f) x = 1; if (f) y = x + 1; var result = y;',
    { oneOf: [2, 0] },
  ],
  'writes through an alias in an arm': [
    'const o = { lr: 1 }; const p = o; if (input()) p.lr = 2; var result = o.lr;',
    { oneOf: [2, 1] },
  ],
  'pushes in an arm': [
    'const a = [1]; if (input()) a.push(2); a.push(3); var result = a;',
    {
      oneOf: [
        [1, 2, 3],
        [1, 3],
      ],
    },
  ],
  'an early return under an unknown condition': [
    'const u = input(); function f() { if (u) return 1; return 2; } var result = f();',
    { oneOf: [1, 2] },
  ],
  'writes before an early return': [
    'const u = input(); let x = 0; function f() { x = 1; if (u) { x = 2; return; } x = 3; } f(); var result = x;',
    { oneOf: [2, 3] },
  ],
  'a throwing arm is left out': ['const u = input(); let x = 1; if (u) throw new Error(); x = 2; var result = x;', 2],
  'a loop of unknown length forgets what it writes': [
    'let x = 1, y = 5; const n = input(); for (let i = 0; i < n; i++) x += 1; var result = [x, y];',
    [{ oneOf: ['?', 1] }, 5],
  ],
  'a constant written in a loop is one of two': [
    'let x = 1; for (const v of input()) x = 7; var result = x;',
    { oneOf: [7, 1] },
  ],
  'conditional expressions': ['var result = input() ? "adam" : "sgd";', { oneOf: ['adam', 'sgd'] }],
  'choices compute': ['const b = input() ? 32 : 64; var result = b * 2;', { oneOf: [64, 128] }],
  'an unknown call forgets what it got': ['const o = { a: 1 }; const f = [][input()]; f(o); var result = o.a;', '?'],
  'a missing key of an object written under an unknown key': [
    'const o = { a: 1 }; o[input()] = 2; var result = [o.b];',
    ['?'],
  ],
  'narrowing by equality': [
    'const name = process.argv[2]; let r = "x"; if (name === "adam") r = name; else if (name === "sgd") r = name; var result = r;',
    { oneOf: ['adam', 'sgd', 'x'] },
  ],
  'switch on an unknown': [
    'const n = process.argv[2]; let r; switch (n) { case "a": r = 1; break; case "b": r = 2; break; default: r = 3; } var result = r;',
    { oneOf: [1, 2, 3] },
  ],
  'break under an unknown condition': [
    'let x = 0; for (const i of [1, 2, 3]) { if (input()) break; x = i; } var result = typeof x;',
    'number',
  ],
};

describe('what is not known stays so, and no more than that', () => {
  const library = { isGlobal: (name: string) => name === 'input' || name === 'process' };
  for (const [title, [program, expected]] of Object.entries(UNKNOWNS)) {
    it(title, () => {
      const { result } = evaluateJavaScript(program, {
        library: {
          ...library,
          call: (m, call) =>
            call.name === 'input' || call.name === 'operator.index' || call.name === 'operator.gt'
              ? m.unknown('input', 'input', call.site)
              : undefined,
        },
      });
      expect(result).toEqual(expected);
    });
  }
});
