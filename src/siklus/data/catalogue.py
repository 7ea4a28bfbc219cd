"""Public data sets: where they come from, what they hold, and how to know them again.

Siklus ships none of their rows. A mirror (SIKLUS_DATA_MIRROR: a folder, or an http address) holds them as
CSV with `text,label`; without one the origin is asked, where it can be read by a program.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from siklus.errors import DataSetChanged, DataSetUnknown, DataSourceAway, DataUnreadable

Rows = list[dict[str, str]]
INDONLU = "https://raw.githubusercontent.com/IndoNLP/indonlu/master/dataset/smsa_doc-sentiment-prosa"
SMSA_LABELS = {"positive": "positif", "neutral": "netral", "negative": "negatif"}


@dataclass(frozen=True, slots=True)
class DataFile:
    """One CSV of a data set."""

    name: str  # without .csv
    sha256: str  # over "label<TAB>text" lines, so that quoting does not matter
    origin: str | None = None  # where a program can read it; None: from a mirror only
    read_origin: Callable[[str], Rows] | None = None


@dataclass(frozen=True, slots=True)
class DataSet:
    """A public data set."""

    name: str
    rows: int
    licence: str  # as its repository states
    about: str
    home: str
    files: tuple[DataFile, ...]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was written."""

    licence: str
    written: list[tuple[Path, int]]
    sha256: tuple[str, ...] = ()  # of each file's rows, as they were checked


def _read_smsa(text: str) -> Rows:
    lines = (line.rpartition("\t") for line in text.split("\n") if line.strip())
    return [{"text": before, "label": SMSA_LABELS.get(label.strip(), label)} for before, _, label in lines]


def _smsa(part: str, sha256: str) -> DataFile:
    return DataFile(f"smsa_{part}", sha256, f"{INDONLU}/{part}_preprocess.tsv", _read_smsa)


CATALOGUE = (
    DataSet(
        "smsa",
        12_760,
        "Apache-2.0",
        "IndoNLU SmSA: mixed reviews, mostly food and places; train, valid, test; three labels by people",
        "https://github.com/IndoNLP/indonlu",
        (
            _smsa("train", "4167e96347d2b51c88901f9ff2dd4eff07f66188527838e06ff010e327559f3d"),
            _smsa("valid", "178645cdbcf192abddebf7083bea4ad968a2d5b598cd37d5f3608219980aeb4c"),
            _smsa("test", "a7f8772ac4c9565f17cb1c30bc0b5b3328cfc07df93a783535b9867ef7c9adb2"),
        ),
    ),
    DataSet(
        "prdect",
        4_523,
        "MIT",
        "PRDECT-ID: product reviews of an online marketplace, positif and negatif, with the category",
        "https://github.com/rhiosutoyo/PRDECT-ID-Indonesian-Product-Reviews-Dataset",
        (DataFile("prdect", "5985823ca6de792e6cf7d42c785a6e31896ee80e3c5098ff1a0fae37f916cbff"),),
    ),
    DataSet(
        "vaccine_tweets_2021",
        2_883,
        "MIT",
        "Tweets on vaccination in 2021, emotions mapped to three labels, with created_at",
        "a mirror only",
        (
            DataFile(
                "vaccine_tweets_2021", "c4dba5d999192b20b4b724a49ab6c02d3c320abd7df5c7381b9c9bb645070de5"
            ),
        ),
    ),
)


def fetch(name: str, folder: Path, *, mirror: str | None) -> Fetched:
    """Fetch a data set, check every file, and write it as CSV; nothing is written before all is checked.

    Raises:
        DataSetUnknown: no data set is called so.
        DataSourceAway: the mirror or the origin does not answer, or there is neither.
        DataUnreadable: what came is no CSV in UTF-8.
        DataSetChanged: what came is not what was expected.
    """
    found = next((one for one in CATALOGUE if one.name == name), None)
    if found is None:
        raise DataSetUnknown(name)
    checked = [(file, _checked(file, _rows(file, mirror))) for file in found.files]
    folder.mkdir(parents=True, exist_ok=True)
    written = [(_write(rows, folder / f"{f.name}.csv"), len(rows)) for f, rows in checked]
    return Fetched(found.licence, written, tuple(file.sha256 for file in found.files))


def _rows(file: DataFile, mirror: str | None) -> Rows:
    if mirror:
        return _read_csv(file.name, _read(f"{mirror.rstrip('/')}/{file.name}.csv"))
    if file.origin is None or file.read_origin is None:
        raise DataSourceAway(file.name, "its origin cannot be read by a program")
    return file.read_origin(_decoded(file.name, _read(file.origin)))


def _read(where: str) -> bytes:
    try:
        if not where.startswith(("http://", "https://")):
            return Path(where).read_bytes()
        reply = httpx.get(where, timeout=60, follow_redirects=True)
        reply.raise_for_status()
    except OSError as error:
        raise DataSourceAway(where, error.strerror or "cannot be read") from None
    except httpx.HTTPStatusError as error:
        raise DataSourceAway(where, f"answered {error.response.status_code}") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise DataSourceAway(where, type(error).__name__) from None
    return reply.content


def _decoded(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataUnreadable(name, f"byte {error.start} is not UTF-8") from None


def _read_csv(name: str, content: bytes) -> Rows:
    try:
        rows = list(csv.DictReader(io.StringIO(_decoded(name, content), newline="")))
    except csv.Error as error:
        raise DataUnreadable(name, str(error)) from None
    if not rows or not {"text", "label"} <= rows[0].keys():
        raise DataUnreadable(name, "no rows with text and label")
    # The reader keeps what a line has too much under None, and could not be written again.
    if any(None in row or None in row.values() for row in rows):
        raise DataUnreadable(name, "a line has more or fewer fields than the header")
    return rows


def _checked(file: DataFile, rows: Rows) -> Rows:
    digest = hashlib.sha256()
    for line in _lines(rows):
        digest.update(line)
    if digest.hexdigest() != file.sha256:
        raise DataSetChanged(file.name, file.sha256, digest.hexdigest())
    return rows


def _lines(rows: Rows) -> Iterator[bytes]:
    for row in rows:
        yield f"{row['label']}\t{row['text']}\n".encode()


def _write(rows: Rows, path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path
