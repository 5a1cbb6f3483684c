"""What record.py runs: for each case the commands, one a line, that share a folder.

A file that a command names and that is in DATA or TEXTS is put into the folder before. One that ends in `!` may
fail, with the exit status that is kept. Engines are named where the automatic choice is a close one.
"""

# Name in the commands: file of the data folder, and how many of its lines (None: all).
DATA = {
    "adult.csv": ("adult/adult-train.csv", 3000),
    "bank.csv": ("bank_marketing/bank-full.csv", 3000),
    "german.csv": ("german_credit/german.csv", None),
    "housing.csv": ("california_housing/housing.csv", 2500),
    "iris.csv": ("iris/iris.csv", None),
    "letter.data": ("letter/letter-recognition.data", 3000),
    "digits.tra": ("optdigits/optdigits.tra", 1500),
    "digits.tes": ("optdigits/optdigits.tes", 600),
    "images.gz": ("mnist/t10k-images-idx3-ubyte.gz", None),
    "labels.gz": ("mnist/t10k-labels-idx1-ubyte.gz", None),
    "penguins.csv": ("penguins/penguins.csv", None),
    "spam.data": ("spambase/spambase.data", 2000),
    "telco.csv": ("telco_churn/Telco-Customer-Churn.csv", 2000),
    "titanic.csv": ("titanic3/titanic3.csv", None),
    "wine.csv": ("wine/wine.csv", None),
}

TEXTS = {
    "settings.toml": 'target = "species"\nhidden = [6, 4]\nactivation = ["relu", "tanh"]\nepochs = 12\n'
                     'schedule = "step"\nschedule-every = 4\nl2 = 0.5\nignore = ["year"]\n',
    "settings.json": '{"target": "13", "solver": "sgd", "momentum": 0.7, "nesterov": "no", "epochs": 15,\n'
                     ' "class-weight": "balanced", "scaler": "minmax"}\n',
}

ACTIVATIONS = "tanh sigmoid relu leaky-relu elu selu gelu silu mish softplus identity".split()
ENGINES = "reference fused gemm".split()
SETS = {"adult.csv": "14", "bank.csv": "y", "german.csv": "20", "housing.csv": "median_house_value", "iris.csv": "4",
        "letter.data": "letter", "digits.tra": "64", "penguins.csv": "species", "spam.data": "57",
        "telco.csv": "Churn", "titanic.csv": "survived", "wine.csv": "13"}

TITANIC = "train titanic.csv --target survived --ignore boat,body,name"
HOUSING = "train housing.csv --target median_house_value --epochs 4"
PENGUINS = "train penguins.csv --target species --epochs 10"
IRIS = "train iris.csv --target 4 --hidden 8 --epochs 20"
MOONS = "generate moons --samples 150 --noise 0.2 --out moons.csv"
PLANE = "generate plane --samples 150 --noise 0.1 --out plane.csv"


def each(values, line):
    """The line once for each value, in the place of @."""
    return "\n".join(line.replace("@", value) for value in values)


