"""Writes the files beside this one with PyTorch itself: python3 make.py (PyTorch 1.6 or newer).

What each holds is said in README.md of the folder above. Numbers follow from formulas, so that a test can say what it expects.
"""

import collections
import os

import torch
from torch import nn

folder = os.path.dirname(os.path.abspath(__file__))
torch.set_num_threads(1)


def fill(module):
    """Element i of the k-th tensor becomes ((37 k + 11 i) mod 64 - 32) / 64: exact in every floating-point type."""
    for k, tensor in enumerate(module.state_dict().values()):
        i = torch.arange(tensor.numel())
        tensor.copy_((((37 * k + 11 * i) % 64 - 32) / 64).reshape(tensor.shape))
    return module


class Network(nn.Module):
    def __init__(self, cell):
        super().__init__()
        self.embedding = nn.Embedding(11, 5)
        self.norm = nn.LayerNorm(5)
        self.recurrent = cell(5, 3, num_layers=2, bidirectional=True, batch_first=True)
        self.classifier = nn.Linear(6, 4)

    def forward(self, ids):
        outputs, _ = self.recurrent(self.norm(self.embedding(ids)))
        return self.classifier(outputs[:, -1])


def save(value, name, **options):
    torch.save(value, os.path.join(folder, name), **options)


ids = torch.tensor([[1, 4, 9, 2], [10, 0, 3, 3], [5, 6, 7, 8]])
for name, cell in {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}.items():
    network = fill(Network(cell))
    with torch.no_grad():
        save({"epoch": 3, "loss": 0.25, "model": network.state_dict(), "ids": ids, "logits": network(ids)}, f"{name}.pt")

save(fill(nn.LSTM(4, 6, proj_size=2)).state_dict(), "projected.pt")

base = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 8
save(
    collections.OrderedDict(
        base=base,
        transposed=base.t(),
        part=base[1:3, 2:5],
        every_second=base[:, ::2],
        tied=base,
        repeated=torch.tensor([1.5]).expand(3),
        half=torch.tensor([1.5, -2.25, 65504], dtype=torch.float16),
        bfloat=torch.tensor([1.5, -2.25, 3.140625], dtype=torch.bfloat16),
        double=torch.tensor([0.1, -1e300], dtype=torch.float64),
        long=torch.tensor([[1, -(2**40)]]),
        int=torch.tensor([7, -7], dtype=torch.int32),
        short=torch.tensor([300], dtype=torch.int16),
        char=torch.tensor([-3], dtype=torch.int8),
        byte=torch.tensor([200], dtype=torch.uint8),
        bool=torch.tensor([True, False]),
        scalar=torch.tensor(0.5),
        empty=torch.zeros(0, 3),
        parameter=nn.Parameter(torch.tensor([2.0, 3.0])),
    ),
    "tensors.pt",
)

linear = fill(nn.Linear(2, 2))
adam = torch.optim.Adam(linear.parameters())
linear(torch.ones(1, 2)).sum().backward()
adam.step()
fill(linear)
save({"epoch": 7, "state_dict": nn.DataParallel(linear).state_dict(), "optimizer": adam.state_dict(), "best": [0.5, None], "seed": 2**70}, "checkpoint.pt")
save({"encoder": linear.state_dict(), "decoder": linear.state_dict()}, "two.pt")
save(linear, "whole_module.pt")
save(linear.state_dict(), "before_1.6.pt", _use_new_zipfile_serialization=False)
save(linear.state_dict(), "protocol_4.pt", pickle_protocol=4)
save(torch.ones(2), "single_tensor.pt")
torch.jit.save(torch.jit.script(linear), os.path.join(folder, "torchscript.pt"))
