"""Digits 64 -> 100 -> 10 in PyTorch: modules, autograd, and its fused Adam, the fastest there is for the CPU."""
import torch
from common import THREADS, emit, layers, load, timed

torch.set_num_threads(THREADS)
X = torch.from_numpy(load("digits.x", "<f8", -1, 64)).float()
y = torch.from_numpy(load("digits.y", "<i4")).long()
EPOCHS = 200


def train(batch):
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(64, 100), torch.nn.ReLU(), torch.nn.Linear(100, 10))
    with torch.no_grad():
        for layer, (W, b) in zip(network[::2], layers(load("digits.w", "<f8"), (64, 100, 10))):
            layer.weight.copy_(torch.from_numpy(W.T))
            layer.bias.copy_(torch.from_numpy(b))
    criterion = torch.nn.CrossEntropyLoss()
    optimiser = torch.optim.Adam(network.parameters(), lr=0.001, fused=True)
    for _ in range(EPOCHS):
        order = torch.randperm(len(X))
        shuffled, classes = X[order], y[order]
        for start in range(0, len(X), batch):
            optimiser.zero_grad()
            criterion(network(shuffled[start : start + batch]), classes[start : start + batch]).backward()
            optimiser.step()
    with torch.no_grad():
        z = network(X)
        return float(criterion(z, y)), float((z.argmax(1) == y).float().mean())


for batch in (200, 32):
    seconds, (loss, accuracy) = timed(lambda: train(batch))
    emit(f"digits{batch}", "PyTorch", torch.__version__, "float32", seconds, loss=loss, accuracy=accuracy)
