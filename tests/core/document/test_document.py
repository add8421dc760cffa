"""The document room opens at once: it asks for nothing beyond the standard library."""

import json
import subprocess
import sys

CODE = """
import json, sys
before = set(sys.modules)
import dfm.core.document.edits, dfm.core.document.emotions, dfm.core.document.project
import dfm.core.document.storage, dfm.core.document.timebase, dfm.core.document.shaping
import dfm.core.document.history, dfm.core.document.arrange, dfm.core.document.snapping
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def test_importing_the_room_loads_the_standard_library_alone() -> None:
    run = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    loaded: list[str] = json.loads(run.stdout)
    assert "dfm.core.document.project" in loaded
    rooms = {name for name in loaded if name.startswith("dfm.")}
    assert all(name in {"dfm.core", "dfm.core.errors"} or "document" in name for name in rooms)
    foreign = {name.partition(".")[0] for name in loaded} - sys.stdlib_module_names - {"dfm"}
    assert foreign == set()
