"""The inspector: what is selected, in every detail, and the fields, sliders and plane that change it."""

from dfm.ui.inspector.panel import InspectorPanel

__all__ = ["InspectorPanel"]
