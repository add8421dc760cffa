"""Deep Facial Manipulator: change the mood of a talking face and keep everything else as it was."""

__version__ = "0.1.0"
