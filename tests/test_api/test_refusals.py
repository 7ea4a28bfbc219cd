"""Everything that is wrong with a request has a code of its own, and no error tells of a text."""

import pytest

from support.api import REVIEW

SIX = "hanya enam kata saja di sini"
PLACE = "/v1/predictions"

# What is refused here is refused before any database is asked; the others run on both.
before_the_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@before_the_database
@pytest.mark.parametrize(
    ("body", "status", "code", "facts"),
    [
        ({"text": SIX}, 422, "review_too_short", {"words": 6, "minimum": 7}),
        ({"text": "kata " * 1_200 + "x"}, 422, "review_too_long", {"characters": 6_001, "maximum": 5_000}),
        ({"text": ""}, 422, "review_too_short", {"words": 0}),
        ({"text": REVIEW + "\0"}, 422, "review_unreadable", {"codepoint": 0}),
        ({"text": 7}, 422, "body_invalid", {"field": "text"}),
        ({"text": None}, 422, "body_invalid", {"field": "text"}),
        ({}, 422, "body_invalid", {"field": "text"}),
        ([], 422, "body_invalid", {"field": ""}),
        ({"text": REVIEW, "persetujuan": True}, 422, "body_invalid", {"field": "persetujuan"}),
        ({"text": REVIEW, "consent": 1}, 422, "body_invalid", {"field": "consent"}),
        ({"text": REVIEW, "channel": "Web"}, 422, "body_invalid", {"field": "channel"}),
        ({"text": REVIEW, "channel": "web\n"}, 422, "body_invalid", {"field": "channel"}),
        ({"text": REVIEW, "channel": "w" * 41}, 422, "body_invalid", {"field": "channel"}),
        ({"text": REVIEW, "subject": "s" * 201}, 422, "body_invalid", {"field": "subject"}),
    ],
)
def test_a_bad_prediction_body(local, body, status, code, facts):
    reply = local.post(PLACE, body)

    problem = reply.json()
    assert (reply.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert {name: problem[name] for name in facts} == facts
    assert REVIEW not in reply.text


@before_the_database
@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "not_json"),
        (b"halo", 422, "not_json"),
        (b'{"text": "a"', 422, "not_json"),
        (b'{"text": "\\ud800"}', 422, "not_json"),
        (b'{"text": "\xff"}', 422, "not_utf8"),
        (b"[" * 100_000, 422, "body_invalid"),
        (b'{"text": "' + b"a" * 1_100_000 + b'"}', 413, "body_too_large"),
    ],
    ids=["empty", "words", "cut off", "half a pair", "latin", "deep", "huge"],
)
def test_a_body_that_is_no_json_object(local, content, status, code):
    reply = local.post(PLACE, content=content)

    assert (reply.status_code, reply.json()["code"]) == (status, code)


@before_the_database
def test_a_huge_body_of_unknown_length_is_cut_off_on_the_way(local):
    async def endless():
        while True:
            yield b"a" * 65_536

    reply = local.post(PLACE, content=endless())

    assert (reply.status_code, reply.json()["maximum_bytes"]) == (413, 1_048_576)


@before_the_database
def test_a_batch_has_at_most_a_thousand_texts_and_at_least_one(local):
    for texts in ([], [REVIEW] * 1_001):
        reply = local.post("/v1/predictions/batch", {"texts": texts})
        assert (reply.status_code, reply.json()["field"]) == (422, "texts")


@before_the_database
def test_a_thousand_texts_of_the_greatest_length_are_not_too_large(local):
    longest = ("kata " * 1_000).strip()

    reply = local.post("/v1/predictions/batch", {"texts": [longest] * 1_000, "channel": "X"})

    # Refused for its channel, which is looked at after the size.
    assert reply.json()["field"] == "channel"


