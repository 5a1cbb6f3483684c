"""The same 64 networks in PyTorch as one stack: every layer one batched product, one Adam for all. Few write
this; it is the fastest way there."""
import torch
from common import THREADS, emit, layers, load, timed

torch.set_num_threads(THREADS)
SIZES, EPOCHS, BATCH = (2, 16, 16, 2), 50, 32
X = torch.from_numpy(load("many.x", "<f4", -1, 2))
y = torch.from_numpy(load("many.y", "<i4")).long()
FIRST = load("many.w", "<f4", 64, -1)


def forward(x, parameters):
    for i in range(0, len(parameters), 2):
        x = torch.baddbmm(parameters[i + 1], x, parameters[i])
        if i + 2 < len(parameters):
            x = x.relu()
    return x


def train():
    torch.manual_seed(0)
    networks = [layers(flat, SIZES) for flat in FIRST]
    parameters = []
    for layer in range(3):
        for part in (0, 1):
            stack = torch.stack([torch.from_numpy(n[layer][part]) for n in networks])
            parameters.append((stack if part == 0 else stack.unsqueeze(1)).requires_grad_())
    optimiser = torch.optim.Adam(parameters, lr=0.001, fused=True)
    for _ in range(EPOCHS):
        order = torch.stack([torch.randperm(len(X)) for _ in range(64)])
        shuffled, classes = X[order], y[order]
        for start in range(0, len(X), BATCH):
            z = forward(shuffled[:, start : start + BATCH], parameters)
            t = classes[:, start : start + BATCH]
            loss = torch.nn.functional.cross_entropy(z.flatten(0, 1), t.flatten(), reduction="sum") / t.shape[1]
            optimiser.zero_grad()
            loss.backward()  # of the sum of the networks' mean losses: each gets its own gradient
            optimiser.step()
    with torch.no_grad():
        z = forward(X.expand(64, -1, -1), parameters)
        return float(torch.nn.functional.cross_entropy(z.flatten(0, 1), y.repeat(64)))


seconds, loss = timed(train)
emit("many", "PyTorch, stacked", torch.__version__, "float32", seconds, loss=loss)
