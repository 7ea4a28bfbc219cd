"""Workers of Dask do what processes of this machine do, whatever becomes of them meanwhile."""

import csv
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import trustme

from siklus.errors import ClusterLost, ClusterUnfit, ClusterUnreachable, SiklusError
from siklus.services.crew import Alone, cluster
from siklus.services.crew.cluster import Tls, gathered
from siklus.services.out_of_core import OutOfCore
from siklus.services.scoring.anonymising import mask
from siklus.services.scoring.reading import ROWS
from siklus.services.scoring.service import Order, ScoringService
from support import servers
from support.starter import starter_rows

GOOD = "Pengirimannya cepat sekali dan barangnya sesuai dengan pesanan saya"
PIECES = 24  # six parcels: two workers have more before them when one dies


def silent(stage, share):
    pass


@pytest.fixture
def database_url(sqlite_url):
    """Nothing here depends on the database."""
    return sqlite_url


@pytest.fixture(scope="module")
def workers():
    """Two processes of this machine."""
    with gathered("local", workers=2) as found:
        yield found


@pytest.fixture
def scoring(trained):
    return ScoringService(trained.store, trained.scorers)


@pytest.fixture
def many(tmp_path):
    path = tmp_path / "many.csv"
    texts = (GOOD if number % 50 == 0 else "pendek saja" for number in range(PIECES * ROWS - 7))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "text"], *enumerate(texts)])
    return path


def processes(crew):
    return list(crew.client.run(os.getpid).values())


def test_workers_write_what_one_process_writes(workers, scoring, many, tmp_path):
    scoring.score(Order(many, tmp_path / "one.csv"), silent)
    scoring.score(Order(many, tmp_path / "two.csv"), silent, workers)
    assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()


def test_a_worker_that_dies_in_the_midst_changes_nothing(workers, scoring, many, tmp_path):
    scoring.score(Order(many, tmp_path / "one.csv"), silent)
    before, killed = processes(workers), []

    def tell(stage, share):
        if not killed:
            killed.append(before[0])
            os.kill(before[0], signal.SIGKILL)

    done = scoring.score(Order(many, tmp_path / "two.csv"), tell, workers)

    assert killed
    assert done.resumed == 0
    assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()
    workers.client.wait_for_workers(2, timeout=60)
    assert killed[0] not in processes(workers)


def test_texts_are_pseudonymised_by_workers_as_by_one_process(workers, tmp_path):
    text = "Hubungi Pak Budi di 0812-3456-7890, barangnya bagus"
    (tmp_path / "in.csv").write_text("text\n" + f'"{text}"\n' * (ROWS + 5), encoding="utf-8")
    mask(tmp_path / "in.csv", tmp_path / "one.csv", "text", silent)
    done = mask(tmp_path / "in.csv", tmp_path / "two.csv", "text", silent, crew=workers)
    assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()
    assert "0812" not in (tmp_path / "two.csv").read_text("utf-8")
    assert done.counts == {"changed": ROWS + 5}


def test_the_same_model_comes_of_one_process_and_of_workers(workers, services, tmp_path):
    rows = starter_rows(600)
    with (tmp_path / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        # Repeated, so that there is more than one piece.
        csv.writer(file).writerows([["text", "label"], *([row["text"], row["label"]] for row in rows * 15)])
    training = OutOfCore(services.retraining, tmp_path)

    alone = training.train(tmp_path / "rows.csv", actor="test", progress=silent)
    together = training.train(tmp_path / "rows.csv", actor="test", progress=silent, crew=workers)

    assert together.version.sha256 == alone.version.sha256
    assert (alone.version.version, together.version.version) == (1, 2)


def test_a_worker_with_another_program_does_nothing(workers, scoring, many, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "program", lambda: "another")
    with pytest.raises(ClusterUnfit, match="and here it is another"):
        scoring.score(Order(many, tmp_path / "out.csv"), silent, workers)
    assert not (tmp_path / "out.csv").exists()


def test_a_lost_model_is_told_before_a_worker_is_asked(workers, trained, scoring, many, tmp_path):
    for path in trained.artefacts.folder.iterdir():
        path.unlink()
    with pytest.raises(SiklusError, match="no model file"):
        scoring.score(Order(many, tmp_path / "out.csv"), silent, workers)


def test_where_nobody_answers_is_said():
    address = f"tcp://127.0.0.1:{servers.free_port()}"
    with pytest.raises(ClusterUnreachable, match=address), gathered(address, patience=0.5):
        pass


# --- a scheduler somewhere else ---------------------------------------------------------------------


@pytest.fixture
def certificates(tmp_path):
    """An authority, and one certificate that all show."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    ours = authority.issue_cert("127.0.0.1", "localhost")
    ours.private_key_pem.write_to_path(tmp_path / "key.pem")
    for blob in ours.cert_chain_pems:
        blob.write_to_path(tmp_path / "cert.pem", append=True)
    return Tls(*(tmp_path / f"{name}.pem" for name in ("ca", "cert", "key")))


def started(kind, *words, tls, folder):
    files = ["--tls-ca-file", tls.authority, "--tls-cert", tls.certificate, "--tls-key", tls.key]
    return subprocess.Popen(
        [Path(sys.executable).with_name("dask"), kind, *words, *files],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def elsewhere(certificates, tmp_path):
    """A scheduler and a worker as somebody starts them; the scheduler's address and process."""
    port, folder = servers.free_port(), tmp_path / "elsewhere"
    folder.mkdir()
    address = f"tls://127.0.0.1:{port}"
    place = {"tls": certificates, "folder": folder}
    scheduler = started("scheduler", "--host", address, "--no-dashboard", **place)
    worker = started("worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard", **place)
    yield address, scheduler
    for process in (worker, scheduler):
        process.kill()
        process.wait(30)


def test_a_scheduler_elsewhere_is_asked_over_tls_and_told_of_when_it_goes(
    elsewhere, certificates, scoring, many, tmp_path
):
    address, scheduler = elsewhere
    scoring.score(Order(many, tmp_path / "one.csv"), silent, Alone())
    with gathered(address, tls=certificates) as crew:
        scoring.score(Order(many, tmp_path / "two.csv"), silent, crew)
        with pytest.raises(ClusterLost):
            scoring.score(Order(many, tmp_path / "three.csv"), lambda *_: scheduler.kill(), crew)

    assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()
    assert scoring.score(Order(many, tmp_path / "three.csv"), silent).resumed >= ROWS
    assert (tmp_path / "three.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()
