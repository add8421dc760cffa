"""The demo: a public-domain portrait taught to talk by the engine itself, and then given other moods.

`make_demo_clip` makes the clip, which is also the footage of tests and benchmarks that must run anywhere;
`demo` shows on it what the program does.
"""

from dfm.core.demo.clip import make_demo_clip
from dfm.core.demo.show import demo

__all__ = ["demo", "make_demo_clip"]
