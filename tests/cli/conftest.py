import pytest
from support import flowers, quiet


@pytest.fixture(scope="session")
def flower_file(tmp_path_factory):
    return flowers(tmp_path_factory.mktemp("flowers") / "flowers.csv")


@pytest.fixture(scope="session")
def flower_model(flower_file):
    """A model of numbers, text and missing cells."""
    model = flower_file.parent / "flowers.onnx"
    quiet("train", flower_file, "--target", "kind", "--hidden", "5", "--epochs", "60", "--out", model)
    return model
