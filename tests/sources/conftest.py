"""One index and one cache for all tests here: an environment takes a second to make."""

import pytest
from package_index import Index, publish_shop


@pytest.fixture(scope="session")
def shop_index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    index = Index(tmp_path_factory.mktemp("index"))
    publish_shop(index)
    return index


@pytest.fixture
def index(shop_index: Index, monkeypatch: pytest.MonkeyPatch) -> Index:
    """The index, and pip that knows no other."""
    shop_index.use(monkeypatch)
    return shop_index
