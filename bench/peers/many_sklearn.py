"""64 networks 2 -> 16 -> 16 with scikit-learn's MLPClassifier and joblib. It starts from its own weights and
has one logistic output for two classes, so its work is a little less."""
import joblib
import sklearn
from common import THREADS, emit, load, timed
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier
from sklearn.utils._testing import ignore_warnings

X = load("many.x", "<f4", -1, 2)
y = load("many.y", "<i4")


@ignore_warnings()  # it says that 50 epochs were not enough
def train(seed):
    network = MLPClassifier((16, 16), alpha=0, batch_size=32, max_iter=50, n_iter_no_change=50, tol=0, random_state=seed)
    return log_loss(y, network.fit(X, y).predict_proba(X))


with joblib.Parallel(n_jobs=THREADS) as parallel:
    seconds, losses = timed(lambda: parallel(joblib.delayed(train)(seed) for seed in range(64)))
emit("many", "scikit-learn", sklearn.__version__, "float32", seconds, loss=sum(losses) / 64)
