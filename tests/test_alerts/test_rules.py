"""The file of rules changes the defaults, and every mistake in it is named."""

from datetime import timedelta

import pytest

from siklus.alerts.rules import parse_rules, read_rules
from siklus.domain.alerts import DEFAULT_RULES, Direction, Figure
from siklus.errors import AlertRuleInvalid


def named(rules, name):
    [found] = [rule for rule in rules if rule.name == name]
    return found


def test_without_a_file_the_defaults_hold():
    assert read_rules(None) == DEFAULT_RULES
    assert parse_rules("") == DEFAULT_RULES


def test_a_default_keeps_what_the_file_does_not_name(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text("[rules.slow_answers]\nraise_at = 500\ncooldown_minutes = 0.5\n")
    rule, before = named(read_rules(path), "slow_answers"), named(DEFAULT_RULES, "slow_answers")
    assert (rule.raise_at, rule.cooldown) == (500, timedelta(seconds=30))
    assert (rule.clear_at, rule.figure, rule.evaluations) == (150, before.figure, before.evaluations)


def test_a_rule_can_be_switched_off_and_another_added():
    rules = parse_rules(
        """
        [rules.volume_drop]
        enabled = false
        [rules.few_predictions]
        figure = "predictions"
        direction = "below"
        raise_at = 100
        clear_at = 150
        evaluations = 3
        """
    )
    assert "volume_drop" not in [rule.name for rule in rules]
    rule = named(rules, "few_predictions")
    assert (rule.figure, rule.direction, rule.evaluations) == (Figure.PREDICTIONS, Direction.BELOW, 3)
    assert len(rules) == len(DEFAULT_RULES)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[rules.slow_answers", "at end of document"),
        ("rule = 1", "unknown field `rule`"),
        ("rules = 1", "Expected `object`, got `int`"),
        ("[rules]\nslow_answers = 3", "Expected `object`, got `int`"),
        ("[rules.slow_answers]\nrais_at = 1", "'slow_answers': unknown key `rais_at`"),
        ("[rules.slow_answers]\nraise_at = '1'", "Expected `float | null`, got `str` - at `$.raise_at`"),
        ("[rules.slow_answers]\nraise_at = true", "Expected `float | null`, got `bool`"),
        ("[rules.slow_answers]\nraise_at = nan", "must be numbers"),
        ("[rules.slow_answers]\nraise_at = 100", "clear_at 150 must not lie beyond raise_at 100"),
        ("[rules.slow_answers]\nevaluations = 1.5", "Expected `int | null`, got `float`"),
        ("[rules.slow_answers]\nevaluations = 0", "evaluations must be 1"),
        ("[rules.slow_answers]\ndirection = 'up'", "'up'"),
        ("[rules.slow_answers]\nenabled = 'no'", "Expected `bool`, got `str`"),
        ("[rules.slow_answers]\ncooldown_minutes = 1e300", "cooldown_minutes must be 0"),
        ("[rules.slow_answers]\ncooldown_minutes = nan", "cooldown_minutes must be 0"),
        ("[rules.slow_answers]\nfigure = 'accuracy'", "needs figure and raise_at"),
        ("[rules.new]\nraise_at = 1", "needs figure and raise_at"),
        ("[rules.new]\nfigure = 'akurasi'\nraise_at = 1", "no figure 'akurasi'; there are: accuracy, "),
        ("[rules.new]\nfigure = ['accuracy']\nraise_at = 1", "no figure ['accuracy']"),
        ("[rules.Baru]\nfigure = 'accuracy'\nraise_at = 1", "a name has"),
        ("[rules.drift]\nfigure = 'drift_score'\nraise_at = 0.5", "is not 'drift'"),
    ],
)
def test_every_mistake_is_named(content, told):
    with pytest.raises(AlertRuleInvalid) as refused:
        parse_rules(content)
    assert told in str(refused.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(AlertRuleInvalid, match=r"rules\.toml: No such file"):
        read_rules(tmp_path / "rules.toml")
    with pytest.raises(AlertRuleInvalid, match="directory"):
        read_rules(tmp_path)
    (tmp_path / "rules.toml").write_bytes(b"# \xff")
    with pytest.raises(AlertRuleInvalid, match="byte 2 is not UTF-8"):
        read_rules(tmp_path / "rules.toml")
