"""generate against scikit-learn where it has the data set; plot: pictures of what it should show."""

import xml.etree.ElementTree as ElementTree
import zlib

import numpy as np
import pytest
from sklearn import datasets
from support import crescent, data_file, flowers, quiet, refused, rows_of, write_csv

NAMES = ["moons", "circles", "blobs", "spiral", "xor", "gauss"]


def table_of(text):
    header, *rows = rows_of(text)
    assert header == ["x1", "x2", "class"]
    return np.array([[float(row[0]), float(row[1])] for row in rows]), [row[2] for row in rows]


# ---- generate ----

@pytest.mark.parametrize("samples, noise, seed", [(200, "0.2", 0), (7, "0.05", 3), (51, None, 42)])
@pytest.mark.parametrize("name", ["moons", "circles", "blobs"])
def test_same_numbers_as_scikit_learn(name, samples, noise, seed):
    options = ["--noise", noise] if noise else []
    x, y = table_of(quiet("generate", name, "--samples", samples, "--seed", seed, *options).stdout)
    number = float(noise) if noise else None
    if name == "blobs":
        expected = datasets.make_blobs(samples, cluster_std=number or 1.0, random_state=seed)
    else:
        make = {"moons": datasets.make_moons, "circles": datasets.make_circles}[name]
        expected = make(samples, noise=number, random_state=seed)
    # NumPy's own sine and cosine may differ from the C library's in the last bit.
    np.testing.assert_allclose(x, expected[0], rtol=0, atol=4e-16 * np.abs(expected[0]).max())
    assert y == [str(k) for k in expected[1]]


@pytest.mark.parametrize("name", NAMES)
def test_generate(name, tmp_path):
    text = quiet("generate", name, "--samples", "60", "--seed", "5").stdout
    x, y = table_of(text)
    assert x.shape == (60, 2) and np.isfinite(x).all() and 2 <= len(set(y)) <= 3
    out = tmp_path / "points.csv"
    assert quiet("generate", name, "--samples", "60", "--seed", "5", "--out", out).stdout == ""
    assert out.read_text() == text
    assert quiet("generate", name, "--samples", "60", "--seed", "6").stdout != text
    assert table_of(quiet("generate", name).stdout)[0].shape == (200, 2)
    # What one command writes the others read.
    model = tmp_path / "m.onnx"
    scores = quiet("train", out, "--target", "class", "--json", "--epochs", "5", "--out",
                   model).json
    assert scores["train_rows"] == 48 and scores["network"].startswith("2 -> ")
    assert quiet("predict", model, out).stdout.count("\n") == 61


@pytest.mark.parametrize("name", ["blobs", "spiral", "gauss"])
@pytest.mark.parametrize("classes", [2, 5])
def test_number_of_classes(name, classes):
    y = table_of(quiet("generate", name, "--samples", "23", "--classes", classes).stdout)[1]
    counts = [y.count(str(k)) for k in range(classes)]
    assert sum(counts) == 23 and max(counts) - min(counts) <= 1


def test_network_learns_what_lines_cannot(tmp_path):
    """Two arms of a spiral and the four corners of xor: logistic regression guesses."""
    for name, least in (("xor", 0.93), ("moons", 0.95)):
        file = tmp_path / f"{name}.csv"
        quiet("generate", name, "--samples", "400", "--out", file,
              *(["--noise", "0.15"] if name == "moons" else []))
        scores = quiet("train", file, "--target", "class", "--hidden", "8", "--l2", "0.1", "--epochs", "200", "--json",
                       "--out", tmp_path / "m.onnx").json
        assert scores["accuracy"] >= least
        assert scores["baselines"]["logistic_regression"]["accuracy"] < scores["accuracy"] - 0.05


# ---- plot ----

