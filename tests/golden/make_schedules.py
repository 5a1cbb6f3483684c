"""Writes schedules.json: the learning rates of PyTorch's OneCycleLR and ReduceLROnPlateau.

Run: /usr/bin/python3 tests/golden/make_schedules.py, with Debian 12's PyTorch (python3-torch
1.13.1+dfsg-4, which calls itself 1.13.0a0); the other scripts' environment has none.
"""

import json
import pathlib

import torch

# peak, warm-up share, steps
CYCLES = [(0.5, 0.3, 40), (0.01, 0.3, 7), (2.0, 0.75, 31), (0.1, 0.1, 100)]
# factor, epochs without a better value, threshold as a share, losses
PLATEAUS = [
    (0.5, 2, 1e-4, [1, 0.9, 0.9, 0.95, 0.8, 0.79999, 0.79998, 0.79997, 0.5, 0.6, 0.6, 0.6, 0.6]),
    (0.1, 1, 0.05, [2, 1.95, 1.8, 1.7999, 1.7, 1.3, 1.3, 1.2]),
    (0.3, 4, 0.0, [5, 4, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 3]),
]


def optimiser(rate):
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate, momentum=0.9)


def one_cycle(peak, warm_up, steps):
    descent = optimiser(peak)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        descent, max_lr=peak, total_steps=steps, pct_start=warm_up, cycle_momentum=False)
    rates = []
    for step in range(steps):
        rates.append(descent.param_groups[0]["lr"])
        descent.step()
        if step + 1 < steps:
            schedule.step()
    return rates


def plateau(factor, patience, threshold, losses):
    """The rate of the epoch after each loss. PyTorch waits for one epoch more than it says."""
    descent = optimiser(1.0)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(
        descent, factor=factor, patience=patience - 1, threshold=threshold, eps=0)
    rates = []
    for loss in losses:
        schedule.step(loss)
        rates.append(descent.param_groups[0]["lr"])
    return rates


def main():
    cycles = [json.dumps({"peak": peak, "warm_up": warm_up, "rates": one_cycle(peak, warm_up, steps)})
              for peak, warm_up, steps in CYCLES]
    plateaus = [json.dumps({"factor": case[0], "patience": case[1], "threshold": case[2],
                            "losses": case[3], "rates": plateau(*case)}) for case in PLATEAUS]
    pathlib.Path(__file__).with_name("schedules.json").write_text(
        '{"versions": ' + json.dumps({"torch": torch.__version__}) +
        ',\n"onecycle": [\n' + ",\n".join(cycles) + '\n],\n"plateau": [\n' + ",\n".join(plateaus) +
        "\n]}\n")


if __name__ == "__main__":
    main()
