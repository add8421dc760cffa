"""A project's trained renderer as a value."""

import pytest

from dfm.core.document.renderers import RendererFile
from dfm.core.errors import UsageError


def test_a_renderer_is_called_as_its_file() -> None:
    assert RendererFile("/films/talk.dfmrenderer").name == "talk"


def test_use_makes_no_other_file() -> None:
    file = RendererFile("talk.dfmrenderer", "a")
    assert file.is_same(RendererFile("talk.dfmrenderer", "a", in_use=False))
    assert not file.is_same(RendererFile("talk.dfmrenderer", "b"))
    assert not file.is_same(RendererFile("other.dfmrenderer", "a"))
    assert not file.is_same(None)


def test_no_name_is_no_file() -> None:
    with pytest.raises(UsageError, match="name one"):
        RendererFile("")
