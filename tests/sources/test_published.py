"""Models of published versions: installed, asked in a process of their own, and kept."""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from package_index import Index

from pactfuzz.errors import AskError, CacheError, InstallError, SourceError
from pactfuzz.journeys.remembering import RememberingJudge
from pactfuzz.shapes import ABSENT, Location, Omits, Problem, Refused, Shape
from pactfuzz.sources import Kind
from pactfuzz.sources.asking import Asked
from pactfuzz.sources.elsewhere import Elsewhere, ModelElsewhere
from pactfuzz.sources.environments import Environment, Environments
from pactfuzz.sources.published import Published, published


def shape_of(text: str) -> Shape:
    (part,) = published(text).parts
    return part.shape


@pytest.fixture
def order(index: Index) -> Shape:
    assert index.cache
    return shape_of("shop==1.0:shop:Order")


def test_its_schemas_and_its_parser_are_those_of_the_version(index: Index) -> None:
    assert index.cache
    old, new = shape_of("shop==1.0:shop:Order"), shape_of("shop==2.0:shop:Order")
    assert old.reader["$defs"]["Status"]["enum"] == ["paid", "sent"]
    assert new.writer["$defs"]["Status"]["enum"] == ["paid", "delivered"]
    sent = '{"id": "7", "status": "sent"}'
    value = old.parse(sent)
    assert json.loads(old.dump(value)) == {"id": 7, "status": "sent", "Note": None}
    assert json.loads(old.dump(value, Omits.UNSET)) == {"id": 7, "status": "sent"}
    with pytest.raises(Refused) as refused:
        new.parse(sent)
    (problem,) = refused.value.problems
    assert (str(problem.location), problem.rule, problem.actual) == ("$.status", "enum", "sent")


def test_a_missing_member_is_told_as_absent(order: Shape) -> None:
    with pytest.raises(Refused) as refused:
        order.parse("{}")
    assert refused.value.problems == (
        Problem(Location(("id",)), "missing", "Field required", ABSENT),
    )


def test_what_the_package_prints_does_not_disturb(order: Shape) -> None:
    assert [order.dump(order.parse(f'{{"id": {each}}}'))[:7] for each in (1, 2)] == [
        b'{"id":1',
        b'{"id":2',
    ]


@pytest.mark.parametrize("model", ["Shop.Item", "Point"])
def test_a_nested_model_and_a_dataclass_are_taken(index: Index, model: str) -> None:
    assert index.cache
    shape = shape_of(f"shop==1.0:shop:{model}")
    assert shape.reader.get("additionalProperties") is (True if model == "Shop.Item" else None)


def test_all_models_of_a_module_share_a_process(index: Index) -> None:
    assert index.cache
    source = published("shop==1.0:shop:*")
    assert source.kind is Kind.FOLDER
    assert [each.name for each in source.parts] == ["Odd", "Order"]
    adapters = [each.shape.adapter for each in source.parts]
    models = [each for each in adapters if isinstance(each, ModelElsewhere)]
    assert [each.has_functions for each in models] == [True, False]
    assert len({each.elsewhere for each in models}) == 1


def test_versions_that_require_the_same_share_an_environment(index: Index) -> None:
    environments = Environments(index.cache)
    one, other = (environments.of(f"shop=={each}") for each in ("1.0", "2.0"))
    assert one.python == other.python
    assert one.folders != other.folders


