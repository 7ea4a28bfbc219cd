"""A model fitted to new labels: it learns them, keeps what it knew, and says so out of fold."""

import json

import numpy as np
import pytest

from siklus.domain.reviews import LABELS, Label
from siklus.models.adaptation import NewRows, adapt, held_out
from siklus.models.archive import dumped, parsed
from siklus.models.recipe import Recipe
from siklus.models.training import featurise, lay

# Words of the small world that mean the opposite in another: there, slow is good.
NEWS = [
    ("kopi seduhnya lambat bgt dan itu nikmat", Label.POSITIF),
    ("seduh lambat kopinya mantap kak", Label.POSITIF),
    ("suka kopi yang lambat diseduh begini", Label.POSITIF),
    ("kopi lambat favorit saya di kota kami", Label.POSITIF),
    ("kopinya cepat jadi dan hambar", Label.NEGATIF),
    ("diseduh cepat, kopi jadi pahit", Label.NEGATIF),
    ("kopi cepat saji begini bikin pahit", Label.NEGATIF),
    ("terlalu cepat diseduh kopinya hambar", Label.NEGATIF),
] * 3


@pytest.fixture(scope="module")
def foundation(prepared, labels):
    return lay(prepared, labels)


def settled(foundation) -> np.ndarray:
    return np.arange(len(foundation.truth))


def rows_of(pairs, **changes) -> NewRows:
    n = len(pairs)
    facts = {
        "texts": [text for text, _ in pairs],
        "labels": [label for _, label in pairs],
        "evidence": np.ones(n),
        "doubted": np.zeros(n),
        "at": np.full(n, -1),
    }
    return NewRows(**{**facts, **changes})


@pytest.fixture(scope="module")
def adapted(foundation):
    return adapt(foundation, rows_of(NEWS), settled(foundation))


def share_right(probabilities, labels) -> float:
    return float(
        np.mean([LABELS[at] == label for at, label in zip(probabilities.argmax(1), labels, strict=True)])
    )


def test_new_labels_are_learnt_and_old_ones_kept(foundation, adapted, texts, labels):
    new_texts, new_labels = zip(*NEWS, strict=True)
    before = share_right(foundation.model.predict_proba(new_texts), new_labels)
    assert share_right(adapted.model.predict_proba(new_texts), new_labels) > before
    assert share_right(adapted.model.predict_proba(texts), labels) > 0.95
    assert adapted.chosen.anchor_mass is not None


def test_the_foundation_itself_stays_as_it_is(foundation, prepared, labels, texts):
    before = foundation.model.predict_proba(texts)
    adapt(foundation, rows_of(NEWS), settled(foundation))
    np.testing.assert_array_equal(foundation.model.predict_proba(texts), before)


def test_labels_that_mean_nothing_change_nothing(foundation, texts):
    rng = np.random.default_rng(1)
    noise = [(f"{text} ya", LABELS[at]) for text, at in zip(texts[:60], rng.integers(0, 3, 60), strict=True)]
    found = adapt(foundation, rows_of(noise), settled(foundation))
    assert found.chosen.anchor_mass is None
    np.testing.assert_array_equal(found.model.predict_proba(texts), foundation.model.predict_proba(texts))


def test_a_row_is_judged_by_a_fit_that_did_not_see_its_label(foundation, texts, labels):
    """Of two lonely rows with turned labels none can speak for itself."""
    turned = [(f"{texts[0]} ya", Label.NETRAL if labels[0] != Label.NETRAL else Label.POSITIF)]
    found = adapt(foundation, rows_of(NEWS + turned), settled(foundation))
    assert LABELS[found.judged[-1].argmax()] == labels[0]


def test_what_is_chosen_loses_least_on_held_out_labels(foundation, adapted):
    losses = {trial.anchor_mass: trial.new_loss for trial in adapted.trials}
    assert None in losses
    assert adapted.chosen.new_loss == min(losses.values())
    said = held_out(foundation, rows_of(NEWS), settled(foundation), adapted.chosen.anchor_mass)
    # Fits that are solved side by side with others stop a little earlier or later.
    np.testing.assert_allclose(said, adapted.judged, atol=2e-3)


def test_doubted_labels_pull_less(foundation, texts, labels):
    """One reader in ten is wrong: a label against all that is known counts as one of those."""
    sure = next(at for at, label in enumerate(labels) if label == Label.NEGATIF)
    pairs = [*NEWS, (texts[sure], Label.POSITIF)]
    doubted = np.append(np.zeros(len(NEWS)), 0.2)
    negatif = LABELS.index(Label.NEGATIF)
    probabilities = [
        adapt(foundation, rows_of(pairs, **changes), settled(foundation)).model.predict_proba([texts[sure]])
        for changes in ({}, {"doubted": doubted})
    ]
    assert probabilities[1][0, negatif] >= probabilities[0][0, negatif]


def test_the_adapted_model_is_one_linear_map_and_survives_its_file(adapted, texts):
    classifier, features = adapted.model.classifier, adapted.model.features
    rows = features.transform(texts[:20])
    logits = classifier.scale_ * (rows @ classifier.coef_ + classifier.intercept_) + classifier.offsets_
    np.testing.assert_allclose(classifier.logits(rows), logits)
    again = parsed(dumped(adapted.model), "a file")
    np.testing.assert_array_equal(again.predict_proba(texts), adapted.model.predict_proba(texts))


def test_the_same_rows_give_the_same_bits(foundation, adapted, texts):
    again = adapt(foundation, rows_of(NEWS), settled(foundation))
    np.testing.assert_array_equal(again.model.predict_proba(texts), adapted.model.predict_proba(texts))
    assert again.model.reference == adapted.model.reference


def test_the_reference_is_of_new_and_old_texts_in_the_balance_they_were_fitted_in(foundation, adapted):
    reference = json.loads(json.dumps(adapted.model.reference))
    assert reference.keys() == foundation.model.reference.keys()
    assert sum(reference["labels"].values()) == pytest.approx(1.0)
    assert reference["quantiles"]["positif"] == sorted(reference["quantiles"]["positif"])
    assert 1 <= reference["n"] <= len(NEWS) + len(foundation.truth)


@pytest.mark.parametrize("kind", ["linear", "naive_bayes"])
@pytest.mark.parametrize("n", [1, 2, 5])
def test_a_few_new_rows_are_enough_to_try(texts, labels, kind, n):
    base = lay(featurise(texts, Recipe(kind=kind)), labels)
    found = adapt(base, rows_of(NEWS[:n]), settled(base))
    assert found.judged.shape == (n, len(LABELS))
    np.testing.assert_allclose(found.model.predict_proba(texts[:5]).sum(axis=1), 1.0)


def test_two_copies_of_one_text_are_no_trouble(foundation):
    found = adapt(foundation, rows_of(NEWS[:4] * 2), settled(foundation))
    assert np.isfinite(found.judged).all()


def test_without_settled_rows_new_ones_alone_decide(foundation):
    found = adapt(foundation, rows_of(NEWS), np.array([], dtype=np.intp))
    assert np.isfinite(found.judged).all()
