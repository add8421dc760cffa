"""A project comes back from its file as it was; a bad file is refused with a sentence, nothing is lost."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfm.core.document.edits import MOST_FRAMES, MOST_PINS, MOST_SEED, Edit, Pin, Speech
from dfm.core.document.emotions import EMOTIONS, inside_disc
from dfm.core.document.performance import COEFFICIENTS, Performance
from dfm.core.document.persons import PersonFile
from dfm.core.document.project import Marker, Project
from dfm.core.document.regions import EVERYWHERE, NAMES, Regions
from dfm.core.document.renderers import RendererFile
from dfm.core.document.storage import (
    decode,
    decode_edits,
    encode,
    encode_edits,
    read_project,
    write_project,
)
from dfm.core.document.timebase import Span
from dfm.core.document.upgrades import SCHEMA, upgrade
from dfm.core.errors import DfmError, InputError, WriteError

FOLDER = Path("/films/today")

places = st.builds(inside_disc, st.floats(-1, 1), st.floats(-1, 1))
rows = st.lists(st.floats(-50, 50), min_size=COEFFICIENTS, max_size=COEFFICIENTS).map(tuple)
performances = st.builds(
    lambda name, place, rows, rate, source: Performance(
        name, place, tuple(rows), None if len(rows) == 1 else rate, source, "c0ffee"
    ),
    st.text("abc é漢", min_size=1, max_size=9).filter(str.strip),
    places,
    st.lists(rows, min_size=1, max_size=2),
    st.fractions(Fraction(1, 100), 30, max_denominator=1001).filter(bool),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
)
edits = st.builds(
    Edit,
    emotion=st.sampled_from([row.name for row in EMOTIONS]),
    intensity=st.floats(0, 1),
    span=st.builds(
        lambda start, length: Span(start, start + length), st.integers(0, 999), st.integers(1, 999)
    ),
    speech=st.sampled_from(Speech),
    seed=st.integers(0, MOST_SEED),
    ramp=st.none() | st.integers(0, 99),
    enabled=st.booleans(),
    face=st.none() | st.integers(1, 9),
    centre=st.none() | places,
    pins=st.lists(
        st.builds(lambda knot, place: Pin(knot, *place), st.integers(-99, MOST_FRAMES), places),
        max_size=4,
        unique_by=lambda pin: pin.knot,
    ).map(tuple),
    origin=st.integers(-MOST_FRAMES, MOST_FRAMES),
    regions=st.builds(Regions, *(st.floats(0, 1) for _ in NAMES)),
    performance=st.none() | performances,
)
markers = st.builds(Marker, st.integers(0, 1999), st.text(max_size=9))
names = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=40)
projects = st.builds(
    Project,
    media=st.none() | names.filter(lambda name: name not in {".", ".."}).map(lambda name: f"/films/{name}"),
    edits=st.lists(edits, max_size=5).map(tuple),
    content_id=st.none() | st.text("0123456789abcdef", max_size=64),
    rate=st.none() | st.fractions(Fraction(1, 1000), 1000, max_denominator=10**6),
    frames=st.none() | st.integers(2000, 10**9),
    markers=st.lists(markers, max_size=4, unique_by=lambda marker: marker.frame).map(tuple),
    marked=st.none() | st.just(Span(0, 1)) | st.just(Span(7, 1999)),
    persons=st.lists(
        st.builds(
            PersonFile,
            st.integers(1, 99),
            names.filter(lambda name: name not in {".", ".."}).map(lambda name: f"/people/{name}"),
            st.text("0123456789abcdef", max_size=64),
        ),
        max_size=3,
        unique_by=lambda person: person.face,
    ).map(tuple),
    renderer=st.none()
    | st.builds(
        RendererFile,
        names.filter(lambda name: name not in {".", ".."}).map(lambda name: f"/nets/{name}"),
        st.text("0123456789abcdef", max_size=64),
        st.booleans(),
    ),
)


def sample() -> Project:
    return Project(
        "/films/today/talk.mp4",
        (
            Edit(
                "happy",
                0.6,
                Span(30, 120),
                centre=(0.5, 0.25),
                pins=(Pin(2, 0.5, -0.125),),
                origin=-4,
                regions=Regions(0.5, 1.0, 0.0),
            ),
        ),
        "c0ffee",
        Fraction(30000, 1001),
        450,
        markers=(Marker(45, "the joke"),),
        marked=Span(30, 300),
        persons=(PersonFile(2, "/films/people/anna.dfmperson", "beef"),),
        renderer=RendererFile("/films/today/talk.dfmrenderer", "cafe"),
    )


@given(projects)
def test_a_project_comes_back_as_it_was(project: Project) -> None:
    assert decode(encode(project, FOLDER), FOLDER) == project


@pytest.mark.parametrize("name", ["take:2.mp4", "é 漢.mp4", "bytes-\udcff.mp4", "..mp4", "new\nline.mp4"])
def test_odd_names_of_videos_come_back(name: str) -> None:
    project = Project(f"/films/{name}")
    assert decode(encode(project, FOLDER), FOLDER) == project


def test_the_file_is_readable_and_the_same_each_time() -> None:
    record = json.loads(encode(sample(), FOLDER))
    assert record == {
        "schema": 6,
        "media": {"path": "talk.mp4", "content_id": "c0ffee", "rate": "30000/1001", "frames": 450},
        "edits": [
            {
                "id": "e1",
                "emotion": "happy",
                "intensity": 0.6,
                "start": 30,
                "end": 120,
                "speech": "keep",
                "seed": 0,
                "ramp": None,
                "enabled": True,
                "face": None,
                "centre": {"valence": 0.5, "arousal": 0.25},
                "pins": [{"knot": 2, "valence": 0.5, "arousal": -0.125}],
                "origin": -4,
                "regions": {"brows": 0.5, "eyes": 1.0, "mouth": 0.0},
                "performance": None,
            }
        ],
        "markers": [{"frame": 45, "label": "the joke"}],
        "marked": {"start": 30, "end": 300},
        "persons": [{"face": 2, "path": "../people/anna.dfmperson", "digest": "beef"}],
        "renderer": {"path": "talk.dfmrenderer", "digest": "cafe", "in_use": True},
    }
    assert encode(sample(), FOLDER) == encode(sample(), FOLDER)
    assert encode(sample(), FOLDER).count(b"\n") > 10


def test_file_and_video_move_together(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    (here / "projects").mkdir(parents=True)
    project = Project(
        str(here / "talk.mp4"),
        persons=(PersonFile(1, str(here / "anna.dfmperson")),),
        renderer=RendererFile(str(here / "talk.dfmrenderer")),
    )
    write_project(project, here / "projects" / "a.dfm")
    here.rename(there)
    moved = read_project(there / "projects" / "a.dfm")
    assert moved.media == str(there / "talk.mp4")
    assert moved.persons == (PersonFile(1, str(there / "anna.dfmperson")),)
    assert moved.renderer == RendererFile(str(there / "talk.dfmrenderer"))


def test_a_relative_path_is_taken_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    write_project(Project("talk.mp4"), Path("sub/a.dfm"))
    assert read_project(Path("sub/a.dfm")).media == str(tmp_path / "talk.mp4")


def test_what_has_a_default_may_be_left_out() -> None:
    text = b'{"schema": 1, "edits": [{"emotion": "angry", "intensity": 1, "start": 0, "end": 9}]}'
    assert decode(text, FOLDER) == Project(edits=(Edit("anger", 1.0, Span(0, 9)),))


def test_saving_replaces_the_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.dfm"
    path.write_text("old")
    write_project(sample(), path)
    assert read_project(path).edits == sample().edits
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.dfm"]


@pytest.mark.parametrize("target", ["no/such/folder/a.dfm", "occupied", "file.txt/a.dfm"])
def test_what_cannot_be_saved_is_told_and_leaves_nothing(tmp_path: Path, target: str) -> None:
    (tmp_path / "occupied").mkdir()
    (tmp_path / "occupied" / "kept").touch()
    (tmp_path / "file.txt").touch()
    with pytest.raises(WriteError) as caught:
        write_project(sample(), tmp_path / target)
    assert str(tmp_path / target) in str(caught.value)
    assert sorted(entry.name for entry in tmp_path.rglob("*")) == ["file.txt", "kept", "occupied"]


def test_a_missing_file_and_a_folder_are_bad_input(tmp_path: Path) -> None:
    for path in (tmp_path / "none.dfm", tmp_path):
        with pytest.raises(InputError) as caught:
            read_project(path)
        assert f"'{path}'" in str(caught.value)


def changed(change: Callable[[Any], object]) -> bytes:
    record = json.loads(encode(sample(), FOLDER))
    change(record)
    return json.dumps(record).encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"{", "not JSON"),
        (b"[" * 200_000, "nested too deeply"),
        (b"[]", "not a record"),
        (b"{}", "'schema'"),
        (b'{"schema": 7}', "newer version"),
        (b'{"schema": 0}', "schema 0 is unknown"),
        (b'{"schema": true}', "'schema'"),
        (b'{"schema": "1"}', "'schema'"),
        (b'{"schema": 1e999}', "'schema'"),
        (b'{"schema": 1, "edits": [NaN]}', "NaN is not a number"),
        (b'{"schema": 1' + b"0" * 5000 + b"}", "cannot be read"),
        (changed(lambda file: file.update(edits={})), "not a list"),
        (changed(lambda file: file.update(edits=[7])), "edit 1: it is not a record"),
        (changed(lambda file: file["edits"].append(file["edits"][0])), "are called 'e1'"),
        (changed(lambda file: file["edits"][0].update(emotion="hapy")), "edit 1: .*did you mean 'happy'"),
        (changed(lambda file: file["edits"][0].update(emotion="x" * 10**6)), "edit 1: 'emotion'"),
        (changed(lambda file: file["edits"][0].update(intensity=1.5)), "edit 1: 'intensity'"),
        (changed(lambda file: file["edits"][0].update(intensity=10**400)), "edit 1: 'intensity'"),
        (changed(lambda file: file["edits"][0].update(intensity=True)), "edit 1: 'intensity'"),
        (changed(lambda file: file["edits"][0].pop("start")), "edit 1: 'start'"),
        (changed(lambda file: file["edits"][0].update(start=-1)), "edit 1: 'start'"),
        (changed(lambda file: file["edits"][0].update(start=1.5)), "edit 1: 'start'"),
        (changed(lambda file: file["edits"][0].update(start=120)), "edit 1: it ends before"),
        (changed(lambda file: file["edits"][0].update(end=451)), "video ends at frame 450"),
        (changed(lambda file: file["edits"][0].update(end=10**30)), "edit 1: 'end'"),
        (changed(lambda file: file["edits"][0].update(speech="sing")), "edit 1: .*sing"),
        (changed(lambda file: file["edits"][0].update(speech=[])), "edit 1: 'speech'"),
        (changed(lambda file: file["edits"][0].update(enabled=1)), "edit 1: 'enabled'"),
        (changed(lambda file: file["renderer"].update(in_use=1)), "'in_use'"),
        (changed(lambda file: file["renderer"].update(path="")), "path of its trained renderer"),
        (changed(lambda file: file.update(renderer=[7])), "it is not a record"),
        (changed(lambda file: file["edits"][0].update(seed=2**64)), "edit 1: 'seed'"),
        (changed(lambda file: file["edits"][0].update(face=0)), "edit 1: .*numbered from 1"),
        (changed(lambda file: file["edits"][0].update(ramp=False)), "edit 1: 'ramp'"),
        (changed(lambda file: file["edits"][0].update(id=5)), "edit 1: 'id'"),
        (changed(lambda file: file["edits"][0].update(centre=[0.5, 0.2])), "edit 1: it is not a record"),
        (changed(lambda file: file["edits"][0]["centre"].pop("arousal")), "edit 1: 'arousal'"),
        (changed(lambda file: file["edits"][0]["centre"].update(valence=1.5)), "edit 1: 'valence'"),
        (changed(lambda file: file["edits"][0]["centre"].update(valence=-(10**400))), "edit 1: 'valence'"),
        (changed(lambda file: file["edits"][0].update(centre={"valence": 1, "arousal": 1})), "unit disc"),
        (changed(lambda file: file["edits"][0].update(pins=7)), "edit 1: its pins are not a list"),
        (changed(lambda file: file["edits"][0].update(pins=[7])), "edit 1: pin 1: it is not a record"),
        (changed(lambda file: file["edits"][0].update(pins=[{}] * (MOST_PINS + 1))), "more than 10000 pins"),
        (changed(lambda file: file["edits"][0]["pins"][0].update(knot=1e300)), "edit 1: pin 1: 'knot'"),
        (changed(lambda file: file["edits"][0]["pins"][0].update(arousal=-0.9999)), "unit disc"),
        (changed(lambda file: file["edits"][0].update(pins=2 * file["edits"][0]["pins"])), "pin it once"),
        (changed(lambda file: file["edits"][0].update(origin=10**10)), "edit 1: 'origin'"),
        (changed(lambda file: file["edits"][0].update(origin=0.5)), "edit 1: 'origin'"),
        (changed(lambda file: file.update(markers="here")), "its markers are not a list"),
        (changed(lambda file: file.update(markers=2 * file["markers"])), "Two markers stand on frame 45"),
        (changed(lambda file: file["markers"][0].update(frame=450)), "past the end of the video"),
        (changed(lambda file: file["markers"][0].update(frame=-1)), "marker 1: 'frame'"),
        (changed(lambda file: file["markers"][0].update(label="x" * 10**6)), "marker 1: 'label'"),
        (changed(lambda file: file.update(marked=[30, 300])), "it is not a record"),
        (changed(lambda file: file["marked"].update(end=30)), "it ends before it starts"),
        (changed(lambda file: file["marked"].update(end=451)), "runs past the end"),
        (changed(lambda file: file.update(persons=7)), "its persons are not a list"),
        (changed(lambda file: file["persons"][0].update(face=0)), "person 1: .*numbered from 1"),
        (changed(lambda file: file["persons"][0].pop("path")), "person 1: 'path'"),
        (
            changed(lambda file: file["persons"][0].update(path="http://anna")),
            "the path of its file",
        ),
        (changed(lambda file: file["persons"][0].update(digest=7)), "person 1: 'digest'"),
        (changed(lambda file: file.update(persons=2 * file["persons"])), "Face 2 has two persons"),
        (changed(lambda file: file.update(media="talk.mp4")), "not a record"),
        (changed(lambda file: file["media"].update(path=7)), "'path'"),
        (changed(lambda file: file["media"].update(path="")), "not the path of a file"),
        (changed(lambda file: file["media"].update(path="a\0b")), "not the path of a file"),
        (changed(lambda file: file["media"].update(path="\ud800")), "not the path of a file"),
        (changed(lambda file: file["media"].update(path="http://host/a.mp4")), "not the path of a file"),
        (changed(lambda file: file["media"].update(rate="0/0")), "'rate'"),
        (changed(lambda file: file["media"].update(rate="30/0")), "'rate'"),
        (changed(lambda file: file["media"].update(rate=29.97)), "'rate'"),
        (changed(lambda file: file["media"].update(frames="450")), "'frames'"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "bad.dfm"
    path.write_bytes(content)
    with pytest.raises(InputError, match=reason) as caught:
        read_project(path)
    assert f"'{path}'" in str(caught.value)
    assert len(str(caught.value)) < 400 + len(str(path))
    assert path.read_bytes() == content


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "schema",
                        "edits",
                        "media",
                        "path",
                        "start",
                        "end",
                        "pins",
                        "centre",
                        "regions",
                        "performance",
                        "persons",
                        "renderer",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
    ).map(
        lambda value: json.dumps(
            {
                "schema": 6,
                "edits": [value],
                "media": value,
                "marked": value,
                "persons": [value],
                "renderer": value,
            }
        ).encode()
    )
)
def test_any_content_is_either_read_or_refused(content: bytes) -> None:
    try:
        project = decode(content, FOLDER)
    except (ValueError, InputError):
        return
    assert decode(encode(project, FOLDER), FOLDER) == project


def test_a_file_of_schema_1_is_read_and_saved_as_it_is_now() -> None:
    older = json.loads(encode(sample(), FOLDER))
    for name in ("markers", "marked", "persons", "renderer"):
        del older[name]
    for name in ("centre", "pins", "origin", "regions", "performance"):
        del older["edits"][0][name]
    project = decode(json.dumps({**older, "schema": 1}).encode(), FOLDER)
    edit = replace(sample().edits[0], centre=None, pins=(), origin=0, regions=EVERYWHERE)
    assert project == replace(sample(), edits=(edit,), markers=(), marked=None, persons=(), renderer=None)
    assert json.loads(encode(project, FOLDER))["schema"] == SCHEMA


def test_a_file_of_schema_2_knows_no_regions() -> None:
    older = json.loads(encode(sample(), FOLDER))
    del older["edits"][0]["regions"]
    project = decode(json.dumps({**older, "schema": 2}).encode(), FOLDER)
    assert project.edits == (replace(sample().edits[0], regions=EVERYWHERE),)
    assert json.loads(encode(project, FOLDER))["schema"] == SCHEMA


def test_a_file_of_schema_3_knows_no_performances() -> None:
    older = json.loads(encode(sample(), FOLDER))
    del older["edits"][0]["performance"]
    assert decode(json.dumps({**older, "schema": 3}).encode(), FOLDER) == sample()


def test_a_file_of_schema_4_knows_no_persons() -> None:
    older = json.loads(encode(sample(), FOLDER))
    del older["persons"]
    project = decode(json.dumps({**older, "schema": 4}).encode(), FOLDER)
    assert project == replace(sample(), persons=())
    assert json.loads(encode(project, FOLDER))["schema"] == SCHEMA


def test_a_file_of_schema_5_knows_no_renderer() -> None:
    older = json.loads(encode(sample(), FOLDER))
    del older["renderer"]
    project = decode(json.dumps({**older, "schema": 5}).encode(), FOLDER)
    assert project == replace(sample(), renderer=None)
    assert json.loads(encode(project, FOLDER))["schema"] == SCHEMA


GRIN = Performance("grin", (0.5, 0.25), ((0.25,) * COEFFICIENTS,) * 2, Fraction(15), "grin.mp4", "c0ffee")


def with_grin(**changes: Any) -> bytes:
    """A file whose edit shows a performance of which something else is said."""
    record = json.loads(
        encode(replace(sample(), edits=(Edit("happy", 1.0, Span(0, 9), performance=GRIN),)), FOLDER)
    )
    record["edits"][0]["performance"].update(changes)
    return json.dumps(record).encode()


def test_a_performance_is_a_line_of_whole_thousandths_a_row() -> None:
    record = json.loads(with_grin())["edits"][0]["performance"]
    assert record["rows"] == [" ".join(["250"] * COEFFICIENTS)] * 2
    assert (record["name"], record["rate"], record["source"]) == ("grin", "15", "grin.mp4")
    assert decode(with_grin(), FOLDER).edits[0].performance == GRIN


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": None},
        {"rows": 7},
        {"rows": []},
        {"rows": [[250] * COEFFICIENTS]},
        {"rows": ["250 " * COEFFICIENTS]},
        {"rows": [" ".join(["0.25"] * COEFFICIENTS)]},
        {"rows": [" ".join(["250"] * (COEFFICIENTS - 1))]},
        {"rows": [" ".join(["99999"] * COEFFICIENTS)]},
        {"rows": [" ".join(["250"] * COEFFICIENTS)] * 601},
        {"rate": None},
        {"rate": "60"},
        {"emotion": "bliss"},
        {"rate": 15},
        {"name": ""},
        {"name": "x" * 65},
        {"place": None},
        {"place": {"valence": 1, "arousal": 2}},
        {"source": 5},
    ],
)
def test_a_broken_performance_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises((ValueError, DfmError), match="edit 1"):
        decode(with_grin(**wrong), FOLDER)


@pytest.mark.parametrize(
    ("weights", "wanted"),
    [({}, EVERYWHERE), ({"mouth": 0}, Regions(mouth=0)), ({"eyes": None, "brows": 0.5}, Regions(0.5))],
)
def test_a_region_that_is_left_out_gets_all(weights: dict[str, Any], wanted: Regions) -> None:
    record = json.loads(encode(sample(), FOLDER))
    record["edits"][0]["regions"] = weights
    assert decode(json.dumps(record).encode(), FOLDER).edits[0].regions == wanted


@pytest.mark.parametrize("weights", [[], 1, "mouth", {"mouth": 2}, {"eyes": "0"}, {"brows": True}])
def test_weights_that_are_none_are_refused(weights: object) -> None:
    record = json.loads(encode(sample(), FOLDER))
    record["edits"][0]["regions"] = weights
    with pytest.raises(ValueError, match="edit 1"):
        decode(json.dumps(record).encode(), FOLDER)


@given(st.lists(edits, max_size=3))
def test_edits_alone_come_back_with_their_rate(some: list[Edit]) -> None:
    rate = Fraction(30000, 1001)
    assert decode_edits(encode_edits(some, rate)) == (tuple(some), rate)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"schema": 2}', b'{"schema": 2, "rate": "0"}'])
def test_what_is_no_list_of_edits_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the reason is for nobody to read
        decode_edits(content)


def test_saving_under_a_link_saves_the_file_that_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "real.dfm").touch()
    (tmp_path / "link.dfm").symlink_to(tmp_path / "real.dfm")
    write_project(sample(), tmp_path / "link.dfm")
    assert (tmp_path / "link.dfm").is_symlink()
    assert read_project(tmp_path / "real.dfm").edits == sample().edits


def test_older_files_are_brought_up_step_by_step() -> None:
    def name_the_edits(record: dict[str, Any]) -> dict[str, Any]:
        return {**record, "schema": 2, "edits": record["changes"]}

    def count_the_edits(record: dict[str, Any]) -> dict[str, Any]:
        return {**record, "schema": 3, "count": len(record["edits"])}

    steps = {1: name_the_edits, 2: count_the_edits}
    assert upgrade({"schema": 1, "changes": [5]}, 3, steps)["count"] == 1
    assert upgrade({"schema": 2, "edits": []}, 3, steps) == {"schema": 3, "edits": [], "count": 0}
    assert upgrade({"schema": 3}, 3, steps) == {"schema": 3}