def test_a_second_time_nothing_is_installed_or_started(
    order: Shape, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", str(index.cache / "nothing"))
    monkeypatch.setattr("pactfuzz.sources.asking.subprocess.Popen", None)
    assert shape_of("shop==1.0:shop:Order") == order


def test_bytes_that_are_no_text_are_refused_as_here(order: Shape) -> None:
    assert order.adapter is not None
    with pytest.raises(Refused, match="Invalid JSON"):
        order.adapter.validate_json(b'{"id": "\xff"}')


@pytest.fixture
def odd(index: Index) -> Iterator[ModelElsewhere]:
    """A model with a validator that is odd, and has a second for it."""
    environment = Environments(index.cache).of("shop==1.0")
    asked = Asked("the shop", "shop:Odd", environment)
    with closing(Elsewhere(asked, answer_within=1.0)) as elsewhere:
        yield ModelElsewhere(elsewhere, "Odd", has_functions=True)


def test_a_validator_that_fails_otherwise_refuses(odd: ModelElsewhere) -> None:
    with pytest.raises(Refused, match="one is odd"):
        odd.validate_json('{"x": 1}')


def test_a_validator_that_hangs_is_killed(odd: ModelElsewhere) -> None:
    with pytest.raises(AskError, match="the shop: took longer than 1 seconds to parse a document"):
        odd.validate_json('{"x": 2}')
    assert odd.written(odd.validate_json('{"x": 4}'), Omits.NOTHING) == b'{"x":4}'


def test_a_process_that_ends_is_told_with_its_last_words(odd: ModelElsewhere) -> None:
    with pytest.raises(AskError, match=r"status 7 .*; the last it printed: the last words"):
        odd.validate_json('{"x": 3}')
    assert odd.written(odd.validate_json('{"x": 4}'), Omits.NOTHING) == b'{"x":4}'


def test_a_value_that_cannot_be_written_is_told_when_it_is_written(index: Index) -> None:
    assert index.cache
    shape = shape_of("shop==1.0:shop.unwritten:Unwritten")
    with pytest.raises(Refused, match="no pen"):
        shape.dump(shape.parse('{"x": 1}'))


def test_it_ends_when_its_owner_lets_go(index: Index) -> None:
    elsewhere = Elsewhere(Asked("x", "shop:Order", Environments(index.cache).of("shop==1.0")))
    elsewhere.schemas()
    assert elsewhere._process is not None
    process = elsewhere._process._process
    del elsewhere
    process.wait(timeout=20)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("shop==9:shop:Order", "shop==9: cannot be installed: ERROR: No matching distribution"),
        ("shop[more]==1.0:shop:Order", "absent, pydantic>=2: cannot be installed: .* for absent"),
        ("shop==1.0,shop<1:shop:Order", "shop<1: cannot be installed: .* for shop<1"),
    ],
)
def test_what_cannot_be_installed_is_named(index: Index, text: str, told: str) -> None:
    with pytest.raises(InstallError, match=told):
        published(text)
    assert not list(index.cache.rglob("*.part"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("shop==1.0:shop:Oder", 'shop==1.0:shop:Oder: shop has no Oder; did you mean "Order"?'),
        ("shop==1.0:shop:Shop.Itm", 'there is no Itm in it; did you mean "Item"?'),
        ("shop==1.0:shp:Order", 'there is no module shp .*; did you mean "shop"?'),
        ("shop==1.0:shop.mor:X", "there is no module shop.mor "),
        ("shop==1.0:shop:Shop", "shop:Shop: Pydantic gives no JSON Schema of it: .*"),
        ("shop==1.1:shop.more:*", "shop.more defines no Pydantic model, and lists none"),
        ("shop==3.0:shop:Order", "importing shop fails: ModuleNotFoundError: No module .*nowhere"),
        (
            "bare==1:bare:X",
            r"has no Pydantic 2 .*; name it beside the version, as in .*pydantic>=2",
        ),
        ("bare==1:bare.ends:X", "importing bare.ends fails: SystemExit: 3"),
        ("bare==1:bare.dies:X", "its process ended with status 4 when it was to be imported"),
        ("bare==1:bare.asks:X", "no network while a model is asked: example.org"),
    ],
)
def test_a_model_that_is_not_there_is_told(index: Index, text: str, told: str) -> None:
    files = {
        "bare/__init__.py": "X = int\n",
        "bare/ends.py": "raise SystemExit(3)\n",
        "bare/dies.py": "import os\nos._exit(4)\n",
        "bare/asks.py": "import urllib.request\nurllib.request.urlopen('http://example.org/')\n",
    }
    index.add("bare", "1", files)
    with pytest.raises(AskError, match=told):
        published(text)


