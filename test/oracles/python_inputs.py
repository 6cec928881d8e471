"""Small programs with command lines, and what the real parsers make of them; writes data/python-inputs.json.

Each program leaves what it read in `out`. Run once by each Python that has the parsers; what the others wrote is kept:
argparse, click, typer, absl-py and transformers, fire (also Debian's python3-fire).
"""
import contextlib, io, json, os, sys

ARGPARSE = "import argparse\nout = {}\n"
PROGRAMS = {
    "argparse: types and actions": (ARGPARSE + """p = argparse.ArgumentParser()
p.add_argument('data', nargs='?', default='imagenet')
p.add_argument('-a', '--arch', default='resnet18', choices=['resnet18', 'resnet50'])
p.add_argument('--lr', '--learning-rate', default=0.1, type=float, dest='lr')
p.add_argument('-b', '--batch-size', default=256, type=int)
p.add_argument('--steps', nargs='+', type=int, default=[30, 60])
p.add_argument('--betas', nargs=2, type=float, default=(0.9, 0.999))
p.add_argument('--resume', nargs='?', const='latest', default='')
p.add_argument('--amp', action='store_true')
p.add_argument('--no-shuffle', action='store_false', dest='shuffle')
p.add_argument('--nesterov', action=argparse.BooleanOptionalAction, default=True)
p.add_argument('--seed', type=int)
p.add_argument('--text-default', type=float, default='0.25')
p.add_argument('--tag', action='append')
p.add_argument('--more', action='append', type=int, default=[1])
p.add_argument('--each', action='extend', nargs='+')
p.add_argument('--fast', action='store_const', const=0.5, default=0.1)
p.add_argument('--as-bool', type=bool, default=False)
p.add_argument('--as-lambda', type=lambda s: s.lower() == 'true', default=False)
out.update(vars(p.parse_args()))
""", ["", "data --arch resnet50 --lr 0.5 -b 128", "--lr=0.5 -b128 --batch-size=64", "--learning 1e-3 --amp --no-shuffle",
      "--steps 10 20 30 --betas 0.8 0.9", "--resume", "--resume x.pt --no-nesterov", "--nesterov --seed 3 --text-default 1",
      "--tag a --tag b --more 2 --more 3", "--each a b --each c --fast", "--as-bool False --as-lambda True", "--as-bool '' --as-lambda no",
      "-b 1 -b 2 --lr -0.5", "--steps 1 -- mydata", "-a=resnet50 --lr 2"]),
    "argparse: groups, parents and defaults": (ARGPARSE + """base = argparse.ArgumentParser(add_help=False)
base.add_argument('--lr', type=float, default=0.1)
base.add_argument('--wd', type=float, default=1e-4)
p = argparse.ArgumentParser(parents=[base])
g = p.add_argument_group('optimizer')
g.add_argument('--momentum', type=float, default=0.9)
x = p.add_mutually_exclusive_group()
x.add_argument('--sgd', dest='opt', action='store_const', const='sgd', default='sgd')
x.add_argument('--adam', dest='opt', action='store_const', const='adam')
p.add_argument('--on', dest='flag', action='store_true')
p.add_argument('--off', dest='flag', action='store_false')
p.set_defaults(lr=0.3, extra='e')
p.add_argument('--later', default=1)
p.set_defaults(later=2)
p.add_argument('--hidden', default=argparse.SUPPRESS)
out.update(vars(p.parse_args()))
""", ["", "--lr 0.2 --adam", "--on", "--off --momentum 0", "--later 5 --hidden h", "--wd 0.01 --sgd"]),
    "argparse: known arguments": (ARGPARSE + """first = argparse.ArgumentParser(add_help=False)
first.add_argument('--config', default='')
one, rest = first.parse_known_args()
p = argparse.ArgumentParser()
p.add_argument('--lr', type=float, default=0.1)
p.add_argument('--name', default='n')
args, left = p.parse_known_args(rest)
out.update(config=one.config, lr=args.lr, name=args.name, left=left)
""", ["", "--config a.yaml --lr 0.5", "--lr 0.5 --other 3 --name x", "--unknown -z 1 --lr=2"]),
    "argparse: subcommands": (ARGPARSE + """p = argparse.ArgumentParser()
p.add_argument('--seed', type=int, default=0)
s = p.add_subparsers(dest='command')
t = s.add_parser('train')
t.add_argument('--lr', type=float, default=0.1)
t.add_argument('data', nargs='?', default='d')
t.set_defaults(func='run_train')
e = s.add_parser('eval')
e.add_argument('--weights', default='w.pt')
e.set_defaults(func='run_eval')
out.update(vars(p.parse_args()))
""", ["train", "train --lr 0.5 here", "--seed 3 train --lr=2", "eval --weights x.pt", "--seed 1 eval"]),
    "argparse: positionals": (ARGPARSE + """p = argparse.ArgumentParser()
p.add_argument('first')
p.add_argument('--lr', type=float, default=0.1)
p.add_argument('second', type=int)
p.add_argument('rest', nargs='*')
out.update(vars(p.parse_args()))
""", ["a 1", "a 1 b c", "--lr 0.5 a 1 b", "a 1 b --lr 0.5", "-- a 1 --lr"]),
    "argparse: options behind each other": (ARGPARSE + """p = argparse.ArgumentParser()
p.add_argument('--lr', type=float, default=0.1)
p.add_argument('-v', action='store_true')
p.add_argument('-q', action='store_true')
p.add_argument('-n', type=int, default=1)
p.add_argument('opts', nargs=argparse.REMAINDER)
out.update(vars(p.parse_args()))
""", ["", "-vq", "-vqn5", "--lr 0.5 MODEL.NAME x TRAIN.LR 0.1", "-n 3 SOLVER.LR -5"]),
    "click": ("""import click
out = {}
@click.command()
@click.option('--lr', default=0.1, help='rate')
@click.option('--learning-rate', 'rate', type=float, default=1)
@click.option('-e', '--epochs', default=90, type=int)
@click.option('--name', default='a')
@click.option('--amp/--no-amp', default=False)
@click.option('--debug', is_flag=True)
@click.option('--seed', type=int)
@click.option('--betas', nargs=2, type=float, default=(0.9, 0.999))
@click.option('--tag', multiple=True)
@click.option('--kind', type=click.Choice(['sgd', 'adam']), default='sgd')
@click.argument('data', default='d')
def main(**kwargs):
    out.update(kwargs)
main(standalone_mode=False)
""", ["", "--lr 0.5 here", "--lr=3 -e 5 --amp --debug", "-e5 --no-amp --rate 2" .replace("--rate", "--learning-rate"), "--seed 3 --betas 0.8 0.9",
      "--tag a --tag b --kind adam", "--name x y"]),
    "click: a group": ("""import click
out = {}
@click.group()
@click.option('--seed', default=0)
def cli(seed):
    out['seed'] = seed
@cli.command()
@click.option('--lr', default=0.1)
def train(lr):
    out['lr'] = lr
@cli.command()
@click.option('--weights', default='w')
def evaluate(weights):
    out['weights'] = weights
cli(standalone_mode=False)
""", ["train", "--seed 3 train --lr 0.5", "evaluate --weights x"]),
    "typer": ("""import typer
out = {}
app = typer.Typer()
@app.command()
def main(data: str, lr: float = 0.1, batch_size: int = 128, amp: bool = False, name: str = typer.Option('a', '--name', '-n'), depth: int = typer.Option(18), wd: float = 1e-4):
    out.update(data=data, lr=lr, batch_size=batch_size, amp=amp, name=name, depth=depth, wd=wd)
app(standalone_mode=False)
""", ["here", "here --lr 0.5 --batch-size 64", "here --amp -n b --depth 50", "--no-amp here --wd=0"]),
    "typer.run": ("""import typer
out = {}
def main(lr: float = 0.1, epochs: int = 90):
    out.update(lr=lr, epochs=epochs)
typer.run(main)
""", ["", "--lr 0.5", "--epochs 5 --lr 1"]),
    "absl": ("""from absl import app, flags
out = {}
FLAGS = flags.FLAGS
flags.DEFINE_float('lr', 0.1, 'rate')
flags.DEFINE_integer('epochs', 90, 'epochs')
flags.DEFINE_string('model', 'resnet50', 'model')
flags.DEFINE_bool('amp', False, 'amp')
flags.DEFINE_boolean('shuffle', True, 'shuffle')
flags.DEFINE_enum('opt', 'sgd', ['sgd', 'adam'], 'optimizer')
flags.DEFINE_list('steps', ['30', '60'], 'steps')
flags.DEFINE_multi_integer('gpu', [0], 'gpus')
_DECAY = flags.DEFINE_float('decay', 1e-4, 'decay')
flags.DEFINE_string('none', None, 'nothing')
def main(argv):
    out.update(lr=FLAGS.lr, epochs=FLAGS.epochs, model=FLAGS.model, amp=FLAGS.amp, shuffle=FLAGS.shuffle, opt=FLAGS.opt, steps=FLAGS.steps, gpu=FLAGS.gpu, decay=_DECAY.value, none=FLAGS.none)
app.run(main)
""", ["", "--lr=0.5 --epochs 5", "--amp --noshuffle", "-lr=1 --model=vgg --opt=adam", "--steps=1,2 --gpu=1 --gpu=2", "--decay=0.01 --amp=true --shuffle=false"]),
    "fire": ("""import fire
out = {}
def main(lr=0.1, epochs=90, name='a', amp=False):
    out.update(lr=lr, epochs=epochs, name=name, amp=amp)
fire.Fire(main)
""", ["", "--lr=0.5", "--lr 0.5 --epochs 5", "0.2 10", "--amp --name=b", "--amp=True --epochs=3", "0.3 --name c"]),
    "transformers": ("""from dataclasses import dataclass, field
from transformers import HfArgumentParser
out = {}
@dataclass
class Model:
    name: str = field(default='resnet', metadata={'help': 'h'})
    depth: int = 50
@dataclass
class Train:
    lr: float = 0.1
    epochs: int = field(default=90)
    amp: bool = False
    steps: list[int] = field(default_factory=lambda: [30, 60])
model, train = HfArgumentParser((Model, Train)).parse_args_into_dataclasses()
out.update(name=model.name, depth=model.depth, lr=train.lr, epochs=train.epochs, amp=train.amp, steps=train.steps)
""", ["", "--lr 0.5 --depth 18", "--amp --epochs=5", "--amp True --name x", "--amp false"]),
    "sys.argv": ("""import sys
out = {}
out['lr'] = float(sys.argv[1]) if len(sys.argv) > 1 else 0.1
""", ["", "0.5"]),
}


