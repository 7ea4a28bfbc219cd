"""An alert on the page is a sentence, whoever made it."""

import pytest

from siklus.database.predictions import EVER
from siklus.domain.alerts import Figure
from siklus.ui.alerts import in_words


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_alert_of_a_rule_is_told_in_words(services, clock, database_url):
    for _ in range(2):
        services.alerting.judge({Figure.REFUSAL_SHARE: 0.625})
        clock.advance(minutes=1)
    [alert] = services.monitoring.summary(EVER)["alerts"]
    shown = in_words(alert).replace("\\", "")
    assert shown == "Peringatan: porsi permintaan yang ditolak 62,5 % (batas 50,0 %)."
    assert alert["words"]["en"] == "share of requests refused 62.5% (limit 50.0%)"


@pytest.mark.parametrize(
    ("alert", "words"),
    [
        ({"kind": "drift", "version": 2, "figures": {"score": 0.4}}, "teks untuk v2 bergeser"),
        ({"kind": "apa_saja", "version": 2, "figures": {}}, "pada v2."),
        ({"kind": "apa_saja", "version": 2, "figures": {}, "words": {"fr": "quoi"}}, "pada v2."),
    ],
)
def test_drift_and_what_an_older_service_sends_have_sentences_of_their_own(alert, words):
    assert words in in_words(alert)
