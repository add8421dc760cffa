"""What draws a project: its trained renderer, never another file in its place, or what is asked for."""

from dataclasses import replace
from pathlib import Path

import pytest

from dfm.core import digests
from dfm.core.document.renderers import RendererFile
from dfm.core.drawing import chosen_renderer, found_renderer, renderer_file
from dfm.core.errors import InputError, MissingWeights
from tests.core.nets import renderer_at


@pytest.fixture
def own(tmp_path: Path) -> RendererFile:
    return renderer_file(renderer_at(tmp_path / "talk.dfmrenderer"))


def test_a_file_is_known_by_its_content(own: RendererFile) -> None:
    assert (own.digest, own.in_use) == (digests.sha256(Path(own.path)), True)
    assert found_renderer(own) == Path(own.path)


def test_what_is_no_renderer_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.dfmrenderer").write_text("draw well")
    with pytest.raises(MissingWeights, match="is no trained renderer"):
        renderer_file(tmp_path / "notes.dfmrenderer")


def test_what_is_gone_or_was_exchanged_is_told(own: RendererFile) -> None:
    renderer_at(Path(own.path), seed=1)
    with pytest.raises(InputError, match="is not the file that was chosen: put that back"):
        found_renderer(own)
    Path(own.path).unlink()
    with pytest.raises(InputError, match=r"talk\.dfmrenderer', the trained renderer of the project, is not"):
        found_renderer(own)


def test_the_projects_own_draws_unless_another_is_asked_for(own: RendererFile) -> None:
    path, other = Path(own.path), Path("other.dfmrenderer")
    unused = replace(own, in_use=False)
    assert chosen_renderer(own, None, None) == ("trained", path)
    assert chosen_renderer(own, "instant", None) == ("instant", None)
    assert chosen_renderer(unused, None, None) == ("reference", None)
    assert chosen_renderer(unused, "trained", None) == ("trained", path)
    assert chosen_renderer(own, "trained", other) == ("trained", other)
    assert chosen_renderer(None, None, None) == ("reference", None)
    assert chosen_renderer(None, "trained", other) == ("trained", other)
    path.unlink()
    assert chosen_renderer(own, "reference", None) == ("reference", None)
    with pytest.raises(InputError, match="is not there"):
        chosen_renderer(own, None, None)
