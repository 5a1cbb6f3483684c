"""The tutorial's loop in NumPy, line by line as people copy it; the loss every 1000 passes."""
import numpy as np
from common import TUTORIAL, emit, layers, load, timed

X = load("tutorial.x", "<f8", 200, 2)
y = load("tutorial.y", "<i4")
num_examples, reg_lambda = len(X), 0.01


def calculate_loss(W1, b1, W2, b2):
    z2 = np.tanh(X.dot(W1) + b1).dot(W2) + b2
    exp_scores = np.exp(z2)
    probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
    data_loss = np.sum(-np.log(probs[range(num_examples), y]))
    data_loss += reg_lambda / 2 * (np.sum(np.square(W1)) + np.sum(np.square(W2)))
    return 1.0 / num_examples * data_loss


def train(hidden, passes, epsilon):
    (W1, b1), (W2, b2) = layers(load(f"tutorial{hidden}.w", "<f8"), (2, hidden, 2))
    for i in range(passes):
        z1 = X.dot(W1) + b1
        a1 = np.tanh(z1)
        z2 = a1.dot(W2) + b2
        exp_scores = np.exp(z2)
        probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
        delta3 = probs
        delta3[range(num_examples), y] -= 1
        dW2 = (a1.T).dot(delta3)
        db2 = np.sum(delta3, axis=0, keepdims=True)
        delta2 = delta3.dot(W2.T) * (1 - np.power(a1, 2))
        dW1 = np.dot(X.T, delta2)
        db1 = np.sum(delta2, axis=0)
        dW2 += reg_lambda * W2
        dW1 += reg_lambda * W1
        W1 += -epsilon * dW1
        b1 += -epsilon * db1
        W2 += -epsilon * dW2
        b2 = b2 + -epsilon * db2
        if i % 1000 == 0 or i == passes - 2:
            before = calculate_loss(W1, b1, W2, b2)
    # With 3 hidden units the last passes swing between two points: their mean does not depend on the phase.
    return (before + calculate_loss(W1, b1, W2, b2)) / 2


for hidden, (passes, epsilon) in TUTORIAL.items():
    seconds, loss = timed(lambda: train(hidden, passes, epsilon))
    emit(f"tutorial{hidden}", "NumPy", np.__version__, "float64", seconds, loss=float(loss))