def run(program, line):
    """What a program read, or None where this Python cannot tell."""
    import shlex

    argv, sys.argv = sys.argv, ["train.py", *shlex.split(line)]
    scope = {"__name__": "__main__"}
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            exec(compile(program, "train.py", "exec", dont_inherit=True), scope)
    except SystemExit:
        pass
    except ImportError:
        return None
    finally:
        sys.argv = argv
    return scope.get("out") or None


def fresh(program, line):
    """In a process of its own: flags of absl are defined once a process."""
    import subprocess

    done = subprocess.run([sys.executable, __file__, "--one"], input=json.dumps([program, line]), capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 and done.stdout else None


if __name__ == "__main__":
    if sys.argv[1:] == ["--one"]:
        print(json.dumps(run(*json.load(sys.stdin))))
        sys.exit()
    path = os.path.join(os.path.dirname(__file__), "data", "python-inputs.json")
    known = json.load(open(path)) if os.path.exists(path) else {}
    for title, (program, lines) in PROGRAMS.items():
        before = known.get(title, {})
        results = {line: fresh(program, line) for line in lines}
        kept = before.get("results", {}) if before.get("program") == program else {}
        known[title] = {"program": program, "results": {line: results[line] if results[line] is not None else kept.get(line) for line in lines}}
    json.dump({title: known[title] for title in PROGRAMS}, open(path, "w"), indent=1, ensure_ascii=False)
    open(path, "a").write("\n")
