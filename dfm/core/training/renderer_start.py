"""What the training of a renderer starts from: a base that learned from many people, and the net that says
what pictures look like."""

from dataclasses import replace

import torch

from dfm.core.errors import InputError, MissingWeights
from dfm.core.image_features import load_image_features
from dfm.models.head2head import Head2Head, Head2HeadConfig
from dfm.models.image_features import ImageFeatures


def fits(base: Head2Head, config: Head2HeadConfig) -> bool:
    """Whether a net of this kind can start from a base: it may be one that blends nothing."""
    return config in (base.config, replace(base.config, reference=False))


def start_from(net: Head2Head, base: Head2Head) -> None:
    """Give a net the numbers of a base; InputError where it does not fit."""
    if not fits(base, net.config):
        raise InputError("The base is a net of another size: choose the same --size as it was trained with.")
    net.generator.load_state_dict(base.generator.state_dict())
    if net.fusion is not None and base.fusion is not None:
        net.fusion.load_state_dict(base.fusion.state_dict())


def features_on(device: torch.device) -> ImageFeatures | None:
    """The net that says what pictures look like, or None where its weights are not installed."""
    try:
        return load_image_features().to(device)
    except MissingWeights:
        return None
