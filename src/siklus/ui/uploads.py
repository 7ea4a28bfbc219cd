"""Files that somebody has chosen: which columns they have, and which of them hold text and label."""

import csv
import io
from dataclasses import dataclass

TEXT_NAMES = ("text", "teks", "ulasan", "review", "isi", "komentar", "content", "comment", "kalimat")
LABEL_NAMES = ("label", "sentimen", "sentiment", "kelas", "class", "polaritas")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file's bytes and the names of its columns; none where it is no CSV."""

    content: bytes
    name: str
    columns: tuple[str, ...]

    @property
    def format(self) -> str:
        """`csv` or `jsonl`, as the API names them."""
        return "csv" if self.columns else "jsonl"


def read(content: bytes, name: str) -> Upload:
    """What was chosen; whether its lines are any good is for the service to say."""
    text = content.decode("utf-8-sig", errors="replace")
    if text.lstrip().startswith("{"):
        return Upload(content, name, ())
    return Upload(content, name, columns_of(text))


def columns_of(text: str) -> tuple[str, ...]:
    """The names in the header, as they are written.

    >>> columns_of("No;Isi Ulasan;Kelas")
    ('No', 'Isi Ulasan', 'Kelas')
    """
    try:
        header = next(csv.reader(io.StringIO(text), delimiter=delimiter_of(text)), [])
    except csv.Error:
        return ()
    return tuple(dict.fromkeys(name.strip() for name in header if name.strip()))


def delimiter_of(text: str) -> str:
    """What parts the columns: the sign of these three that the header has most of."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def likely(columns: tuple[str, ...], names: tuple[str, ...]) -> int:
    """The place of the column that looks like one of these names, the first where none does.

    >>> likely(("No", "Isi Ulasan", "Kelas"), TEXT_NAMES), likely(("a", "b"), LABEL_NAMES)
    (1, 0)
    """
    lower = [column.lower() for column in columns]
    exact = [lower.index(name) for name in names if name in lower]
    within = [at for name in names for at, column in enumerate(lower) if name in column]
    return [*exact, *within, 0][0]


def renamed(upload: Upload, text: str, label: str) -> str:
    """The file as `text,label` and a comma, its further columns left out but `created_at`; for simulations.

    A row that has too few or too many fields is kept as it is, for the service to refuse by its line.
    """
    written = upload.content.decode("utf-8-sig", errors="replace")
    rows = list(csv.reader(io.StringIO(written, newline=""), delimiter=delimiter_of(written)))
    header = [name.strip() for name in rows[0]]
    wanted = [header.index(text), header.index(label)]
    names = ["text", "label"]
    lower = [name.lower() for name in header]
    if "created_at" in lower:
        wanted.append(lower.index("created_at"))
        names.append("created_at")
    kept = [[row[at] for at in wanted] if len(row) == len(header) else row for row in rows[1:]]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([names, *kept])
    return out.getvalue()
