"""64 networks 2 -> 16 -> 16 -> 2, each trained alone in PyTorch, shared out over one process a core."""
import multiprocessing

import torch
from common import THREADS, emit, layers, load, timed

SIZES, EPOCHS, BATCH = (2, 16, 16, 2), 50, 32
X = torch.from_numpy(load("many.x", "<f4", -1, 2))
y = torch.from_numpy(load("many.y", "<i4")).long()
FIRST = load("many.w", "<f4", 64, -1)


def train(index):
    torch.set_num_threads(1)
    torch.manual_seed(index)
    modules = []
    for W, b in layers(FIRST[index], SIZES):
        linear = torch.nn.Linear(*W.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W.T))
            linear.bias.copy_(torch.from_numpy(b))
        modules += [linear, torch.nn.ReLU()]
    network = torch.nn.Sequential(*modules[:-1])
    criterion = torch.nn.CrossEntropyLoss()
    optimiser = torch.optim.Adam(network.parameters(), lr=0.001, fused=True)
    for _ in range(EPOCHS):
        order = torch.randperm(len(X))
        shuffled, classes = X[order], y[order]
        for start in range(0, len(X), BATCH):
            optimiser.zero_grad()
            criterion(network(shuffled[start : start + BATCH]), classes[start : start + BATCH]).backward()
            optimiser.step()
    with torch.no_grad():
        return float(criterion(network(X), y))


if __name__ == "__main__":
    with multiprocessing.Pool(THREADS) as pool:
        seconds, losses = timed(lambda: pool.map(train, range(64), chunksize=4))
    emit("many", "PyTorch", torch.__version__, "float32", seconds, loss=sum(losses) / 64)
