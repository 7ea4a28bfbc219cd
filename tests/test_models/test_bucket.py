"""Model files in a bucket of a real S3 server on loopback; two machines share nothing but that."""

from uuid import uuid4

import pytest
import s3fs
from moto.server import ThreadedMotoServer

from siklus.errors import ArtefactDamaged, ArtefactMissing, ArtefactsUnavailable, SettingInvalid
from siklus.models.bucket import Bucket
from siklus.models.registry import ArtefactStore
from support.servers import free_port

NAME = "0" * 64


@pytest.fixture
def server(monkeypatch):
    """Where the driver looks for S3, and by which keys."""
    port = free_port()
    for name, value in {
        "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "tests",
        "AWS_SECRET_ACCESS_KEY": "tests",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    running = ThreadedMotoServer("127.0.0.1", port, verbose=False)
    running.start()
    yield running
    running.stop()
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.fixture
def place(server):
    """A new bucket, for the server keeps what other tests left."""
    name = f"siklus-{uuid4().hex}"
    s3fs.S3FileSystem(use_listings_cache=False).mkdir(name)
    return f"s3://{name}/models"


@pytest.fixture
def machine(place, tmp_path):
    """Stores of machines, by name: each with a folder of its own."""
    return lambda name: ArtefactStore(tmp_path / name, Bucket(place))


def names_in(place):
    found = s3fs.S3FileSystem(use_listings_cache=False).find(place)
    return sorted(path.rsplit("/")[-1] for path in found)


def test_what_one_machine_stores_another_one_loads(machine, place, model, texts):
    stored = machine("one").save(model)
    assert names_in(place) == [f"{stored.sha256}.skops"]
    assert machine("other").load(stored.sha256).judge(texts) == model.judge(texts)


def test_what_was_loaded_once_is_there_without_the_bucket(machine, server):
    stored = machine("one").put(b"a model")
    assert machine("other").content(stored.sha256) == b"a model"
    server.stop()
    assert machine("other").content(stored.sha256) == b"a model"


def test_what_arrives_is_not_what_its_name_says(machine):
    bucket = machine("one").bucket
    bucket.put(f"{NAME}.skops", b"exchanged")
    with pytest.raises(ArtefactDamaged):
        machine("one").content(NAME)
    # It is not kept either.
    assert not machine("one").path(NAME).exists()


def test_a_damaged_file_here_is_fetched_anew(machine):
    store = machine("one")
    path = store.path(store.put(b"a model").sha256)
    path.chmod(0o644)
    path.write_bytes(b"damaged")
    assert store.content(path.stem) == b"a model"
    assert path.read_bytes() == b"a model"


def test_a_file_that_is_nowhere_is_missing(machine, place):
    with pytest.raises(ArtefactMissing, match=place):
        machine("one").content(NAME)


def test_a_scorer_made_anew_replaces_the_one_that_others_had(machine):
    one, other = machine("one"), machine("other")
    first = one.put_scorer(NAME, b"first")
    path = other.scorer_path(NAME)
    assert other._verified(path, NAME, first) == b"first"
    second = one.put_scorer(NAME, b"second")
    assert other._verified(path, NAME, second) == b"second"


def test_deleting_deletes_it_there_too(machine, place):
    stored = machine("one").put(b"a model")
    assert machine("one").delete(stored.sha256)
    assert names_in(place) == []
    assert not machine("one").delete(stored.sha256)


def test_a_bucket_that_is_away_is_an_error_that_passes(machine, place, server):
    store = machine("one")
    server.stop()
    with pytest.raises(ArtefactsUnavailable) as away:
        store.put(b"a model")
    assert away.value.place == place
    with pytest.raises(ArtefactsUnavailable):
        machine("other").content(NAME)


def test_a_bucket_that_does_not_exist_is_an_error(server, tmp_path):
    with pytest.raises((ArtefactsUnavailable, ArtefactMissing)):
        ArtefactStore(tmp_path, Bucket("s3://nobodys/models")).put(b"a model")


def test_a_place_of_an_unknown_kind_is_refused(tmp_path):
    with pytest.raises(SettingInvalid, match="SIKLUS_MODELS_URL"):
        ArtefactStore(tmp_path, Bucket("ftpx://somewhere")).put(b"a model")
