"""Figures and charts, in the language of the page."""

import json

import pytest
import streamlit as st

from siklus.ui import charts, figures, labels


@pytest.fixture(params=["id", "en"])
def language(request):
    st.session_state["language"] = request.param
    yield request.param
    del st.session_state["language"]


def test_figures_are_written_as_the_language_writes_them(language):
    written = [figures.number(1234.5, 1), figures.percent(0.876), figures.milliseconds(1.234)]
    expected = {"id": ["1.234,5", "87,6 %", "1,23 ms"], "en": ["1,234.5", "87.6%", "1.23 ms"]}
    assert written == expected[language]


@pytest.mark.parametrize("write", [figures.number, figures.percent, figures.milliseconds])
def test_what_is_not_known_is_a_dash_and_no_zero(write):
    assert write(None) == "–"


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.97, "sangat yakin"), (0.9, "sangat yakin"), (0.75, "cukup yakin"), (0.5, "agak ragu"), (0.4, "ragu")],
)
def test_confidence_in_words(confidence, words):
    assert labels.confidence_words(confidence) == words


DAYS = [
    {"day": "2026-11-09", "version": 1, "predictions": 3},
    {"day": "2026-11-10", "version": 1, "predictions": 1},
    {"day": "2026-11-10", "version": 10, "predictions": 4},
    {"day": "2026-11-10", "version": 2, "predictions": 2},
]
BINS = [{"from_ms": 0.0, "to_ms": 0.5, "count": 3}, {"from_ms": 0.5, "to_ms": 1.0, "count": 1}]


def test_versions_stand_in_the_order_of_their_numbers():
    chart = charts.per_day(DAYS, []).to_dict()
    assert chart["layer"][0]["encoding"]["color"]["scale"]["domain"] == ["v1", "v2", "v10"]


@pytest.mark.parametrize("threshold", [0.0, 0.5, 700.0])
def test_spans_beyond_the_threshold_have_the_other_colour(threshold):
    chart = charts.latency(BINS, threshold).to_dict()
    rows = next(rows for rows in chart["datasets"].values() if "above" in rows[0])
    assert [row["above"] for row in rows] == [row["low"] >= threshold for row in rows]


def test_charts_of_nothing_and_of_one_can_be_drawn(language):
    drawn = [
        charts.per_label({}),
        charts.per_version({1: 0}),
        charts.per_day(DAYS[:1], [{"at": "2026-11-09T01:02:03+00:00"}]),
        charts.probabilities({"positif": 1.0, "netral": 0.0, "negatif": 0.0}),
        charts.telling_words([("kata", 0.5), ("<b>", -0.1)]),
    ]
    for chart in drawn:
        assert "http" not in json.dumps(chart.to_dict()).replace("https://vega.github.io/schema", "")
