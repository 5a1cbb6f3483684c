"""Small ONNX files that PyTorch wrote, with its own answers for a few rows.

Needs PyTorch, which the packages of tests/requirements.txt do not go with (CONTRIBUTING.md); Debian's
does. The files lie in foreign_models/, and `torch.json` beside them.
"""

import json
import pathlib
import sys

import torch
from torch import nn

FOLDER = pathlib.Path(__file__).parent / "foreign_models"


class Logits(nn.Module):
    """A network whose forward is written by hand, x W + b without nn.Linear."""

    def __init__(self):
        super().__init__()
        self.W1 = nn.Parameter(torch.randn(4, 6) / 2)
        self.b1 = nn.Parameter(torch.randn(6) / 2)
        self.W2 = nn.Parameter(torch.randn(6, 3) / 2)

    def forward(self, x):
        return torch.matmul(torch.relu(torch.matmul(x, self.W1) + self.b1), self.W2)


def net(activation, *outputs):
    return nn.Sequential(nn.Linear(4, 6), activation, nn.Linear(6, 5), activation, nn.Linear(5, 3), *outputs)


MODELS = {
    "torch_relu_logits": lambda: net(nn.ReLU()),
    "torch_tanh_softmax": lambda: net(nn.Tanh(), nn.Softmax(dim=1)),
    "torch_sigmoid_log_softmax": lambda: net(nn.Sigmoid(), nn.LogSoftmax(dim=1)),
    "torch_elu": lambda: net(nn.ELU()),
    "torch_selu": lambda: net(nn.SELU()),
    "torch_leaky_relu": lambda: net(nn.LeakyReLU()),
    "torch_gelu": lambda: net(nn.GELU()),
    "torch_silu": lambda: net(nn.SiLU()),
    "torch_mish": lambda: net(nn.Mish()),
    "torch_softplus": lambda: net(nn.Softplus()),
    "torch_matmul": Logits,
    "torch_two": lambda: nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Dropout(0.2), nn.Linear(5, 1), nn.Sigmoid()),
    "torch_value": lambda: nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 1)),
    # Refused, with a reason: what lies between the layers is no activation that Crescent has.
    "refused_hardswish": lambda: net(nn.Hardswish()),
    "refused_leaky_relu": lambda: net(nn.LeakyReLU(0.3)),
    "refused_batch_norm": lambda: nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 2)),
}


def main():
    FOLDER.mkdir(exist_ok=True)
    cases = {}
    for seed, (name, make) in enumerate(MODELS.items()):
        torch.manual_seed(seed)
        model = make().eval()
        x = torch.randn(6, 4) * 2
        torch.onnx.export(model, x, str(FOLDER / f"{name}.onnx"), input_names=["x"], output_names=["y"],
                          dynamic_axes={"x": {0: "N"}, "y": {0: "N"}}, opset_version=14)
        y = model(x).detach()
        if name == "torch_sigmoid_log_softmax":
            y = y.exp()
        elif y.shape[1] > 1 and "softmax" not in name:
            y = torch.softmax(y, dim=1)
        cases[name] = {"x": x.double().tolist(), "answers": y.double().tolist()}
    versions = {"python": sys.version.split()[0], "torch": torch.__version__}
    (FOLDER / "torch.json").write_text(json.dumps({"versions": versions, "models": cases}, indent=1) + "\n")


main()
