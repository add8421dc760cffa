"""The plane loads beside the window, never before it, and once."""

import subprocess
import sys

from pytestqt.qtbot import QtBot

from dfm.ui.desk import Desk
from dfm.ui.inspector import InspectorPanel
from dfm.ui.inspector import panel as panels
from dfm.ui.verbs import Verbs

HEAVY = ("numpy", "scipy", "pyqtgraph", "av", "cv2", "torch", "numba")


def test_the_inspector_is_there_before_anything_heavy_is_loaded() -> None:
    code = f"import sys, dfm.ui.inspector, dfm.ui.palette; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_pad_is_made_while_nothing_is_selected(qtbot: QtBot, editing_desk: Desk) -> None:
    editing_desk.select(())
    panel = InspectorPanel(editing_desk, Verbs(editing_desk, editing_desk))
    qtbot.addWidget(panel)
    panel.show()
    shape = panel.page.shape
    qtbot.waitUntil(lambda: shape.pad is not None, timeout=20000 + panels.LOAD_MS)
    first = shape.pad
    editing_desk.select({"e1"})
    qtbot.waitUntil(lambda: shape.pad is first and shape.isVisible())
    panel.hide()
    panel.show()
    assert shape.pad is first
