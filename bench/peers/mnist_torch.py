"""One epoch of MNIST 784 -> 512 -> 256 -> 10 in PyTorch; tested on the 10,000 test rows afterwards."""
import torch
from common import THREADS, emit, layers, load, timed

torch.set_num_threads(THREADS)
SIZES = (784, 512, 256, 10)
X = torch.from_numpy(load("mnist.x", "<f4", -1, 784))
y = torch.from_numpy(load("mnist.y", "<i4")).long()


def first_network():
    modules = []
    for W, b in layers(load("mnist.w", "<f4"), SIZES):
        linear = torch.nn.Linear(*W.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W.T))
            linear.bias.copy_(torch.from_numpy(b))
        modules += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*modules[:-1])


def train():
    torch.manual_seed(0)
    network = first_network()
    criterion = torch.nn.CrossEntropyLoss()
    optimiser = torch.optim.Adam(network.parameters(), lr=0.001, fused=True)
    order = torch.randperm(len(X))
    for start in range(0, len(X), 128):
        rows = order[start : start + 128]
        optimiser.zero_grad()
        criterion(network(X[rows]), y[rows]).backward()
        optimiser.step()
    return network


seconds, network = timed(train)
with torch.no_grad():
    z = network(torch.from_numpy(load("mnist_test.x", "<f4", -1, 784)))
    t = torch.from_numpy(load("mnist_test.y", "<i4")).long()
    emit("mnist", "PyTorch", torch.__version__, "float32", seconds,
         loss=float(torch.nn.functional.cross_entropy(z, t)), accuracy=float((z.argmax(1) == t).float().mean()))
