"""The estimators by name; the first one is embedded and the default."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from dfm.core.affect.blendshape import embedded_estimator
from dfm.core.affect.emonet import emonet_5_estimator, emonet_estimator
from dfm.core.affect.estimator import AffectEstimator
from dfm.core.affect.hsemotion import hsemotion_estimator
from dfm.core.errors import UsageError

DEFAULT = "blendshape"
ESTIMATORS: Mapping[str, Callable[[], AffectEstimator]] = MappingProxyType(
    {
        DEFAULT: embedded_estimator,
        "hsemotion": hsemotion_estimator,
        "emonet": emonet_estimator,
        "emonet_5": emonet_5_estimator,
    }
)


def open_estimator(name: str = DEFAULT) -> AffectEstimator:
    """The estimator of a name; UsageError where there is none, MissingWeights where its file is missing."""
    if name not in ESTIMATORS:
        raise UsageError(f"There is no estimator '{name}'; choose from {', '.join(ESTIMATORS)}.")
    return ESTIMATORS[name]()
