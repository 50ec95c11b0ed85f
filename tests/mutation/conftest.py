import pytest

from tests.mutation.scene import Scene


@pytest.fixture
def scene(db):
    return Scene()
