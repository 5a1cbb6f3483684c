"""crescent playground: what it serves, to whom, and what it says."""
import http.client
import os
import re
import signal
import subprocess
import time
import zlib

import pytest
from support import COMMAND, refused


@pytest.fixture
def page(tmp_path):
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html><title>here</title>")
    (folder / "crescent.wasm").write_bytes(b"\0asm\1\0\0\0")
    return folder


class Served:
    """The command, serving until the block ends."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [COMMAND, "playground", "--no-open", "--port", "0", *map(str, arguments)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()
        self.port = int(re.match(r"http://127\.0\.0\.1:(\d+)/", self.address).group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=20)

    def ask(self, path="/", host=None, method="GET", to="127.0.0.1", accept=None):
        connection = http.client.HTTPConnection(to, self.port, timeout=20)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", host or f"127.0.0.1:{self.port}")
        if method == "POST":
            connection.putheader("Content-Length", "0")
        if accept:
            connection.putheader("Accept-Encoding", accept)
        connection.endheaders()
        answer = connection.getresponse()
        return answer, answer.read()


def test_serves_the_page_with_a_strict_policy(page):
    with Served("--page", page) as served:
        answer, text = served.ask()
        assert answer.status == 200 and b"<title>here</title>" in text
        assert answer.headers["Content-Type"].startswith("text/html")
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'") and "unsafe-inline" not in policy and "http" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        answer, _ = served.ask("/crescent.wasm")
        assert answer.headers["Content-Type"] == "application/wasm"
        answer, text = served.ask("/crescent.wasm", method="HEAD")
        assert answer.status == 200 and text == b""


def test_the_engine_travels_compressed_to_those_who_ask(page):
    engine = b"\0asm\1\0\0\0" + bytes(range(256)) * 400
    (page / "crescent.wasm").write_bytes(engine)
    with Served("--page", page) as served:
        answer, text = served.ask("/crescent.wasm", accept="gzip, deflate, br")
        assert answer.headers["Content-Encoding"] == "deflate" and len(text) < len(engine) / 10
        assert answer.headers["Content-Type"] == "application/wasm"
        assert zlib.decompress(text) == engine
        answer, text = served.ask("/crescent.wasm")
        assert answer.headers["Content-Encoding"] is None and text == engine
        (index, packed), (_, plain) = served.ask(accept="deflate, br"), served.ask()
        assert index.headers["Content-Encoding"] in (None, "deflate")  # never shorter is never packed
        assert packed == plain or zlib.decompress(packed) == plain


def test_only_its_own_files_and_only_to_this_machine(page):
    with Served("--page", page) as served:
        for path in ["/none.js", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd"]:
            answer, text = served.ask(path)
            assert answer.status == 404 and b"root:" not in text, path
        answer, text = served.ask(host="playground.example:80")
        assert answer.status == 403 and b"here" not in text
        assert served.ask(host=f"localhost:{served.port}")[0].status == 200
        answer, _ = served.ask(method="POST")
        assert answer.status in (403, 404, 405)


def test_it_listens_on_the_loopback_address_alone(page):
    with Served("--page", page) as served:
        listening = [line.split() for line in open("/proc/net/tcp") if line.split()[3] == "0A"]
        wanted = f"{served.port:04X}"
        assert {line[1].split(":")[0] for line in listening if line[1].endswith(":" + wanted)} == {"0100007F"}


def test_a_file_is_part_of_the_address_and_served(page, tmp_path):
    table = tmp_path / "my points & more.csv"
    table.write_text("a,b,kind\n1,2,x\n")
    with Served("--page", page, table) as served:
        assert served.address.endswith("/?open=file%2Fmy%2520points%2520%2526%2520more.csv")
        answer, text = served.ask("/file/my%20points%20%26%20more.csv")
        assert answer.status == 200 and text == table.read_bytes()
    table.write_text("")
    with Served("--page", page, table) as served:
        assert served.ask("/file/my%20points%20%26%20more.csv")[1] == b""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_ends_when_it_is_told_to(page, end):
    with Served("--page", page) as served:
        served.process.send_signal(end)
        _, said = served.process.communicate(timeout=20)
        assert served.process.returncode == 0 and "Ctrl-C" in said


def test_opens_a_browser_and_says_where_there_is_none(page, tmp_path, monkeypatch):
    opener = tmp_path / "xdg-open"
    opener.write_text(f"#!/bin/sh\necho \"$1\" > {tmp_path}/asked\n")
    opener.chmod(0o755)
    for path, works in [(f"{tmp_path}:/usr/bin:/bin", True), (str(page), False)]:
        process = subprocess.Popen([COMMAND, "playground", "--port", "0", "--page", page], text=True,
                                   env={**os.environ, "PATH": path}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        address = process.stdout.readline().strip()
        said = process.stderr.readline() + process.stderr.readline() if not works else ""
        if works:
            for _ in range(200):
                if (tmp_path / "asked").exists() and (tmp_path / "asked").read_text().strip():
                    break
                time.sleep(0.05)
            assert (tmp_path / "asked").read_text().strip() == address
        else:
            assert "no browser could be started" in said
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


def test_a_port_in_use_and_other_mistakes(page, tmp_path):
    with Served("--page", page) as served:
        refused(1, "playground", "--no-open", "--port", served.port, "--page", page, says=["--port"])
    refused(2, "playground", "--port", 70000, says=["--port"])
    refused(2, "playground", tmp_path / "none.csv", says=["none.csv"])
    empty = tmp_path / "empty"
    empty.mkdir()
    refused(1, "playground", "--page", empty, says=["index.html"])
