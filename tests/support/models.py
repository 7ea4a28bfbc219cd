"""Other versions than the small one, made of it: turned round, broken, or just the same."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace

import numpy as np

from siklus.bootstrap import Services
from siklus.domain.lifecycle import ModelVersion, VersionState
from siklus.models.model import Model
from siklus.models.pipeline import joined
from support.rows import SmallModel

Change = Callable[[Model], Model]


def same(model: Model) -> Model:
    """The same model."""
    return model


def turned_round(model: Model) -> Model:
    """One that says positif where the other says negatif."""
    found = model.classifier
    weights, constant = found.scale_ * found.coef_, found.scale_ * found.intercept_ + found.offsets_
    turned = found.adapted(weights[:, ::-1] - weights, constant[::-1] - constant)
    return Model(joined(model.features, turned), model.recipe, model.reference)


def unfit(model: Model) -> Model:
    """One whose file loads, and that fails at every text: an offset is missing."""
    lost = copy(model.classifier).calibrate(1.0, np.zeros(2))
    return Model(joined(model.features, lost), model.recipe, model.reference)


def add_version(
    services: Services, small_model: SmallModel, change: Change = same, number: int = 2
) -> ModelVersion:
    """Register the small model, changed, as another version that the gate refused."""
    model = change(services.artefacts.load(small_model.version.sha256))
    artefact = services.artefacts.save(model)
    facts = {"version": number, "parent": 1, "state": VersionState.REFUSED, "sha256": artefact.sha256}
    version = replace(small_model.version, **facts)
    with services.store.transaction() as tx:
        tx.versions.add(version)
    return version
