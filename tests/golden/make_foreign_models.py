"""Small ONNX files that skl2onnx wrote, with what ONNX Runtime answers for a few rows.

Needs skl2onnx beside the packages of tests/requirements.txt. The files lie in foreign_models/, one
`.onnx` each, and `sklearn.json` beside them with rows, answers and the versions that made them.
"""

import json
import pathlib
import sys
import warnings

import numpy as np
import onnx
import onnxruntime
import skl2onnx
import sklearn
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType
from sklearn.datasets import load_diabetes, load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.impute import SimpleImputer
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler

FOLDER = pathlib.Path(__file__).parent / "foreign_models"
iris_x, iris_y = load_iris(return_X_y=True)
names = load_iris().target_names
two = iris_y < 2
diabetes_x, diabetes_y = load_diabetes(return_X_y=True)
diabetes_y = (diabetes_y - diabetes_y.mean()) / diabetes_y.std()
few = {"max_iter": 40, "random_state": 0}

MODELS = {
    "iris_scaled": (make_pipeline(StandardScaler(), MLPClassifier((5, 4), **few)), iris_x, names[iris_y],
                    FloatTensorType, {"zipmap": False}),
    "iris_zipmap": (MLPClassifier((4,), activation="tanh", **few), iris_x, iris_y, FloatTensorType, {}),
    "iris_double": (make_pipeline(MinMaxScaler(), MLPClassifier((4,), activation="logistic", **few)),
                    iris_x, iris_y, DoubleTensorType, {"zipmap": False}),
    "iris_two": (make_pipeline(StandardScaler(), MLPClassifier((3,), **few)), iris_x[two], names[iris_y[two]],
                 FloatTensorType, {"zipmap": False}),
    "iris_petals": (make_pipeline(StandardScaler(), MLPClassifier((6,), max_iter=400, random_state=0)), iris_x[:, 2:],
                    names[iris_y], FloatTensorType, {"zipmap": False}),
    "diabetes": (make_pipeline(SimpleImputer(), StandardScaler(), MLPRegressor(hidden_layer_sizes=(6,), **few)), diabetes_x,
                 diabetes_y, FloatTensorType, {}),
    "diabetes_identity": (MLPRegressor(hidden_layer_sizes=(4,), activation="identity", **few), diabetes_x, diabetes_y,
                          DoubleTensorType, {}),
}


def main():
    warnings.filterwarnings("ignore", category=ConvergenceWarning)
    FOLDER.mkdir(exist_ok=True)
    cases = {}
    for name, (model, x, y, kind, options) in MODELS.items():
        model.fit(x, y)
        final = model.steps[-1][1] if hasattr(model, "steps") else model
        converted = skl2onnx.to_onnx(model, initial_types=[("X", kind([None, x.shape[1]]))],
                                     options={id(final): options} if options else None,
                                     target_opset={"": 17, "ai.onnx.ml": 3})
        path = FOLDER / f"{name}.onnx"
        path.write_bytes(converted.SerializeToString())
        rows = x[:: len(x) // 6].astype(np.float32)
        dtype = np.float64 if kind is DoubleTensorType else np.float32
        session = onnxruntime.InferenceSession(str(path))
        answers = session.run(None, {"X": rows.astype(dtype)})
        case = {"x": rows.astype(float).tolist()}
        if len(answers) == 1:
            case["prediction"] = np.asarray(answers[0], float).ravel().tolist()
        else:
            p = answers[1]
            if isinstance(p, list):  # a dictionary a row
                p = np.array([[row[key] for key in sorted(row)] for row in p])
            case["label"] = [str(label) for label in answers[0]]
            case["probabilities"] = np.asarray(p, float).tolist()
        cases[name] = case
    versions = {"python": sys.version.split()[0], "numpy": np.__version__, "onnx": onnx.__version__,
                "onnxruntime": onnxruntime.__version__, "scikit-learn": sklearn.__version__,
                "skl2onnx": skl2onnx.__version__}
    (FOLDER / "sklearn.json").write_text(json.dumps({"versions": versions, "models": cases}, indent=1) + "\n")


main()
