"""What a git ref has: the base of the merge for a branch, a tag or commit as it is."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from pactfuzz.errors import AskError, SourceError
from pactfuzz.sources import Kind, named
from pactfuzz.sources.git import from_git

MODEL = "from pydantic import BaseModel\n\nclass Order(BaseModel):\n    {field}: int\n"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PACTFUZZ_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    return tmp_path / "cache"


class Repository:
    """A repository in a folder, with a commit for each state of its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *arguments: str) -> str:
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        done = subprocess.run(
            ["git", *who, *arguments],  # noqa: S607 - whichever git there is
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def commit(self, **files: str) -> str:
        for name, text in files.items():
            path = self.folder / name.replace("__", "/").replace("_py", ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=x")
        return self.git("rev-parse", "HEAD")

    def fields(self, text: str) -> list[str]:
        """Name the fields of the one model that a text names."""
        (part,) = from_git(text, root=self.folder).parts
        return list(part.shape.reader["properties"])


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Main and a branch `work`, which is checked out; each has gone on since they parted."""
    made = Repository(tmp_path / "repository")
    made.folder.mkdir()
    made.git("init", "--quiet", "--initial-branch=main")
    made.commit(shop__events_py=MODEL.format(field="first"))
    made.git("tag", "v1")
    made.commit(shop__events_py=MODEL.format(field="base"))
    made.git("checkout", "--quiet", "-b", "work")
    made.commit(shop__events_py=MODEL.format(field="mine"))
    made.git("checkout", "--quiet", "main")
    made.commit(shop__events_py=MODEL.format(field="theirs"))
    made.git("checkout", "--quiet", "work")
    return made


@pytest.mark.parametrize(
    ("ref", "field"),
    [
        ("", "base"),
        ("main", "base"),
        ("refs/heads/main", "base"),
        ("main~0", "theirs"),
        ("v1", "first"),
        ("HEAD", "mine"),
        ("HEAD~2", "first"),
    ],
)
def test_a_ref_stands_for_a_commit(repository: Repository, ref: str, field: str) -> None:
    assert repository.fields(f"git:{ref}:shop.events:Order") == [field]


def test_a_commit_is_taken_as_it_is(repository: Repository) -> None:
    commit = repository.git("rev-parse", "main")
    assert repository.fields(f"git:{commit}:shop.events:Order") == ["theirs"]


def test_the_default_branch_is_that_of_the_remote(repository: Repository, tmp_path: Path) -> None:
    repository.git("branch", "--move", "main", "trunk")
    repository.git("checkout", "--quiet", "trunk")
    repository.git("clone", "--quiet", ".", str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    clone.git("checkout", "--quiet", "work")
    assert clone.fields("git::shop.events:Order") == ["base"]


def test_what_stands_in_the_folder_does_not_count(repository: Repository) -> None:
    (repository.folder / "shop/events.py").write_text("raise ValueError\n", encoding="utf-8")
    assert repository.fields("git:HEAD:shop.events:Order") == ["mine"]


def test_a_src_folder_comes_first(repository: Repository) -> None:
    repository.commit(src__shop__events_py=MODEL.format(field="in_src"))
    assert repository.fields("git:HEAD:shop.events:Order") == ["in_src"]


def test_a_project_may_be_a_folder_of_the_repository(repository: Repository) -> None:
    repository.commit(part__inner__events_py=MODEL.format(field="inner"))
    source = from_git("git:HEAD:inner.events:*", root=repository.folder / "part")
    assert source.kind is Kind.FOLDER
    assert [each.name for each in source.parts] == ["Order"]


def test_a_schema_and_a_folder_are_taken_from_the_commit(repository: Repository) -> None:
    old = json.dumps({"properties": {"old": {}}, "$defs": {"Item": {"required": ["inner"]}}})
    repository.commit(**{"schemas__order.json": old})
    repository.commit(**{"schemas__order.json": json.dumps({"properties": {"new": {}}})})
    assert repository.fields("git:HEAD~1:schemas/order.json") == ["old"]
    (item,) = from_git("git:HEAD~1:schemas/order.json#/$defs/Item", root=repository.folder).parts
    assert (item.shape.accepts({}), item.shape.accepts({"inner": 1})) == (False, True)
    source = named("git:HEAD:schemas", root=repository.folder)
    assert [each.name for each in source.parts] == ["order.json"]


def test_only_regular_files_leave_the_commit(
    repository: Repository, cache: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("{}", encoding="utf-8")
    (repository.folder / "link.json").symlink_to(tmp_path / "secret")
    commit = repository.commit()
    with pytest.raises(SourceError, match=f"{commit[:10]} has no file link.json"):
        repository.fields("git:HEAD:link.json")
    assert not list(cache.rglob("link.json"))


@pytest.mark.parametrize(
    "path", ["{present}", "../{present}", "../../repository/order.json", "C:\\order.json", "C:/x"]
)
def test_a_path_never_leads_to_what_is_there_today(repository: Repository, path: str) -> None:
    """Today's file would be compared with itself: a break of this very work would be none."""
    present = repository.folder / "order.json"
    present.write_text("{}", encoding="utf-8")
    with pytest.raises(SourceError, match="leads out of the repository; expected a path from"):
        named(f"git:HEAD:{path.format(present=present)}", root=repository.folder)


def test_a_path_may_lead_out_of_the_project_but_not_of_the_repository(
    repository: Repository,
) -> None:
    repository.commit(order_json="{}", part__inner_py="")
    (repository.folder / "order_json").unlink()
    source = from_git("git:HEAD:../order_json", root=repository.folder / "part")
    assert source.kind is Kind.SHAPE
    with pytest.raises(SourceError, match="leads out of the repository"):
        from_git("git:HEAD:../../order_json", root=repository.folder / "part")


def test_a_file_that_there_is_only_today_is_not_found(repository: Repository) -> None:
    (repository.folder / "order.json").write_text("{}", encoding="utf-8")
    (repository.folder / "shop/new.py").write_text(MODEL.format(field="new"), encoding="utf-8")
    with pytest.raises(SourceError, match=r"has no file order\.json"):
        repository.fields("git:HEAD:order.json")
    with pytest.raises(AskError, match=r"there is no module shop\.new"):
        repository.fields("git:HEAD:shop.new:Order")


def test_other_packages_of_the_repository_come_from_the_commit_too(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an editable install puts on the path are the files of today."""
    repository.commit(
        base__src__base__models_py=MODEL.format(field="old"),
        part__inner_py="from base.models import Order\n",
    )
    (repository.folder / "base/src/base/models.py").write_text(MODEL.format(field="new"))
    monkeypatch.setenv("PYTHONPATH", str(repository.folder / "base/src"))
    (part,) = from_git("git:HEAD:inner:Order", root=repository.folder / "part").parts
    assert list(part.shape.reader["properties"]) == ["old"]


def test_a_module_of_today_does_not_stand_in_for_one_of_the_commit(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An editable install may have a finder of its own, which knows today's files alone."""
    repository.commit(part__inner_py="from newer import Order\n")
    (repository.folder / "newer.py").write_text(MODEL.format(field="new"))
    finder = tmp_path / "site"
    finder.mkdir()
    (finder / "sitecustomize.py").write_text(
        "import sys\nfrom importlib.util import spec_from_file_location\n"
        "class Finder:\n"
        "    @staticmethod\n"
        "    def find_spec(name, path, target=None):\n"
        f"        file = {str(repository.folder / 'newer.py')!r}\n"
        "        return spec_from_file_location(name, file) if name == 'newer' else None\n"
        "sys.meta_path.append(Finder)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(finder))
    with pytest.raises(AskError, match="takes newer from the files that are present now, not from"):
        from_git("git:HEAD:inner:Order", root=repository.folder / "part")


def test_what_is_installed_inside_the_repository_is_no_file_of_it(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACTFUZZ_CACHE", str(repository.folder / ".cache"))
    assert repository.fields("git:HEAD:shop.events:Order") == ["mine"]


def test_a_file_of_a_submodule_is_not_found(repository: Repository, tmp_path: Path) -> None:
    inner = Repository(tmp_path / "inner")
    inner.folder.mkdir()
    inner.git("init", "--quiet")
    inner.commit(order_json="{}", vendored_py=MODEL.format(field="old"))
    allowed = ("-c", "protocol.file.allow=always")
    repository.git(*allowed, "submodule", "--quiet", "add", str(inner.folder), "vendor")
    repository.commit()
    with pytest.raises(SourceError, match="has no file vendor/order_json"):
        repository.fields("git:HEAD:vendor/order_json")
    with pytest.raises(AskError, match=r"there is no module vendor\.vendored"):
        repository.fields("git:HEAD:vendor.vendored:Order")


def test_an_installed_module_does_not_stand_in(repository: Repository) -> None:
    with pytest.raises(AskError, match="there is no module pydantic; what is installed here does"):
        repository.fields("git:HEAD:pydantic:BaseModel")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("git:mian:shop.events:Order", "there is no ref 'mian'; did you mean \"main\"?"),
        ("git:HEAD:shop.evens:Order", "there is no module shop.evens"),
        ("git:HEAD:shop/evens.json", "has no file shop/evens.json"),
        ("git:HEAD:shop.events", "has no file shop.events"),
        ("git:HEAD", "expected git:REF:MODULE:MODEL or git:REF:PATH"),
        ("git:--output=x:shop.events:Order", "expected git:REF:MODULE:MODEL"),
    ],
)
def test_what_is_not_there_is_told(repository: Repository, text: str, told: str) -> None:
    with pytest.raises(SourceError, match=re.escape(told)):
        repository.fields(text)


def test_no_repository_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "bare").mkdir()
    with pytest.raises(SourceError, match="is in no git repository: fatal: not a git repository"):
        from_git("git::m:M", root=tmp_path / "bare")


def test_no_git_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match="git is not installed"):
        from_git("git::m:M", root=tmp_path)


def test_branches_without_a_common_commit_are_told(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "--orphan", "other")
    repository.commit(shop__events_py=MODEL.format(field="other"))
    with pytest.raises(SourceError, match=r"HEAD and main have no commit in common$"):
        repository.fields("git::shop.events:Order")


def test_without_a_default_branch_the_ref_must_be_named(repository: Repository) -> None:
    repository.git("branch", "--delete", "--force", "main")
    with pytest.raises(SourceError, match="there is no default branch here; name the ref"):
        repository.fields("git::shop.events:Order")


def test_a_shallow_clone_is_told_how_to_get_the_rest(
    repository: Repository, tmp_path: Path
) -> None:
    url = f"file://{repository.folder}"
    repository.git(
        "clone", "--quiet", "--depth=1", "--no-single-branch", url, str(tmp_path / "clone")
    )
    clone = Repository(tmp_path / "clone")
    with pytest.raises(
        SourceError, match=r"no commit in common; this is a shallow .*fetch-depth: 0"
    ):
        clone.fields("git:origin/main:shop.events:Order")
    with pytest.raises(SourceError, match=r"no ref 'v1~9'; .*; this is a shallow clone"):
        clone.fields("git:v1~9:shop.events:Order")