# Under CRESCENT_INSTRUCTIONS=SSE4: the same bits on every x86 processor.
PORTABLE = {
    # Solvers, each on a set of its own, with what is written beside the model.
    "gd": "train wine.csv --target 13 --solver gd --epochs 40 --out m.onnx --report report --log-json log.jsonl",
    "sgd": f"{TITANIC} --solver sgd --epochs 8 --out m.onnx --report report --json\n"
           f"{TITANIC} --solver sgd --momentum 0.7 --nesterov no --epochs 8 --out plain.onnx",
    "adam": f"{PENGUINS} --out m.onnx --report report --log-json log.jsonl\n"
            "train bank.csv --target y --epochs 4 --out bank.onnx --json",
    "adamw": "train telco.csv --target Churn --solver adamw --weight-decay 0.1 --id-column customerID --epochs 5 "
             "--out m.onnx --report report --json",
    "rprop": "train spam.data --target 57 --solver rprop --epochs 20 --out m.onnx --json",
    "lbfgs": "train german.csv --target 20 --solver lbfgs --hidden 5 --epochs 25 --out m.onnx --log-json log.jsonl\n"
             f"{HOUSING} --solver lbfgs --loss huber --l1 0.01 --out h.onnx --json",
    # Schedules.
    "schedules": each("constant invscaling step cosine onecycle plateau".split(),
                      f"{PENGUINS} --schedule @ --out @.onnx --log-json @.jsonl"),
    "schedule-settings":
        f"{PENGUINS} --schedule invscaling --schedule-decay 0.3 --out a.onnx\n"
        f"{PENGUINS} --schedule step --schedule-every 2 --schedule-factor 0.3 --solver sgd --out b.onnx\n"
        f"{PENGUINS} --schedule onecycle --schedule-warm-up 0.5 --solver adamw --out c.onnx\n"
        f"{PENGUINS} --schedule plateau --schedule-patience 1 --schedule-threshold 0.2 --schedule-factor 0.4 "
        "--validation-fraction 0.2 --out d.onnx --log-json d.jsonl",
    # Losses, weights, penalties.
    "losses": f"{each(['squared', 'absolute', 'huber'], HOUSING + ' --loss @ --out @.onnx --json')}\n"
              f"{HOUSING} --loss huber --huber-delta 0.3 --out small.onnx --report report",
    "class-weights": f"{TITANIC} --epochs 5 --class-weight balanced --out a.onnx --json\n"
                     f"{TITANIC} --epochs 5 --class-weight 1=3.5 --validation-fraction 0.2 --out b.onnx --json",
    "sample-weights": "train adult.csv --target 14 --weight-column 2 --epochs 4 --out m.onnx --json\n"
                      f"{HOUSING} --weight-column population --validation-fraction 0.1 --out h.onnx --json",
    "penalties": each(("--label-smoothing 0.1", "--l1 0.5", "--l2 0", "--l2 7.5", "--max-grad-norm 0.5",
                       "--solver sgd --max-grad-norm 0.1", "--solver gd --l1 0.2 --label-smoothing 0.2"),
                      f"{PENGUINS} @ --out m.onnx --json\ninspect m.onnx --json"),
    "dropout": each(ENGINES, f"{PENGUINS} --dropout 0.3 --engine @ --out @.onnx") +
               "\n" + each(ENGINES, f"{PENGUINS} --dropout 0.3 --precision float32 --engine @ --out @32.onnx") +
               f"\n{HOUSING} --dropout 0.1 --hidden 24,12 --l1 0.1 --out h.onnx",
    # Networks.
    "activations": f"{MOONS}\n" + each(
        ACTIVATIONS, "train moons.csv --target class --hidden 7,5 --epochs 8 --activation @ --out @.onnx\n"
                     "export @.onnx --out @.h\nexplain @.onnx moons.csv --row 3"),
    "activations-float32": f"{PLANE}\n" + each(
        ACTIVATIONS, "train plane.csv --target y --hidden 9 --epochs 8 --activation @ --precision float32 --out @.onnx"),
    "activations-mixed": f"{PENGUINS} --hidden 6,5,4 --activation relu,gelu,selu --out m.onnx\n"
                         f"{PENGUINS} --hidden 0 --out linear.onnx --json\ninspect m.onnx\ninspect linear.onnx",
    "initialisations": each("normal glorot he zeros".split(),
                            f"{IRIS} --activation relu --initialisation @ --seed 3 --out @.onnx"),
    "engines": each(ENGINES, "train digits.tra --target 64 --epochs 2 --hidden 20 --engine @ --out @.onnx\n"
                             "train digits.tra --target 64 --epochs 2 --hidden 20 --engine @ --precision float32 "
                             "--out @32.onnx"),
    "wide": each(("gemm", "fused"),
                 "train letter.data --target letter --hidden 96 --activation relu --epochs 2 --engine @ --out @.onnx\n"
                 "train images.gz --labels labels.gz --test-fraction 0.9 --hidden 64 --epochs 2 --engine @ --precision "
                 "float32 --batch-size 64 --out @32.onnx --importance-repeats 0"),
    "one-thread": "train digits.tra --target 64 --solver gd --epochs 5 --hidden 64 --engine gemm --threads 1 "
                  "--out m.onnx",
    # Columns and files.
    "scalers": each("standard robust minmax none".split(),
                    "train spam.data --target 57 --epochs 3 --scaler @ --out @.onnx --json"),
    "columns": f"{TITANIC} --categorical pclass,sibsp --numeric parch --na-values male,C --epochs 4 --out m.onnx\n"
               "inspect m.onnx --json\npredict m.onnx titanic.csv --na-values male,C --out p.csv\n"
               "train wine.csv --target 13 --task regression --epochs 20 --onnx-inputs tensor --out w.onnx --json",
    "config": "train penguins.csv --config settings.toml --out m.onnx\n"
              "train wine.csv --config settings.json --seed 5 --out w.onnx --json\n"
              "train penguins.csv --config settings.toml --out m.onnx --print-config\n"
              "train wine.csv --config settings.json --out w.onnx --print-config\n"
              f"{HOUSING} --loss huber --out h.onnx --print-config\n"
              + each("gd sgd adam adamw rprop lbfgs".split(), f"{IRIS} --solver @ --out m.onnx --print-config\n") +
              "cv iris.csv --target 4 --print-config\ntune iris.csv --target 4 --print-config\n"
              "sweep iris.csv --target 4 --vary hidden=1,2 --print-config",
    # Validation.
    "patience": "train german.csv --target 20 --patience 4 --epochs 60 --out m.onnx --log-json log.jsonl --json\n"
                "train housing.csv --target median_house_value --epochs 30 --patience 3 --min-delta 0.01 --monitor metric --out h.onnx --report report",
    "validation-file": "train digits.tra --target 64 --hidden 24 --engine fused --valid digits.tes --epochs 5 "
                       "--schedule plateau --monitor metric --out m.onnx --log-json log.jsonl --json",
    "rollback": f"{IRIS} --solver gd --l2 300 --activation identity --learning-rate 1 --out m.onnx --log-json log.jsonl"
                f"\n{IRIS} --solver gd --l2 300 --activation identity --learning-rate 1e9 --max-rollbacks 0 --out n.onnx !",
    # Packed and streamed.
    "pack": each(("titanic.csv", "adult.csv", "telco.csv"), "pack @ --out @.crescent --json\ndescribe @.crescent --json"),
    "streamed": "pack adult.csv --out adult.crescent\n" + each(
        ("--solver sgd", "--solver adam --schedule onecycle", "--solver adamw --precision float32 --dropout 0.1"),
        "train adult.crescent --target 14 --memory 60MB --epochs 3 @ --out m.onnx --json\npredict m.onnx adult.crescent"),
    "streamed-validation":
        "pack housing.csv --out h.crescent\n"
        "train h.crescent --target median_house_value --memory 60MB --epochs 6 --validation-fraction 0.1 --patience 2 "
        "--loss huber --weight-column households --out m.onnx --report report --log-json log.jsonl\n"
        "predict m.onnx h.crescent --json --out p.jsonl",
    # Experiments.
    "cv": "cv iris.csv --target 4 --epochs 10 --repeats 2 --json --report report --predictions p.csv\n"
          "cv wine.csv --target 13 --epochs 10 --solver lbfgs --class-weight balanced",
    "cv-groups": "cv housing.csv --target median_house_value --group-column ocean_proximity --folds 3 --epochs 3 "
                 "--patience 2 --json\ncv housing.csv --target median_house_value --time-ordered --folds 3 --epochs 3\n"
                 "cv bank.csv --target y --time-column day --folds 2 --epochs 3 --json",
    # One thread where the study is kept: its lines stand in the order in which the trials ended.
    "tune": "tune penguins.csv --target species --trials 7 --epochs 9 --threads 1 --study s.jsonl --report report --out m.onnx\n"
            "tune housing.csv --target median_house_value --trials 4 --epochs 4 --rungs 2 --folds 2 --loss absolute --json",
    "sweep": f"{MOONS}\nsweep moons.csv --target class --epochs 8 --vary hidden=1,3,8 --vary l2=0,1 --report report\n"
             "sweep housing.csv --target median_house_value --epochs 3 --vary loss=squared,huber "
             "--vary learning-rate=0.003,0.03 --json\n"
             'sweep iris.csv --target 4 --epochs 5 --vary "hidden=4;4,4" --vary activation=relu,tanh '
             "--vary schedule=cosine,step --metric accuracy --json",
    # What is done with a model.
    "uses": f"{PENGUINS} --out m.onnx\ninspect m.onnx\ninspect m.onnx --json\npredict m.onnx penguins.csv\n"
            "predict m.onnx penguins.csv --id-column year --json\nevaluate m.onnx penguins.csv\n"
            "evaluate m.onnx penguins.csv --json --report report\nexplain m.onnx penguins.csv\n"
            "explain m.onnx penguins.csv --row 200 --json\n"
            "explain m.onnx penguins.csv --row 9 --learning-rate 0.5 --html step.html\n"
            "plot confusion m.onnx penguins.csv --out confusion.svg",
    "uses-quantity": f"{HOUSING} --loss absolute --out m.onnx\ninspect m.onnx --json\npredict m.onnx housing.csv --out p.csv\n"
                     "evaluate m.onnx housing.csv --report report\nevaluate m.onnx housing.csv --json\n"
                     "explain m.onnx housing.csv --row 5 --json\nexplain m.onnx housing.csv --html step.html",
    "export": f"{PENGUINS} --out m.onnx\n{IRIS} --onnx-inputs tensor --out i.onnx\n{HOUSING} --out h.onnx\n" + each(
        ("m.onnx", "i.onnx", "h.onnx"),
        "export @ --out @.h\nexport @ --precision float64 --prefix other --out @.64.h\n"
        "export @ --quantize int8 --json --out @.8.h\nexport @ --format onnx --out @.columns.onnx\n"
        "export @ --format onnx --precision float32 --out @.32.onnx") +
        "\nexport i.onnx --format onnx --onnx-inputs tensor --out i.tensor.onnx\n"
        "export i.onnx --format onnx --precision float32 --onnx-inputs tensor --out i.tensor32.onnx\n"
        "export m.onnx --quantize int8 --data penguins.csv --out m.8d.h\n"
        "export h.onnx --quantize int8 --data housing.csv --out -\n"
        "predict h.onnx.32.onnx housing.csv\npredict i.tensor32.onnx iris.csv",
    "foreign": each(("iris_double", "iris_scaled", "iris_zipmap", "diabetes", "torch_gelu", "torch_tanh_softmax",
                     "torch_value", "refused_hardswish"), "inspect @.onnx\ninspect @.onnx --json") +
               "\npredict iris_double.onnx iris.csv\npredict iris_scaled.onnx iris.csv --json\n"
               "export iris_zipmap.onnx --out z.h\npredict refused_hardswish.onnx iris.csv !",
    # What needs no training, and the tutorial.
    "describe": each(SETS, "describe @ --json") + "\n" +
                "\n".join(f"describe {name} --target {target}" for name, target in SETS.items()),
    "generate": each("moons circles blobs spiral xor gauss plane multi-gauss".split(),
                     "generate @ --samples 60 --seed 4 --noise 0.1 --out @.csv\ngenerate @") +
                "\ngenerate blobs --classes 5\ngenerate spiral --classes 3",
    "plot": f"{MOONS}\ntrain moons.csv --target class --hidden 4 --epochs 20 --out m.onnx\n"
            "plot boundary m.onnx moons.csv --out b.svg --step 0.1\n"
            "plot boundary m.onnx moons.csv --out c.svg --step 0.1 --classes-only --padding 1\n"
            "plot scatter iris.csv --target 4 --out s.svg\n"
            "plot scatter penguins.csv --target species --x body_mass_g --y bill_depth_mm --out p.svg",
    "gradcheck": "gradcheck --json\n" + each(ACTIVATIONS, "gradcheck --hidden 4,3 --activation @ --samples 20 --json") +
                 "\n" + each(ENGINES, "gradcheck --engine @ --dropout 0.3 --l1 0.1 --label-smoothing 0.1 --json\n"
                                      "gradcheck --engine @ --output identity --json") +
                 f"\n{IRIS} --out i.onnx\ngradcheck i.onnx iris.csv",
    "tutorial": "tutorial --passes 300 --out t --json",
    "tutorial-other": "tutorial --passes 200 --samples 90 --hidden 7 --noise 0.3 --seed 6 --out t",
    "checkpoint": None,  # record.py kills and resumes it
}

