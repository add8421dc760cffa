"""Two processes that learn one renderer together, as `torchrun` starts them."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from dfm.core.render.trained_file import facts_of

_LEARN = """
import sys
from pathlib import Path

from dfm.core.jobs import drain
from dfm.core.training.renderer import Wish, train
from dfm.core.training.renderer_recipe import Objective, Recipe
from dfm.models.head2head import Head2HeadConfig
from dfm.models.head2head_judges import JudgesConfig

tiny = Recipe(Head2HeadConfig(64, (8, 16), 1), JudgesConfig(8, 1), Objective(perceptual=0))
wish = Wish(5, "cpu", size=tiny, steps=4, measured_every=2, shipped=False)
learned = drain(train(Path(sys.argv[1]), Path(sys.argv[2]), wish))
weights = learned.net.state_dict().values()
print(learned.steps, sum(float(each.double().abs().sum()) for each in weights))
"""


def test_both_learn_the_same_net_and_one_writes_it(short_clip: Path, tmp_path: Path) -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    known = {**os.environ, "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    out = tmp_path / "talk.dfmrenderer"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _LEARN, str(short_clip), str(out)],
            env={**known, "RANK": str(rank), "LOCAL_RANK": str(rank)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    told = [each.communicate(timeout=240)[0].splitlines()[-1] for each in running]
    assert told[0] == told[1]
    assert told[0].startswith("4 ")
    assert facts_of(out).noted["steps"] == 4
    assert len(out.with_suffix(".csv").read_text("utf-8").splitlines()) == 3