@before_the_database
@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "route_not_found"),
        ("GET", "/v1/nothing", 404, "route_not_found"),
        ("GET", "/v1/models/", 404, "route_not_found"),
        ("GET", "/../etc/passwd", 404, "route_not_found"),
        ("GET", "/v1/predictions", 405, "method_not_allowed"),
        ("PUT", "/v1/models", 405, "method_not_allowed"),
        ("PATCH", "/healthz", 405, "method_not_allowed"),
    ],
)
def test_an_address_that_does_not_exist(local, method, path, status, code):
    reply = local(method, path)

    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert reply.headers["content-type"] == "application/problem+json"
    assert ("allow" in reply.headers) == (status == 405)


@before_the_database
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("from=kemarin", "from"),
        ("from=2027-01-01", "from"),
        ("to=0001-01-02", "to"),
        ("from=0001-01-01T00:00:00%2B14:00", "from"),
        ("version=terbaru", "version"),
        ("version=99999999999999", "version"),
    ],
)
def test_a_period_that_cannot_be(reviewer, query, parameter):
    for figures in ("summary", "latency", "versions", "timeline"):
        reply = reviewer.get(f"/v1/monitoring/{figures}?{query}")
        problem = reply.json()
        assert (reply.status_code, problem["code"], problem["parameter"]) == (
            422,
            "parameter_invalid",
            parameter,
        )


@before_the_database
@pytest.mark.parametrize(
    ("content", "code", "facts"),
    [
        (b"teks,label\na,positif\n", "column_missing", {"column": "text", "found": ["teks", "label"]}),
        (b"", "column_missing", {"column": "text"}),
        (b"text,label\n\xff,positif\n", "data_unreadable", {}),
        (b"\x00\x01\x02", "column_missing", {"column": "text"}),
    ],
    ids=["column missing", "empty", "not UTF-8", "binary"],
)
def test_a_file_that_is_no_labelled_data(admin, content, code, facts):
    reply = admin.post("/v1/examples", content=content)

    problem = reply.json()
    assert (reply.status_code, problem["code"]) == (422, code)
    assert {name: problem[name] for name in facts} == facts


def test_bad_lines_are_counted_and_named_and_the_others_kept(admin):
    lines = (
        "text,label\n"
        "Barangnya bagus sekali dan saya suka warnanya,positif\n"
        "Barangnya rusak waktu sampai di rumah,jelek\n"
        ",negatif\n"
        "tanpa label\n"
    )

    reply = admin.post("/v1/examples", content=lines.encode(), headers={"Content-Type": "text/csv"})

    found = reply.json()
    assert (reply.status_code, found["added"], found["refused"]) == (200, 1, 3)
    assert [(one["line"], one["code"]) for one in found["refusals"]] == [
        (3, "unknown_label"),
        (4, "text_missing"),
        (5, "data_unreadable"),
    ]
    assert "rumah" not in reply.text


def test_a_nul_beside_the_text_does_not_break_an_import(admin):

    besides = (
        '"domain": "a\\u0000b"',
        '"x": "a\\u0000b"',
        '"domain": "\\ud800"',
        '"x": "\\ud800"',
        '"x": NaN',
    )
    for number, beside in enumerate(besides):
        line = f'{{"text": "Barang ke-{number} bagus sekali", "label": "positif", {beside}}}'
        reply = admin.post("/v1/examples", content=line.encode())
        assert reply.status_code == 200, beside


@before_the_database
def test_a_reason_is_needed_and_holds_no_control_characters(admin):
    for body in ({}, {"reason": ""}, {"reason": "a\0b"}, {"reason": "a" * 501}):
        reply = admin.post("/v1/models/rollback", body)
        assert (reply.status_code, reply.json()["field"]) == (422, "reason")


@before_the_database
def test_every_problem_has_the_shape_of_rfc_9457(local):
    reply = local.post(PLACE, {"text": SIX})

    problem = reply.json()
    assert reply.headers["content-type"] == "application/problem+json"
    assert problem["type"] == "urn:siklus:error:review_too_short"
    assert problem["title"] == "The review has fewer words than the model needs to judge it."
    assert problem["detail"] == "review has 6 words; at least 7 are needed"
    assert problem["advice"]
