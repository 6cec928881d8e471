"""Small Python programs and what CPython makes of them; writes data/python-programs.json."""
import json, os

PROGRAMS = {
    "aliasing": "a = {'x': 1}; b = a; b['x'] = 2; result = a['x']",
    "lists": "a = [1]; b = a; b.append(2); b += [3]; result = [len(a), a, a[-1], a[::-1], a[1:]]",
    "closures": "fs = [lambda: i for i in range(3)]; result = [f() for f in fs]",
    "default binding": "fs = [lambda i=i: i * 10 for i in range(3)]; result = [f() for f in fs]",
    "late binding": "x = 1\ndef f(): return x\nx = 5\nresult = f()",
    "global": "n = 0\ndef f():\n    global n\n    n += 1\nf(); f()\nresult = n",
    "nonlocal": "def outer():\n    n = 0\n    def inner():\n        nonlocal n\n        n += 2\n        return n\n    inner()\n    return inner()\nresult = outer()",
    "unpacking": "a, (b, *c), d = 1, (2, 3, 4), 5; first, *rest, last = [1, 2, 3, 4]; result = [a, b, c, d, first, rest, last]",
    "swap": "a = 1; b = 2; a, b = b, a; result = [a, b]",
    "arguments": "def f(a, b=2, *args, c, d=4, **kw): return [a, b, list(args), c, d, kw]\nresult = [f(1, c=3), f(1, 2, 3, 4, c=5, e=6), f(*[1, 9], **{'c': 7, 'z': 8})]",
    "positional only": "def f(a, /, b): return [a, b]\nresult = f(1, b=2)",
    "mutable default": "def f(x, acc=[]):\n    acc.append(x)\n    return acc\nf(1)\nresult = f(2)",
    "numbers": "result = [7 // 2, -7 // 2, 7 % 3, -7 % 3, 2 ** 10, 2 ** -1, 5 / 2, 4 / 2, 1e-4, 10 // 3.0, True + 1, round(2.5), round(3.5), int(-3.7), int('42'), float('1e-3'), abs(-2)]",
    "comparisons": "x = 3; result = [1 < x <= 3, x == 3.0, not x, x in [1, 3], 'a' not in 'abc', None is None, [1] == [1], (1, 2) == (1, 2), 1 < 2 < 2]",
    "truthiness": "result = [bool([]), bool([0]), bool(''), bool(0.0), bool({}), bool(None), [] or 5, 0 or None, 3 and 4, not ()]",
    "strings": "result = ['Adam'.lower(), 'a,b'.split(','), ' x '.strip(), 'x'.startswith(('x', 'y')), '-'.join(['a', 'b']), 'abc'[1:], 'abc'[-1], 'ab' * 2, 'resnet50'.replace('50', '18'), 'a b  c'.split(), 'x' in 'xyz', 'Abc'.islower()]",
    "formats": "n = 3; x = 0.5; result = [f'{n}', f'{x:.2f}', f'{n:03d}', f'{x!r}', '%d-%s-%.3f' % (n, 'a', x), '{}/{:>4}'.format(n, 'b'), f'{{{n}}}', str(1e-5), str(1e16), str(0.1), str(100.0), repr('a'), f'{1e-3}', '%s' % 0.001, str(True), str(None), f'{12345.678:10.1f}|']",
    "dicts": "d = {'a': 1, 2: 'b'}; d['c'] = 3; d.update(a=5); result = [d.get('a'), d.get('z'), d.get('z', 9), list(d.keys()), list(d.values()), d.pop('c'), 'c' in d, 2 in d, len(d), {**d, 'q': 1}['q'], [k for k, v in d.items()]]",
    "comprehensions": "result = [[x * y for x in range(3) for y in range(2) if x != y], {k: v for k, v in [('a', 1)]}, sum(x for x in range(4)), [i for i, c in enumerate('abc')]]",
    "classes": "class A:\n    k = 2\n    def __init__(self, n=1): self.n = n\n    def get(self): return self.n * self.k\n    @property\n    def double(self): return self.n * 2\n    @staticmethod\n    def make(n): return A(n)\n    @classmethod\n    def build(cls, n): return cls(n + 1)\n    def __call__(self, x): return x + self.n\n    def __getitem__(self, i): return i * self.n\n    def __len__(self): return 7\na = A(3)\nresult = [a.get(), a.double, A.make(4).n, A.build(4).n, a(10), a[5], len(a), A.k, isinstance(a, A)]",
    "inheritance": "class A:\n    def __init__(self): self.log = ['A']\n    def name(self): return 'A'\nclass B(A):\n    def __init__(self):\n        super().__init__()\n        self.log.append('B')\n    def name(self): return 'B' + super().name()\nclass C(A):\n    def __init__(self):\n        super().__init__()\n        self.log.append('C')\n    def name(self): return 'C' + super().name()\nclass D(B, C):\n    def name(self): return 'D' + super().name()\nd = D()\nresult = [d.name(), d.log, isinstance(d, C), A.name(d)]",
    "class bodies": "x = 1\nclass A:\n    x = 2\n    y = x + 1\n    def f(self): return x\nresult = [A.y, A().f()]",
    "setters": "class A:\n    @property\n    def v(self): return self._v\n    @v.setter\n    def v(self, n): self._v = n * 2\na = A(); a.v = 4\nresult = a.v",
    "getattr": "class A:\n    x = 1\na = A(); setattr(a, 'y', 2)\nresult = [getattr(a, 'x'), getattr(a, 'y'), getattr(a, 'z', 3), hasattr(a, 'y'), hasattr(a, 'z'), vars(a)]",
    "dynamic attributes": "class D(dict):\n    pass\nclass A:\n    def __getattr__(self, name): return name.upper()\nresult = A().lr",
    "dataclasses": "from dataclasses import dataclass, field\n@dataclass\nclass C:\n    lr: float = 0.1\n    steps: list = field(default_factory=lambda: [30, 60])\n    name: str = 'a'\nc = C(name='b'); e = C(0.2)\nresult = [c.lr, c.steps, c.name, e.lr]",
    "enums": "from enum import Enum\nclass E(Enum):\n    A = 1\n    B = 'b'\nresult = [E.A.value, E.B.name, E['B'].value]",
    "partial": "from functools import partial\ndef f(a, b, c=3): return [a, b, c]\ng = partial(f, 1, c=9)\nresult = g(2)",
    "decorators": "def twice(fn):\n    def inner(*args): return fn(*args) * 2\n    return inner\n@twice\ndef f(x): return x + 1\nresult = f(3)",
    "generators": "def g(n):\n    for i in range(n): yield i * i\n    yield from [100, 200]\nresult = list(g(3))",
    "exceptions": "log = []\ndef f(x):\n    if x > 1: raise ValueError('big')\n    return x\ntry:\n    log.append(f(1)); log.append(f(2)); log.append(3)\nexcept (KeyError, ValueError) as e:\n    log.append('caught')\nelse:\n    log.append('else')\nfinally:\n    log.append('end')\nresult = log",
    "exception kinds": "try:\n    raise KeyError('a')\nexcept ImportError:\n    result = 1\nexcept LookupError:\n    result = 2",
    "loops": "r = []\nfor i in range(5):\n    if i == 1: continue\n    if i == 4: break\n    r.append(i)\nelse:\n    r.append('no')\nwhile True:\n    r.append('w')\n    break\nfor x in []: pass\nelse: r.append('else')\nresult = r",
    "match": "def f(x):\n    match x:\n        case 1 | 2: return 'low'\n        case 'a': return 'text'\n        case None: return 'none'\n        case y if y > 10: return y\n        case _: return 'other'\nresult = [f(1), f('a'), f(None), f(20), f(5)]",
    "walrus": "result = [(n := 4) + n, [y for x in [1, 2] if (y := x * 2) > 2]]",
    "conditional": "x = 5; result = 'big' if x > 3 else 'small'",
    "math": "import math\nimport math as m\nfrom math import cos, pi\nresult = [math.cos(math.pi), cos(pi / 3), m.floor(-1.5), math.ceil(1.2), math.sqrt(2), math.log(10), math.exp(1)]",
    "cosine schedule": "import math\nlr = lambda e: 0.5 * 0.1 * (1 + math.cos(math.pi * e / 90))\nresult = [lr(0), lr(45), lr(90)]",
    "long loops": "s = 0\nfor i in range(1000): s += i\nresult = s",
    "nested data": "layers = [{'units': u, 'act': 'relu' if u > 8 else 'tanh'} for u in (8, 16)]\nlayers[0]['units'] += 1\nresult = layers",
    "sorting": "result = [sorted([3, 1, 2]), min(3, 1), max([2, 7]), list(reversed([1, 2])), list(zip([1, 2], 'ab')), list(map(lambda x: x + 1, [1, 2])), any([0, 1]), all([])]",
    "globals": "def resnet18(): return 18\nresult = globals()['resnet18']()",
    "namespaces": "from types import SimpleNamespace\na = SimpleNamespace(lr=0.1, b=2)\na.lr *= 2\ndef f(lr, b): return [lr, b]\nresult = f(**vars(a))",
    "star and chain": "a = b = [1]; a.append(2); c = d = 3; result = [b, c + d, [*a, 4], (*a,)]",
    "integer texts": "result = [0x1F, 1_000, 0b101, 1e3, .5, 5., 10**3, -2**2, 3 * -1]",
    "copies": "import copy\na = {'x': [1]}; b = copy.deepcopy(a); b['x'].append(2); c = dict(a); c['y'] = 1; result = [a, b, c]",
    "in-place and new": "a = [1]; b = a; a = a + [2]; t = (1,); t += (2,); result = [a, b, t]",
    "string escapes": "result = ['a\\nb', r'\\n', 'x' 'y', \"it's\", 'tab\\t', '\\x41']",
    "deleting": "d = {'a': 1, 'b': 2}; del d['a']; result = list(d)",
    "while with else": "n = 0\nwhile n < 3: n += 1\nelse: n += 10\nresult = n",
    "with": "class M:\n    def __enter__(self): return 5\n    def __exit__(self, *a): pass\nwith M() as v: result = v + 1",
    "context manager": "from contextlib import contextmanager\n@contextmanager\ndef m():\n    yield 3\nwith m() as v: result = v",
    "recursion": "def f(n): return 1 if n < 2 else n * f(n - 1)\nresult = f(10)",
    "static call of base": "class A:\n    def __init__(self, n): self.n = n\nclass B(A):\n    def __init__(self): A.__init__(self, 4)\nresult = B().n",
    "bound methods": "class A:\n    def __init__(self, n): self.n = n\n    def f(self): return self.n\nfs = [A(1).f, A(2).f]; result = [g() for g in fs]",
    "isinstance": "result = [isinstance(1, int), isinstance(1.0, int), isinstance('a', (int, str)), isinstance([], list), isinstance(True, int), isinstance(None, str)]",
}

here = os.path.dirname(os.path.abspath(__file__))
rows = {}
for title, program in PROGRAMS.items():
    space = {"__name__": "__main__"}
    exec(program, space)
    rows[title] = {"program": program, "result": space["result"]}
with open(os.path.join(here, "data", "python-programs.json"), "w") as file:
    json.dump(rows, file, indent=1)
    file.write("\n")
