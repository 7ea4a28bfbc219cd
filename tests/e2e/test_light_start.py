"""A process that answers by a scorer loads no library of learning, from its start to its end."""

import re
from pathlib import Path

import httpx
import pytest

from siklus.domain.access import Role
from support.processes import Api, serving
from support.rows import SmallModel

REVIEW = "Pengirimannya cepat sekali dan barangnya sesuai dengan pesanan nomor satu"
HEAVY = re.compile(r"/(sklearn|scipy|scipy\.libs|scikit_learn\.libs|pandas|pyarrow|skops|numba|llvmlite)/")


def loaded(api: Api) -> set[str]:
    """The heavy libraries that are in the memory of a process."""
    assert api.process is not None
    maps = Path(f"/proc/{api.process.pid}/maps").read_text()
    return {found.group(1) for found in HEAVY.finditer(maps)}


@pytest.fixture
def installation(services, small_model: SmallModel):
    small_model.install(services)
    return services


@pytest.fixture
def settings_of(installation):
    settings = installation.settings
    return {"database_url": settings.url, "secret": settings.secret.get_secret_value()}


def test_answers_feedback_metrics_and_versions_need_no_library_of_learning(installation, settings_of):
    installation.scorers.ensure(1)
    headers = {"Authorization": f"Bearer {installation.access.create('Ani', Role.ADMIN, actor='test')}"}
    with (
        serving(installation.settings.home, **settings_of) as api,
        httpx.Client(base_url=api.address, timeout=60) as client,
    ):
        asked = {"text": REVIEW, "consent": True, "explain": True}
        reply = client.post("/v1/predictions", json=asked).raise_for_status().json()
        assert reply["explanation"]
        many = client.post("/v1/predictions/batch", json={"texts": [REVIEW, REVIEW]}, headers=headers)
        said = {"token": reply["feedback_token"], "correct": True}
        answered = client.post(f"/v1/predictions/{reply['id']}/feedback", json=said)
        looked = [
            client.get(path, headers=headers)
            for path in (
                "/healthz",
                "/readyz",
                "/metrics",
                "/v1/models",
                "/v1/models/active",
                "/openapi.json",
            )
        ]
        assert [one.status_code for one in (many, answered, *looked)] == [200, 201, *[200] * len(looked)]
        assert loaded(api) == set()


def test_without_a_look_at_its_scorer_scikit_learn_answers(installation, settings_of):
    with serving(installation.settings.home, **settings_of) as api:
        assert "sklearn" in loaded(api)
