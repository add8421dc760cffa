"""The program through its front door: one sentence and the documented exit code for whatever goes wrong."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import dfm as package
from dfm.cli import main
from dfm.core import places

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def _fails(capsys: pytest.CaptureFixture[str], code: int, *words: object) -> str:
    """Run in this process, expect an exit code and one sentence, and return the sentence."""
    assert main([str(word) for word in words]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    *progress, sentence = printed.err.splitlines()
    assert all(not line.startswith("dfm:") for line in progress)
    assert sentence.startswith("dfm: ")
    return sentence.removeprefix("dfm: ")


def test_help_names_every_command_and_is_quick(dfm: Run) -> None:
    took = []
    for _ in range(3):
        began = time.perf_counter()
        done = dfm("--help")
        took.append(time.perf_counter() - began)
        assert done.returncode == 0
    for command in (
        "open",
        "reenact",
        "analyze",
        "demo",
        "doctor",
        "models",
        "benchmark",
        "evaluate",
        "cache",
        "train",
    ):
        assert f"\n    {command}" in done.stdout
        assert dfm(command, "--help").returncode == 0
    assert min(took) < 0.3


def test_help_loads_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys; from dfm.cli import main; main(['--help']); print(sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for name in ("numpy", "av", "cv2", "torch", "mediapipe", "numba", "scipy", "PySide6"):
        assert f"'{name}'" not in done.stderr


def test_the_version_is_that_of_the_package(dfm: Run) -> None:
    assert dfm("--version").stdout == f"dfm {package.__version__}\n"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("reanact",), "invalid choice: 'reanact'"),
        (("reanact", "a.mp4"), "invalid choice: 'reanact'"),
        (("reenact", "a.mp4", "--edit", "happy@1-2"), "-o/--out"),
        (("reenact", "a.mp4", "-o", "b.mp4", "--edt", "happy@1-2"), "--edt"),
        (("reenact", "a.mp4", "-o", "b.mp4", "--over"), "--over"),
        (("reenact", "a.mp4", "-o", "b.mp4"), "There is no edit for a.mp4"),
        (("reenact", "a.mp4", "-o", "b.mp4", "--edit", "hapy@1-2"), "did you mean 'happy'"),
        (("reenact", "a.mp4", "-o", "b.mp4", "--edit", "happy:hihg@1-2"), "did you mean 'high'"),
        (("reenact", "a.mp4", "-o", "b.mp4", "--edit", "happy:1.5@1-2"), "'1.5' is unknown"),
        (("reenact", "a.mp4", "-o", "b.mp4", "--edit", "happy@soon"), "cannot be read"),
        (("reenact", "a.mp4", "-o", "b.mp4", "--edit", "happy@1-2", "--seed", "-1"), "-1 is negative"),
        (("reenact", "a.mp4", "-o", "b.mp4", "--edit", "happy@1-2", "--seed", "x"), "--seed"),
        (("reenact", "a.mp4", "-o", "b.mp4", "--edit", "happy@1-2", "--face", "0"), "numbered from 1"),
        (("reenact", "a.mp4", "-o", "b.mp4", "--edit", "happy@1-2", "--speech", "mute"), "'mute'"),
        (("reenact", "a.mp4", "-o", "b.mp4", "--edit", "happy@1-2", "--codec", "vp9"), "'vp9'"),
        (("reenact", "a.mp4", "-o", "b.mp4", "--edit", "happy@1-2", "--report", "b.mp4"), "named twice"),
        (("models", "fetch", "face_landmark"), "did you mean 'face_landmarker'"),
        (("cache",), "ACTION"),
        (("train", "shading"), "--clips"),
        (("train", "reference"), "--clips"),
        (("train", "affect", "--clips", "."), "--photos"),
        (("train", "prototypes"), "--clips"),
        (("train", "universal-decoder", "--clips", "."), "--photos"),
        (("evaluate", ".", "--protocol", "affect", "--estimator", "tarot"), "There is no estimator 'tarot'"),
        (("evaluate", ".", "--protocol", "decoder", "--decoder", "tarot"), "There is no decoder 'tarot'"),
        (("evaluate", ".", "--protocol", "self-reenactment", "--least-seconds", "0"), "give 1 or more"),
        (("evaluate", ".", "--protocol", "accuracy", "--renderer", "oil"), "There is no renderer 'oil'"),
        (("train", "reference", "--clips", ".", "--minutes", "0"), "give minutes above 0"),
        (("train", "reference", "--clips", ".", "--minutes", "soon"), "give minutes above 0"),
        (("train", "reference", "--clips", ".", "--device", "abacus"), "no device 'abacus'"),
    ],
)
def test_what_cannot_be_understood_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], reason: str
) -> None:
    assert reason in _fails(capsys, 2, *words)


@pytest.fixture
def bad_inputs(tmp_path: Path) -> dict[str, Path]:
    """Files that are no videos, by what is wrong with them."""
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("not a video at all\n" * 40, "utf-8")
    return {name: tmp_path / f"{name}.mp4" for name in ("missing", "folder", "empty", "text")}


@pytest.mark.parametrize("wrong", ["missing", "folder", "empty", "text"])
def test_a_file_that_is_no_video_is_bad_input(
    capsys: pytest.CaptureFixture[str], bad_inputs: dict[str, Path], wrong: str
) -> None:
    source = bad_inputs[wrong]
    target = source.parent / "out.mp4"
    for words in (("analyze", source), ("reenact", source, "--edit", "happy@0-1", "-o", target)):
        assert str(source) in _fails(capsys, 3, *words)
    assert not target.exists()


@pytest.mark.parametrize("span", ["0-5", "9-10", "0.5-0.5", "0.6-0.2", "30f-end"])
def test_a_span_that_does_not_fit_is_bad_input(
    capsys: pytest.CaptureFixture[str], stripes: Path, tmp_path: Path, span: str
) -> None:
    words = ("reenact", stripes, "--edit", f"happy@{span}", "-o", tmp_path / "out.mp4")
    assert f"happy@{span}" in _fails(capsys, 3, *words)
    assert list(tmp_path.iterdir()) == []


def test_no_face_at_all_is_bad_input(
    capsys: pytest.CaptureFixture[str], stripes: Path, tmp_path: Path
) -> None:
    words = ("reenact", stripes, "--edit", "happy@0-end", "-o", tmp_path / "out.mp4", "-q")
    assert "face" in _fails(capsys, 3, *words)
    assert list(tmp_path.iterdir()) == []


def test_a_result_that_cannot_be_written_is_told_before_the_work(
    capsys: pytest.CaptureFixture[str], stripes: Path, tmp_path: Path
) -> None:
    (tmp_path / "there.mp4").write_bytes(b"precious")
    (tmp_path / "there.json").write_bytes(b"precious")
    edit = ("reenact", stripes, "--edit", "happy@0-end", "-q", "-o")
    assert "there.mp4 exists" in _fails(capsys, 5, *edit, tmp_path / "there.mp4")
    assert "nowhere" in _fails(capsys, 5, *edit, tmp_path / "nowhere" / "out.mp4")
    assert str(stripes) in _fails(capsys, 5, *edit, stripes, "--overwrite")
    out = tmp_path / "out.mp4"
    assert "there.json exists" in _fails(capsys, 5, *edit, out, "--report", tmp_path / "there.json")
    assert "nowhere" in _fails(capsys, 5, *edit, out, "--report", tmp_path / "nowhere" / "r.json")
    assert "folder" in _fails(capsys, 5, *edit, out, "--report", tmp_path, "--overwrite")
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"precious"}


def test_a_model_file_with_the_wrong_hash_is_missing_weights(
    capsys: pytest.CaptureFixture[str], stripes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resources = tmp_path / "resources"
    resources.mkdir()
    for path in places.resources_folder().iterdir():
        if path.is_file():
            (resources / path.name).write_bytes(path.read_bytes())
    wrong = resources / "face_model.safetensors"
    wrong.write_bytes(wrong.read_bytes()[:-1] + b"?")
    monkeypatch.setenv("DFM_RESOURCES_DIR", str(resources))
    assert f"{wrong} is not the expected" in _fails(capsys, 4, "analyze", stripes, "-q")
    assert main(["models", "verify"]) == 4
    assert "face_model             wrong" in capsys.readouterr().out


def test_the_unforeseen_is_one_sentence_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("in two\nlines")

    monkeypatch.setattr(places, "analysis_folder", broken)
    sentence = _fails(capsys, 1, "cache", "list")
    assert "ZeroDivisionError: in two)" in sentence
    assert "DFM_DEBUG=1" in sentence


def test_the_place_of_the_unforeseen_is_shown_when_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DFM_DEBUG", "1")
    assert main(["analyze", "missing.mp4"]) == 3
    printed = capsys.readouterr().err
    assert "Traceback" in printed
    assert printed.splitlines()[-1].startswith("dfm: ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_under_the_output_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "dfm", "models", "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 5
    assert done.stderr.count("\n") == 1
    assert "No space left" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_reader_that_has_gone_is_no_reason_to_complain() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as gone:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "dfm", "models", "list"],
            stdout=gone,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_running_analysis_stops_within_a_second(tmp_path: Path, long_stripes: Path, name: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "dfm", "analyze", str(long_stripes), "-o", str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "DFM_CACHE_DIR": str(tmp_path / "cache")},
    )
    assert process.stderr is not None
    assert process.stderr.readline().startswith("analyze: ")
    began = time.monotonic()
    process.send_signal(getattr(signal, name))
    out, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert time.monotonic() - began < 5  # a second where nothing else runs
    assert (out, errors.splitlines()[-1]) == ("", "dfm: cancelled.")
    assert [path.name for path in tmp_path.rglob("*") if path.suffix in (".part", ".json", ".npz")] == [
        "digests.json"
    ]