def png_pixels(data):
    """(rows, columns, 3) of a PNG as gnuplot's cairo writes it: 8 bits, RGB or RGBA."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    at, packed = 8, b""
    while at < len(data):
        length, kind = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8]
        body = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            columns, rows = (int.from_bytes(body[i:i + 4], "big") for i in (0, 4))
            assert body[8] == 8 and body[9] in (2, 6) and body[12] == 0, body
            channels = 3 if body[9] == 2 else 4
        packed += body if kind == b"IDAT" else b""
        at += length + 12
    raw = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(rows, columns * channels + 1)
    image = np.zeros((rows, columns * channels), np.uint8)
    above = np.zeros(columns * channels, np.int64)
    for r in range(rows):
        line, kind = raw[r, 1:].astype(np.int64), raw[r, 0]
        if kind == 2:
            line = (line + above) % 256
        elif kind in (1, 3, 4):
            for i in range(len(line)):
                left = line[i - channels] if i >= channels else 0
                corner = above[i - channels] if i >= channels else 0
                if kind == 1:
                    guess = left
                elif kind == 3:
                    guess = (left + above[i]) // 2
                else:
                    p = left + above[i] - corner
                    guess = min((abs(p - left), 0, left), (abs(p - above[i]), 1, above[i]),
                                (abs(p - corner), 2, corner))[2]
                line[i] = (line[i] + guess) % 256
        image[r] = above = line
    return image.reshape(rows, columns, channels)[:, :, :3]


@pytest.fixture(scope="module")
def moons(tmp_path_factory):
    folder = tmp_path_factory.mktemp("moons")
    file, model = folder / "moons.csv", folder / "moons.onnx"
    quiet("generate", "moons", "--samples", "80", "--noise", "0.1", "--out", file)
    quiet("train", file, "--target", "class", "--hidden", "6", "--out", model)
    return file, model


def svg_text(path):
    """The texts of an SVG, in the order in which they are drawn."""
    root = ElementTree.parse(path).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    texts = ("".join(element.itertext()) for element in root.iter() if element.tag.endswith("text"))
    return " ".join(" ".join(texts).split())


def test_boundary(moons, tmp_path):
    file, model = moons
    png, svg = tmp_path / "b.png", tmp_path / "b.svg"
    for out in (png, svg):
        assert quiet("plot", "boundary", model, file, "--out", out).stdout == ""
    text = svg_text(svg)
    for word in ("Decision boundary of moons.onnx", "x1", "x2"):
        assert word in text, (word, text)
    pixels = png_pixels(png.read_bytes())
    colours = {tuple(colour) for colour in pixels[::7, ::7].reshape(-1, 3)}
    reds = [c for c in colours if int(c[0]) > int(c[2]) + 40]
    blues = [c for c in colours if int(c[2]) > int(c[0]) + 40]
    # Probabilities shade both regions; classes alone give each one colour.
    assert len(reds) > 5 and len(blues) > 5
    flat = tmp_path / "flat.png"
    quiet("plot", "boundary", model, file, "--classes-only", "--step", "0.05", "--padding", "1",
          "--out", flat)
    shades = {tuple(colour) for colour in png_pixels(flat.read_bytes())[::7, ::7].reshape(-1, 3)}
    assert len(shades) < len(colours)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.png", "b.svg", "flat.png"]


def test_boundary_of_three_classes(tmp_path):
    file, model, out = (tmp_path / name for name in ("s.csv", "s.onnx", "s.svg"))
    quiet("generate", "spiral", "--classes", "3", "--out", file)
    quiet("train", file, "--target", "class", "--out", model)
    quiet("plot", "boundary", model, file, "--step", "0.1", "--out", out)
    quiet("plot", "boundary", model, file, "--step", "0.1", "--out", tmp_path / "s.png")
    assert out.stat().st_size > 5000
    pixels = png_pixels((tmp_path / "s.png").read_bytes()).astype(int)
    red, green, blue = (pixels[:, :, i] for i in range(3))
    # Spectral's ends and its yellow middle.
    assert (red > blue + 60).any() and (blue > red + 60).any()
    assert ((red > 200) & (green > 200) & (blue < 200)).any()


def test_scatter(tmp_path):
    penguins = data_file("penguins/penguins.csv")
    out = tmp_path / "p.svg"
    result = crescent("plot", "scatter", penguins, "--target", "species", "--out", out)
    assert result.status == 0 and result.stderr == "note: 2 rows with a missing cell are left out\n"
    text = svg_text(out)
    for word in ("Adelie", "Chinstrap", "Gentoo", "bill_length_mm", "bill_depth_mm"):
        assert word in text, word
    crescent("plot", "scatter", penguins, "--target", "species", "--x", "body_mass_g", "--y", "4",
             "--out", out)
    text = svg_text(out)
    assert "body_mass_g" in text and "flipper_length_mm" in text and "bill_depth_mm" not in text


def test_scatter_draws_texts_as_they_are(tmp_path):
    """No name is markup, neither to gnuplot nor to the SVG."""
    names = ["{/Symbol a}_b^c", "<b>&amp;\"q\" 'r' \\n `id` $HOME", "colour", "kind"]
    labels = ("<script>x</script>", "a_b^c {x}", "Grün @ 50 %")
    file = flowers(tmp_path / "flowers.csv", header=names, labels=labels)
    out = tmp_path / "s.svg"
    result = crescent("plot", "scatter", file, "--target", "kind", "--out", out)
    assert result.status == 0, result
    text = svg_text(out)
    for name in [*names[:2], *labels]:
        assert name in text, (name, text)


def test_confusion(flower_file, flower_model, tmp_path):
    out = tmp_path / "c.svg"
    quiet("plot", "confusion", flower_model, flower_file, "--out", out)
    quiet("plot", "confusion", flower_model, flower_file, "--out", tmp_path / "c.png")
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")
    text = svg_text(out).split()
    counts = quiet("evaluate", flower_model, flower_file, "--json").json["confusion_matrix"]
    numbers = [word for word in text if word.isdigit()]
    for row in counts:
        for count in row:
            assert str(count) in numbers, (count, text)
    for name in ("rose", "tulip", "daisy"):
        assert text.count(name) == 2  # once as true, once as predicted


def test_plot_leaves_rows_without_label_out(moons, tmp_path):
    header, *rows = rows_of(moons[0].read_text())
    rows[0][2] = ""
    rows[1][0] = ""
    file = write_csv(tmp_path / "some.csv", header, rows)
    result = crescent("plot", "boundary", moons[1], file, "--step", "0.1", "--out",
                      tmp_path / "b.svg")
    assert (result.status, result.stderr) == (0, "note: 2 rows with a missing cell are left out\n")
    empty = write_csv(tmp_path / "empty.csv", header, [["", "1", "0"], ["1", "2", ""]])
    refused(1, "plot", "boundary", moons[1], empty, "--out", tmp_path / "e.svg",
            says="no row has a class and both numbers")
    assert not (tmp_path / "e.svg").exists()


def test_failing_plot_keeps_the_old_picture(moons, tmp_path):
    old = tmp_path / "old.png"
    old.write_bytes(b"old")
    refused(1, "plot", "scatter", moons[0], "--target", "klass", "--out", old,
            says="did you mean 'class'?")
    assert old.read_bytes() == b"old"
