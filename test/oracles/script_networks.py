"""What PyTorch makes of the networks in fixtures/networks: parameters, and what is called in which order.

Run with the folder of the fixtures and the file to write:
    python script_networks.py fixtures/networks test/oracles/data/script-networks.json
"""

import importlib
import json
import sys

import torch
from torch.utils._python_dispatch import TorchDispatchMode

NETWORKS = {
    'resnet.resnet50': (3, 224, 224),
    'resnet.resnet101': (3, 224, 224),
    'cifar.resnet20': (3, 32, 32),
    'cifar.resnet110': (3, 32, 32),
    'vgg.vgg11': (3, 224, 224),
    'vgg.vgg16_bn': (3, 224, 224),
    'densenet.densenet121': (3, 224, 224),
    'mobilenet.mobilenet_v2': (3, 224, 224),
    'small.digits': (1, 28, 28),
    'small.perceptron': (1, 28, 28),
}


class Count(TorchDispatchMode):
    """Additions of two maps and concatenations, as they are carried out."""

    def __init__(self):
        super().__init__()
        self.additions = 0
        self.concatenations = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        name = func._schema.name
        if name in ('aten::add', 'aten::add_') and all(isinstance(arg, torch.Tensor) and arg.dim() == 4 for arg in args[:2]):
            self.additions += 1
        if name == 'aten::cat':
            self.concatenations += 1
        return func(*args, **(kwargs or {}))


def look(name, size):
    module, function = name.split('.')
    network = getattr(importlib.import_module(module), function)()
    calls = []
    for path, layer in network.named_modules():
        if isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear)):
            layer.register_forward_hook(lambda layer, _, __, path=path: calls.append({
                'path': path,
                'shape': list(layer.weight.shape),
                **({'stride': list(layer.stride), 'padding': list(layer.padding)} if isinstance(layer, torch.nn.Conv2d) else {}),
            }))
    network.train()
    with torch.no_grad(), Count() as count:
        network(torch.zeros(2, *size))
    return {
        'parameters': sum(one.numel() for one in network.parameters()),
        'shapes': {key: list(one.shape) for key, one in network.named_parameters()},
        'calls': calls,
        'additions': count.additions,
        'concatenations': count.concatenations,
    }


sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
result = {name: look(name, size) for name, size in NETWORKS.items()}
with open(sys.argv[2], 'w') as out:
    json.dump({'torch': torch.__version__.split('+')[0], 'networks': result}, out, separators=(',', ':'))
    out.write('\n')