# Under the best instruction set of the machine, for which the hashes hold.
NATIVE = {
    "float64": f"{TITANIC} --epochs 6 --out m.onnx --json",
    "float32": f"{HOUSING} --precision float32 --hidden 20,10 --out m.onnx --json",
    "full": "train german.csv --target 20 --solver lbfgs --epochs 20 --out l.onnx\n"
            "train wine.csv --target 13 --solver rprop --epochs 20 --out r.onnx",
    "engines": each(ENGINES, "train digits.tra --target 64 --epochs 2 --hidden 32 --activation gelu --dropout 0.1 "
                             "--engine @ --out @.onnx"),
    "activations": f"{MOONS}\n" + each(
        ACTIVATIONS, "train moons.csv --target class --hidden 7,5 --epochs 8 --activation @ --out @.onnx"),
    "cv": "cv iris.csv --target 4 --epochs 10 --json",
    "tutorial": "tutorial --passes 200 --out t --json",
}

# A training that is killed once it has written a checkpoint, and resumed; and each change that must be told.
CHECKPOINTED = {
    "adam": "train adult.csv --target 14 --hidden 12 --epochs 400 --dropout 0.1 --validation-fraction 0.2 --log-json log",
    "float32": "train adult.csv --target 14 --hidden 12 --epochs 400 --precision float32 --schedule onecycle",
    "lbfgs": "train adult.csv --target 14 --hidden 12 --epochs 400 --solver lbfgs",
}
CHANGED = ("--seed 4", "--hidden 5", "--activation relu", "--epochs 401", "--batch-size 16", "--learning-rate 0.5",
           "--solver sgd", "--precision float32", "--initialisation he", "--schedule step", "--l1 0.1", "--l2 0.1",
           "--dropout 0.2", "--label-smoothing 0.1", "--class-weight balanced", "--max-grad-norm 1", "--engine gemm",
           "--validation-fraction 0.3", "--patience 3", "--monitor metric", "--scaler minmax", "--ignore 3",
           "--weight-column 2", "--test-fraction 0.3", "--max-rollbacks 1")
