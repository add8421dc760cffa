"""The players: the video as it was and as edited, with one transport."""

from dfm.ui.players.modes import Mode, Overlay
from dfm.ui.players.panel import PlayersPanel

__all__ = ["Mode", "Overlay", "PlayersPanel"]
