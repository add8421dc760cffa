"""Takes the README's picture: the editor with real edits of the demo clip, as it is now.

python -m dfm.ui.showcase docs/images/editor.jpg
"""

import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from dfm.core.demo import make_demo_clip
from dfm.core.document.edits import Edit
from dfm.core.document.project import Marker, Project
from dfm.core.document.timebase import Span
from dfm.core.errors import DfmError
from dfm.core.jobs import drain
from dfm.core.media.probe import probe
from dfm.ui.app import forget_foreign_plugins
from dfm.ui.desk import Desk
from dfm.ui.players.measure import pass_time, wait_until
from dfm.ui.settings import Settings
from dfm.ui.theme import THEMES, theme_hub
from dfm.ui.window import EditorWindow

SIZE = (1440, 900)
SHOWN = 40
QUALITY = 90
EDITS = (Edit("happy", 0.85, Span(15, 75), id="e1"), Edit("sad", 0.6, Span(90, 135), id="e2"))
LONGEST_WAIT_MS = 180_000
SETTLE_MS = 1500


def take_picture(target: Path, theme: str = "dark") -> None:
    """Open the demo clip with two edits, wait until all shows, and save the window."""
    with tempfile.TemporaryDirectory(prefix="dfm-showcase-") as name:
        clip = Path(name) / "demo.mp4"
        drain(make_demo_clip(clip))
        theme_hub.use(THEMES[theme])
        window = EditorWindow(Desk(), Settings(str(Path(name) / "editor.ini")))
        window.resize(*SIZE)
        window.show()
        try:
            _show_work(window, clip)
            if not window.grab().save(str(target), None, QUALITY):
                raise DfmError(f"The picture cannot be saved as {target}: choose a folder you may write to.")
        finally:
            window.studio.close()
            window.jobs.stop_all()
            window.players.shut_down()
            window.deleteLater()


def _show_work(window: EditorWindow, clip: Path) -> None:
    info = probe(clip)
    project = Project(
        str(clip), EDITS, rate=info.frame_rate, frames=info.frames, markers=(Marker(82, "new line"),)
    )
    window.desk.open(project, None, info)
    if not wait_until(lambda: window.desk.analysis is not None, LONGEST_WAIT_MS):
        raise DfmError(f"{clip} was not analysed in time; try again on a quiet machine.")
    window.desk.move_playhead(SHOWN)
    window.desk.select(["e1"])
    pass_time(SETTLE_MS)
    wait_until(lambda: all(job.state.is_over for job in window.jobs.jobs), LONGEST_WAIT_MS)
    wait_until(lambda: window.players.is_exact)
    pass_time(SETTLE_MS)


if __name__ == "__main__":
    forget_foreign_plugins()
    application = QApplication(["dfm"])
    take_picture(Path(sys.argv[1]))
