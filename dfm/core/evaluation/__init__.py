"""Evaluation: how faithful, steady and recognisable edited faces are. Nothing else in the engine needs it."""

from dfm.core.evaluation.report import EvaluationReport
from dfm.core.evaluation.run import evaluate

__all__ = ["EvaluationReport", "evaluate"]
