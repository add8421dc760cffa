"""The timeline: clips of emotions over the video's pictures, sound and curves."""

from dfm.ui.timeline.panel import TimelinePanel

__all__ = ["TimelinePanel"]
