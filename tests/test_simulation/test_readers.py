"""Simulated readers: the same draws whatever is shown to them."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.domain.reviews import LABELS, Label
from siklus.errors import DataFileMissing, ProfileInvalid
from siklus.simulation.readers import Kind, Profile, Readers, read_mix, read_profile

ROOT = Path(__file__).resolve().parents[2]
labels = st.sampled_from(LABELS)
items = st.integers(0, 10_000)


@given(items, items, labels)
def test_what_is_drawn_for_an_item_does_not_depend_on_what_was_drawn_before(item, earlier, truth):
    fresh, used = Readers(Profile(), 7), Readers(Profile(), 7)
    used.draws(earlier, truth)
    assert fresh.draws(item, truth) == used.draws(item, truth)


@given(items, labels, labels, labels)
def test_a_reader_who_clicks_on_a_right_label_clicks_on_a_wrong_one_too(item, truth, shown, other):
    draws = Readers(Profile(), 1).draws(item, truth)
    if draws.says(truth, truth) is not None:
        assert draws.says(shown, truth) is not None
    said = {draws.says(shown, truth), draws.says(other, truth)} - {None}
    assert len(said) <= 1


def test_rates_noise_delay_and_audits_are_those_of_the_profile():
    readers, n = Readers(Profile(audit_noise=0.2), 5), 20_000
    drawn = [readers.draws(at, Label.POSITIF) for at in range(n)]
    right = [said for one in drawn if (said := one.says(Label.POSITIF, Label.POSITIF))]
    wrong = [said for one in drawn if (said := one.says(Label.NEGATIF, Label.POSITIF))]
    assert len(right) / n == pytest.approx(0.10, abs=0.01)
    assert len(wrong) / n == pytest.approx(0.35, abs=0.015)
    assert sum(said != Label.POSITIF for said in wrong) / len(wrong) == pytest.approx(0.05, abs=0.01)
    assert sum(one.delay.total_seconds() for one in drawn) / n / 60 == pytest.approx(30, rel=0.03)
    assert sum(one.audit < 0.03 for one in drawn) / n == pytest.approx(0.03, abs=0.005)
    assert sum(one.audit_label != Label.POSITIF for one in drawn) / n == pytest.approx(0.2, abs=0.01)


def test_malicious_readers_never_name_the_truth():
    readers = Readers(Profile().attacked(0.4), 2)
    drawn = [readers.draws(at, Label.NETRAL) for at in range(3_000)]
    bad = [one for one in drawn if one.kind.malicious]
    assert len(bad) / len(drawn) == pytest.approx(0.4, abs=0.03)
    said = Counter(one.says(Label.NEGATIF, Label.NETRAL) for one in bad)
    assert said[Label.NETRAL] == 0
    assert said[Label.NEGATIF] > 0  # they also call right what is wrong


def test_an_attack_takes_its_share_from_all_others():
    profile = Profile((Kind("a", 0.6), Kind("b", 0.4))).attacked(0.5)
    assert [kind.share for kind in profile.kinds] == [0.3, 0.2, 0.5]
    assert Profile().attacked(0) == Profile()
    for share in (-0.1, 1.0, float("nan")):
        with pytest.raises(ProfileInvalid, match="--attack"):
            Profile().attacked(share)


def test_readers_are_as_many_people_as_the_profile_says():
    profile = Profile((replace(Kind("few"), people=3),))
    drawn = [Readers(profile, 0).draws(at, Label.POSITIF).subject for at in range(200)]
    assert set(drawn) == {"few-0", "few-1", "few-2"}


GOOD = '[[readers]]\nname = "all"\nshare = 1.0\n'


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "no \\[\\[readers\\]\\]"),
        ("readers = 3", "no \\[\\[readers\\]\\]"),
        ("readers = [3]", "it is no table"),
        ("= 3", "Invalid"),
        (GOOD + "speed = 3", "'speed' is unknown; known are click_right"),
        ("speed = 3\n" + GOOD, "'speed' is unknown; known are audit_delay"),
        ("[[readers]]\nshare = 1.0", "1: it has no name"),
        (GOOD + "noise = 1.2", "noise must lie between 0 and 1, not 1.2"),
        (GOOD + "click_right = nan", "click_right must lie between 0 and 1"),
        (GOOD + "delay = -1", "delay must be 0 or more minutes"),
        (GOOD + 'noise = "little"', "noise must be a number"),
        (GOOD + "noise = true", "noise must be a number"),
        (GOOD + "people = 0", "people must be 1 or more"),
        (GOOD + "people = 1.5", "people must be a whole number"),
        (GOOD + "malicious = 1", "malicious must be true or false"),
        (GOOD.replace("1.0", "0.7"), "add up to 0.7, not to 1"),
        ("audit_noise = 2\n" + GOOD, "audit_noise must lie between"),
    ],
)
def test_a_profile_that_cannot_be_used_is_refused_in_words(tmp_path, content, told):
    path = tmp_path / "readers.toml"
    path.write_text(content)
    with pytest.raises(ProfileInvalid, match=told):
        read_profile(path)


def test_a_profile_that_is_not_there(tmp_path):
    with pytest.raises(DataFileMissing):
        read_profile(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'name = "\xe9"')
    with pytest.raises(ProfileInvalid):
        read_profile(tmp_path / "latin.toml")


def test_the_profile_of_the_documentation_can_be_used(tmp_path):
    page = (ROOT / "docs" / "how-to" / "simulate.md").read_text()
    path = tmp_path / "readers.toml"
    path.write_text(page.split("```toml\n")[1].split("```")[0])
    profile = read_profile(path)
    assert len(profile.kinds) >= 3
    assert any(kind.malicious for kind in profile.kinds)


@pytest.mark.parametrize(
    "written", ["bagus=1", "positif", "positif=.5", "positif=.5,positif=.5", "netral=x", ""]
)
def test_a_mix_that_is_none_is_refused(written):
    with pytest.raises(ProfileInvalid, match="--mix"):
        read_mix(written)
