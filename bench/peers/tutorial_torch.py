"""The tutorial's loop in PyTorch, the gradient written by hand: faster than autograd at these sizes."""
import torch
from common import THREADS, TUTORIAL, emit, layers, load, timed

torch.set_num_threads(THREADS)
y = torch.from_numpy(load("tutorial.y", "<i4")).long()
targets = torch.nn.functional.one_hot(y, 2)


def train(hidden, passes, rate, dtype):
    x = torch.from_numpy(load("tutorial.x", "<f8", 200, 2)).to(dtype)
    hot, l2 = targets.to(dtype), 0.01
    xt = x.t()
    first = layers(load(f"tutorial{hidden}.w", "<f8"), (2, hidden, 2))
    (W1, b1), (W2, b2) = [[torch.from_numpy(a).to(dtype) for a in layer] for layer in first]

    def loss():
        z2 = torch.addmm(b2, torch.addmm(b1, x, W1).tanh_(), W2)
        data = torch.nn.functional.cross_entropy(z2, y, reduction="sum")
        return float((data + l2 / 2 * (W1.square().sum() + W2.square().sum())) / len(x))

    with torch.inference_mode():
        for i in range(passes):
            a1 = torch.addmm(b1, x, W1).tanh_()
            delta3 = torch.softmax(torch.addmm(b2, a1, W2), 1).sub_(hot)
            delta2 = torch.mm(delta3, W2.t()).mul_(1 - a1 * a1)
            W2.add_(torch.addmm(W2, a1.t(), delta3, beta=l2), alpha=-rate)
            b2.add_(delta3.sum(0), alpha=-rate)
            W1.add_(torch.addmm(W1, xt, delta2, beta=l2), alpha=-rate)
            b1.add_(delta2.sum(0), alpha=-rate)
            if i % 1000 == 0 or i == passes - 2:
                before = loss()
        return (before + loss()) / 2  # as in tutorial_numpy.py


for hidden, (passes, rate) in TUTORIAL.items():
    for name, dtype in (("float64", torch.float64), ("float32", torch.float32)):
        seconds, final = timed(lambda: train(hidden, passes, rate, dtype))
        emit(f"tutorial{hidden}", "PyTorch", torch.__version__, name, seconds, loss=final)
