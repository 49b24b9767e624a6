"""Items whose model takes few or none of the documents that are made for it."""

import pytest

# pytester forgets what an inner run imported; the official core cannot be loaded twice.
import pactfuzz.verification.session  # noqa: F401

HEAD = """
from typing import Any, Literal
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, field_validator
from pactfuzz import Consumer, Fuzz, GrowthKind, state

reader = Consumer("reader", provider="writer")

class Order(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str
    size: int = 1

    @field_validator("code")
    @classmethod
    def is_known(cls, code: str) -> str:
        if code != "text":
            raise ValueError("an unknown code")
        return code

class Stated(Order):
    code: str = Field(examples=["text"])
"""

REFUSING = """
import pytest

refusing = []

@pytest.fixture(autouse=True)
def _refuse():
    refusing.append(True)
"""

TEST = """
@reader.receives("an order", Order, fuzz=Fuzz({own}))
def test_order(order: Order) -> None:
    assert order.code == "text" and {holds}
"""

SEARCHED = "valid or extended"


def run(
    pytester: pytest.Pytester, source: str, *arguments: str, head: str = HEAD
) -> pytest.RunResult:
    pytester.makepyprojecttoml("[tool.pytest.ini_options]\n")
    (pytester.path / "test_reader.py").write_text(head + source, encoding="utf-8")
    given = ("-p", "no:cacheprovider", "-p", "no:asyncio", "--hypothesis-seed=1", *arguments)
    return pytester.runpytest_inprocess(*given)


def source_of(own: str, holds: str) -> str:
    return TEST.replace("{own}", own).replace("{holds}", holds)


def outcomes(result: pytest.RunResult) -> dict[str, int]:
    return {each: n for each, n in result.parseoutcomes().items() if each != "deselected"}


def test_an_item_that_tried_no_document_fails_and_says_what_to_do(
    pytester: pytest.Pytester,
) -> None:
    # Hypothesis may draw the one text, as it stands in the code: once items run, none is taken.
    head = REFUSING + HEAD.replace('code != "text"', 'code != "text" or refusing')
    result = run(pytester, source_of("", "True"), "--pact-fuzz=5", "-k", SEARCHED, head=head)
    assert outcomes(result) == {"failed": 2}
    result.stdout.fnmatch_lines(
        ["*no document was tried: the parser of Order refuses*an unknown code;*Fuzz(values=...)*"]
    )


OWN = {
    "documents": 'values=[{"code": "text"}]',
    "instances": 'values=[Order(code="text", size=7)]',
    "an iterator": 'values=iter([{"code": "text"}])',
    "a strategy": 'values=st.builds(Order, code=st.just("text"))',
}


@pytest.mark.parametrize("own", OWN.values(), ids=OWN)
def test_the_properties_draw_from_documents_of_the_users_own(
    pytester: pytest.Pytester, own: str
) -> None:
    source = source_of(own, "-1000 < order.size < 1000")
    result = run(pytester, source, "--pact-fuzz=60", "-k", SEARCHED)
    assert outcomes(result) == {"failed": 1, "passed": 1}  # mixed with generated sizes
    result.stdout.fnmatch_lines(['{"code":"text","size":*1000}'])


def test_the_properties_draw_from_the_examples_of_a_field(pytester: pytest.Pytester) -> None:
    source = source_of("", "-1000 < order.size < 1000").replace("Order,", "Stated,")
    result = run(pytester, source, "--pact-fuzz=60", "-k", SEARCHED)
    assert outcomes(result) == {"failed": 1, "passed": 1}


WRONG = {
    'values=[{"code": "other"}]': "*does not read*'other'*an unknown code*",
    'values=[{"code": "text", "size": "7"}]': "*is no Order*",
    'values=[{"code": {1}}]': "*is no JSON*",
}


@pytest.mark.parametrize(("own", "message"), WRONG.items())
def test_a_document_that_is_none_of_the_shape_is_named(
    pytester: pytest.Pytester, own: str, message: str
) -> None:
    result = run(pytester, source_of(own, "True"), "-k", "valid")
    assert outcomes(result) == {"failed": 1}
    result.stdout.fnmatch_lines([message])


def test_a_value_without_a_json_form_is_refused_with_the_declaration(
    pytester: pytest.Pytester,
) -> None:
    result = run(pytester, source_of("values=[object()]", "True"))
    assert outcomes(result) == {"failed": 1}
    result.stdout.fnmatch_lines(
        ["an order: Fuzz(values=...): <object * cannot be written as JSON*"]
    )


@pytest.mark.parametrize("own", ['values={"code": "text"}', 'values="text"', "values=7"])
def test_values_that_are_no_list_are_refused_at_the_declaration(
    pytester: pytest.Pytester, own: str
) -> None:
    result = run(pytester, source_of(own, "True"))
    result.stdout.fnmatch_lines(["*expected a list of documents, or a Hypothesis strategy"])


def test_an_item_says_how_many_documents_it_tried_if_fewer_than_asked_for(
    pytester: pytest.Pytester,
) -> None:
    source = """
class Only(BaseModel):
    code: Literal["text"]

@reader.receives("the only one", Only)
def test_only(only: Only) -> None: ...
"""
    result = run(pytester, source, "-v", "-k", "valid")
    assert outcomes(result) == {"passed": 1}
    result.stdout.fnmatch_lines(["*: 1 of 25 documents were tried: no more were found"])


def test_where_there_is_nothing_to_try_that_is_a_fact(pytester: pytest.Pytester) -> None:
    source = """
from pactfuzz import Shape

@reader.receives("anything", Shape.from_schema({}))
def test_anything(anything: Any) -> None: ...

class Strict(BaseModel):
    model_config = ConfigDict(strict=True)
    note: str

@reader.receives("a strict one", Strict)
def test_strict(strict: Strict) -> None: ...
"""
    result = run(pytester, source, "-v", "-k", "growth or lenient")
    assert set(outcomes(result)) == {"passed"}
    result.stdout.fnmatch_lines_random(
        [
            "*growth*: nothing of the shape can grow*",
            "*lenient*: the parser takes nothing that the schema forbids",
        ]
    )
