"""Versions are made again, bit for bit; where that cannot be, it is said why."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, update

from siklus.database.schema import examples, model_versions
from siklus.domain.examples import LIVE_ORIGINS, Origin
from siklus.domain.limits import GatePolicy
from siklus.domain.reviews import LABELS, Label
from siklus.errors import ArtefactMissing, VersionNotFound, VersionNotRepeatable
from siklus.privacy.subjects import subject_hash
from support.rows import an_example
from support.starter import as_csv, starter_rows

FIRST, STEP = 130, 24


def bring_live(services, clock, turn: int) -> None:
    """Labels as readers, reviewers and audits give them; one of the readers is known by name."""
    digest = subject_hash(services.erasure.secret, f"pembaca-{turn}")
    with services.store.transaction() as tx:
        for at, row in enumerate(starter_rows(STEP, skip=400 + turn * STEP)):
            clock.advance(seconds=1)
            # Texts of another kind whose labels mean something else: there is something to adapt to.
            label = {"positif": Label.NETRAL}.get(row["label"], Label(row["label"]))
            shown = LABELS[(LABELS.index(label) + at % 2) % 3]
            origin = LIVE_ORIGINS[at % 3]
            live = an_example(
                f"{row['text']} kata pembaca aplikasi",
                label,
                origin=origin,
                shown_label=shown,
                created_at=clock(),
                subject=digest if at < 2 else None,
            )
            tx.examples.add([live])


def turn_of_the_loop(services, clock, *, deploy: bool = True) -> None:
    run = services.retraining.request(actor="Ani", note="")
    for step in ("take_snapshot", "train", "gate", "deploy")[: 4 if deploy else 2]:
        clock.advance(minutes=1)
        getattr(services.retraining, step)(run.id)
    if not deploy:
        services.retraining.fail(run.id, "cukup")


@pytest.fixture
def first(services, clock):
    """An installation whose gate lets everything through, with a small first version."""
    retraining = replace(services.retraining, gate_policy=GatePolicy(open=True))
    imported = services.importing.add(as_csv(starter_rows(FIRST)), actor="Ani", origin=Origin.STARTER)
    retraining.train_version(imported.ids, actor="Ani")
    clock.advance(minutes=1)
    return services.exchanged(retraining=retraining)


def test_ten_versions_of_a_loop_are_made_again_until_one_loses_a_row(first, clock):
    for turn in range(8):
        bring_live(first, clock, turn)
        if turn % 5 > 0:  # new rows that are no live labels judge before they stand for the old data
            first.importing.add(as_csv(starter_rows(10, skip=900 + 10 * turn)), actor="Ani")
        turn_of_the_loop(first, clock)
    imported = first.importing.add(as_csv(starter_rows(40, skip=1000)), actor="Ani")
    first.retraining.of_kind("naive_bayes").train_version(imported.ids, actor="Ani")

    versions = first.deployment.versions()
    assert len(versions) == 10
    assert sum("adaptation" in version.recipe for version in versions) == 8
    assert len({version.sha256 for version in versions}) >= 8  # a change may be none
    changed = [version for version in versions if version.recipe.get("adaptation", {}).get("anchor_mass")]
    assert len(changed) >= 3
    assert any(version.provenance["aside"] for version in changed)
    for version in versions:
        again = first.rebuilding.rebuild(version.version)
        assert (again.same, again.sha256, again.others) == (True, version.sha256, {}), version.name

    erased = first.erasure.erase("pembaca-7", actor="Budi")
    assert erased.versions == (9,)
    with pytest.raises(VersionNotRepeatable) as refused:
        first.rebuilding.rebuild(9)
    entry = first.auditing.newest(1)[0]
    assert (entry.action, refused.value.version) == ("subject.erased", 9)
    assert f"2 of its {len_of(first, 9)} rows were erased" in refused.value.why
    assert f"(audit log: entry {entry.seq})" in refused.value.why
    assert first.rebuilding.rebuild(8).same


def len_of(services, number: int) -> int:
    with services.store.reading() as tx:
        return len(tx.snapshots.get(tx.versions.get(number).snapshot_id).example_ids)


def test_what_was_withdrawn_before_the_training_does_not_stand_in_the_way(first, clock):
    bring_live(first, clock, 0)
    run = first.retraining.request(actor="Ani", note="")
    first.retraining.take_snapshot(run.id)
    first.erasure.erase("pembaca-0", actor="Budi")
    first.retraining.train(run.id)
    assert first.rebuilding.rebuild(2).same


def test_rows_that_are_gone_and_rows_that_changed_are_told_apart(first):
    with first.store.transaction() as tx:
        one, *_ = tx.examples.usable()
        tx.connection.execute(update(examples).where(examples.c.id == one.id).values(label=LABELS[1]))
        tx.connection.execute(update(examples).where(examples.c.id == one.id).values(text="lain sekali"))
    with pytest.raises(VersionNotRepeatable, match="not what they were"):
        first.rebuilding.rebuild(1)
    with first.store.transaction() as tx:
        tx.connection.execute(delete(examples).where(examples.c.id == one.id))
    with pytest.raises(VersionNotRepeatable, match=r"1 of its \d+ rows are missing"):
        first.rebuilding.rebuild(1)


def test_a_quarantined_row_was_learnt_all_the_same(first):
    with first.store.transaction() as tx:
        tx.connection.execute(update(examples).values(state="quarantined"))
    assert first.rebuilding.rebuild(1).same


def with_recipe(services, **changes: object) -> None:
    """Claim that version 1 was made otherwise."""
    with services.store.transaction() as tx:
        recipe = tx.versions.get(1).recipe | changes
        tx.connection.execute(update(model_versions).values(recipe=recipe))


def test_another_model_is_told_by_its_parameters(first):
    with_recipe(first, seed=7)
    again = first.rebuilding.rebuild(1)
    different = {part.name: part for part in again.parts if not part.same}
    assert not again.same
    assert {"coefficients", "intercepts", "calibration: scale", "recipe"} <= set(different)
    assert "vocabulary: phrases" not in different
    assert different["coefficients"].largest > 0
    assert again.as_dict()["same"] is False


def test_another_model_beside_a_lost_file_cannot_be_compared_and_the_same_one_can(first):
    first.artefacts.path(first.deployment.version(1).sha256).unlink()
    assert first.rebuilding.rebuild(1).same
    with_recipe(first, seed=7)
    with pytest.raises(ArtefactMissing):
        first.rebuilding.rebuild(1)


def test_other_libraries_and_other_code_are_named(first):
    with first.store.transaction() as tx:
        version = tx.versions.get(1)
        changes = {
            "libraries": version.libraries | {"numpy": "1.0"},
            "provenance": version.provenance | {"code": "0.0.1 (abc)"},
        }
        tx.connection.execute(update(model_versions).values(**changes))
    others = first.rebuilding.rebuild(1).others
    assert {name: then for name, (then, _) in others.items()} == {"numpy": "1.0", "code": "0.0.1 (abc)"}


def test_versions_from_before_are_made_again_where_only_rows_and_recipe_decide(first, clock):
    bring_live(first, clock, 0)
    turn_of_the_loop(first, clock)
    with first.store.transaction() as tx:
        tx.connection.execute(update(model_versions).values(provenance=None))
    assert first.rebuilding.rebuild(1).same
    with pytest.raises(VersionNotRepeatable, match="before it was kept"):
        first.rebuilding.rebuild(2)


def test_an_unknown_version_is_not_found(first):
    with pytest.raises(VersionNotFound):
        first.rebuilding.rebuild(9)


def test_the_card_holds_what_the_gate_said_of_the_version(first, clock):
    bring_live(first, clock, 0)
    assert "did not stand before the gate" in first.cards.markdown(1)
    turn_of_the_loop(first, clock)
    card = first.cards.markdown(2)
    assert "Decision: **accept**" in card
    assert "| fresh.n | " in card
    assert first.deployment.version(2).provenance["content_hash"] in card
    assert "<td>fresh.n</td>" in first.cards.html(2)
