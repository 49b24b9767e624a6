"""An index of packages in a folder: small wheels, made on the fly, and pip told to look there."""

import sysconfig
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

PYDANTIC = {"pydantic_from_here.pth": sysconfig.get_path("purelib")}
"""The content of a package that lends the Pydantic of this environment to another one."""


class Index:
    """The folder, and the cache that environments made from it are kept in."""

    def __init__(self, folder: Path) -> None:
        self.wheels = folder / "wheels"
        self.cache = folder / "cache"
        self.wheels.mkdir()
        self.add("pydantic", "2.99", PYDANTIC)

    def add(
        self, name: str, version: str, files: Mapping[str, str], requires: Sequence[str] = ()
    ) -> None:
        """Publish a package with these files."""
        info = f"{name}-{version}.dist-info"
        metadata = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
        metadata += [f"Requires-Dist: {each}" for each in requires]
        content = {
            **files,
            f"{info}/METADATA": "\n".join(metadata) + "\n",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        record = "".join(f"{each},,\n" for each in (*content, f"{info}/RECORD"))
        wheel = self.wheels / f"{name}-{version}-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            for path, text in {**content, f"{info}/RECORD": record}.items():
                archive.writestr(path, text)

    def use(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Have pip look here and nowhere else."""
        monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        monkeypatch.setenv("PIP_FIND_LINKS", str(self.wheels))
        monkeypatch.setenv("PACTFUZZ_CACHE", str(self.cache))


SHOP = """\
from dataclasses import dataclass
from enum import StrEnum
from pydantic import BaseModel, ConfigDict, Field, field_validator

print("this package prints when it is imported")

class Status(StrEnum):
    paid = "paid"
    {second} = "{second}"

class Order(BaseModel):
    id: int
    status: Status = Status.paid
    note: str | None = Field(default=None, alias="Note")

class Shop:
    class Item(BaseModel):
        model_config = ConfigDict(extra="allow")
        name: str

@dataclass
class Point:
    x: int

class Odd(BaseModel):
    x: int

    @field_validator("x")
    @classmethod
    def check(cls, x):
        if x == 1:
            raise TypeError("one is odd")
        if x == 2:
            import time
            time.sleep(60)
        if x == 3:
            import os
            os.write(2, b"the last words\\n")
            os._exit(7)
        return x
"""

UNWRITTEN = """\
from pydantic import BaseModel, field_serializer

class Unwritten(BaseModel):
    x: int

    @field_serializer("x")
    def write(self, x) -> int:
        raise RuntimeError("no pen")
"""

SERIALIZING = """\
from pydantic import BaseModel, computed_field, field_serializer

class Price(BaseModel):
    amount: float

class PriceText(Price):
    @field_serializer("amount")
    def text(self, amount):
        return f"{amount} EUR"

class Rare(Price):
    @field_serializer("amount")
    def text(self, amount):
        return amount

class Total(Price):
    @computed_field
    @property
    def total(self) -> float:
        return self.amount
"""

PACKAGES: dict[str, dict[str, str]] = {
    "shop 1.0": {
        "shop/__init__.py": SHOP.format(second="sent"),
        "shop/unwritten.py": UNWRITTEN,
        "shop/serializing.py": SERIALIZING,
    },
    "shop 1.1": {"shop/__init__.py": SHOP.format(second="sent"), "shop/more.py": "X = 1"},
    "shop 2.0": {"shop/__init__.py": SHOP.format(second="delivered")},
    "shop 3.0": {"shop/__init__.py": "from shop.nowhere import Order\n"},
}


def publish_shop(index: Index) -> None:
    """Publish the shop: 1.0 and 1.1 have the same models, 2.0 a new status, 3.0 cannot be read."""
    for package, files in PACKAGES.items():
        name, _, version = package.partition(" ")
        index.add(name, version, files, ["pydantic>=2", "absent; extra == 'more'"])