def test_an_import_that_hangs_is_killed(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text("import time\ntime.sleep(60)\n", encoding="utf-8")
    environment = Environment(Path(sys.executable), (tmp_path,))
    with pytest.raises(AskError, match=re.escape("x: took longer than 0.5 seconds to be imported")):
        Elsewhere(Asked("x", "slow:X", environment), import_within=0.5).schemas()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("shop==1.0", "which model of it?"),
        ("shop==1.0:shop", "which model of it?"),
        ("shop==1.0,:shop:Order", "shop==1.0, is no single published version"),
        ("shop==1.*:shop:Order", "shop==1.* is no single published version"),
        ("shop==1,!x:shop:Order", "'shop==1,!x' is no requirement"),
    ],
)
def test_a_text_of_another_form_is_told(text: str, told: str) -> None:
    with pytest.raises(SourceError, match=f"{re.escape(text)}: .*{re.escape(told)}"):
        published(text)


def test_requirements_are_told_from_bounds_and_extras() -> None:
    assert Published.of("a[x,y]==1,b>=1,<2,c[z]:m:M") == Published(
        "a[x,y]==1", ("b>=1,<2", "c[z]"), "m:M"
    )


def test_a_cache_that_cannot_be_written_to_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("PACTFUZZ_CACHE", str(tmp_path / "file"))
    with pytest.raises(CacheError, match=r"cannot be written to: .*; PACTFUZZ_CACHE names another"):
        published("shop==1.0:shop:Order")


@pytest.mark.skipif(sys.platform == "win32", reason="modes are those of POSIX")
@pytest.mark.usefixtures("index")
def test_schemas_that_others_may_have_written_are_not_believed(
    tmp_path: Path,
) -> None:
    environments = Environments(tmp_path / "cache")
    published("shop==1.0:shop:Order", environments=environments)
    (kept,) = (environments.cache / "schemas").iterdir()
    kept.chmod(0o666)
    with pytest.raises(CacheError, match="others may write to it"):
        published("shop==1.0:shop:Order", environments=environments)


def test_a_star_stands_for_what_a_version_offers_too(index: Index) -> None:
    """``types`` defines nothing itself: what it lists comes from a private sibling."""
    index.add(
        "reexporting",
        "1",
        {
            "reexporting/__init__.py": "",
            "reexporting/_types.py": "from pydantic import BaseModel\n"
            "class Tool(BaseModel):\n    name: str\n"
            "class Odd(BaseModel, arbitrary_types_allowed=True):\n    odd: object.__class__\n",
            "reexporting/types.py": "from reexporting._types import Odd, Tool\n"
            "import other\nfrom other import Foreign\n",
            "other.py": "from pydantic import BaseModel\nclass Foreign(BaseModel): ...\n",
        },
        ["pydantic>=2"],
    )
    source = published("reexporting==1:reexporting.types:*", environments=Environments(index.cache))
    assert [(each.name, each.title) for each in source.parts] == [
        ("Tool", "reexporting==1:reexporting.types:Tool")
    ]
    (left_out,) = source.left_out
    assert left_out.title == "reexporting==1:reexporting.types:Odd"
    assert left_out.reason


def test_a_model_of_a_version_tells_what_it_dumps(index: Index) -> None:
    assert index.cache
    order = shape_of("shop==1.0:shop:Order")
    assert order.dumps().schema["required"] == ["id", "status", "Note"]
    assert order.dumps(Omits.UNSET).schema["required"] == ["id"]
    assert order.dumps().has_defaults
    price = shape_of("shop==1.0:shop.serializing:PriceText")
    assert price.dumps().serializers == {"PriceText.text": "states no return type"}
    assert price.dumps().schema["properties"]["amount"] == {"title": "Amount"}


def test_a_model_of_a_version_is_asked_what_it_writes(index: Index) -> None:
    assert index.cache
    reader = shape_of("shop==1.0:shop.serializing:Price")
    with RememberingJudge(30) as judge:
        answers = {
            name: [
                judge.compare(shape_of(f"shop==1.0:shop.serializing:{name}"), reader).answer.value
                for _ in range(2)
            ]
            for name in ("Price", "PriceText", "Rare", "Total")
        }
    assert answers == {
        "Price": ["compatible"] * 2,
        "PriceText": ["breaking"] * 2,
        "Rare": ["unknown"] * 2,
        "Total": ["compatible"] * 2,
    }
    total = shape_of("shop==1.0:shop.serializing:Total").adapter
    assert isinstance(total, ModelElsewhere)
    assert total.has_functions
