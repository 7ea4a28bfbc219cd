"""Errors about files of reviews that are scored."""

from siklus.errors.tree import Conflict, Invalid, Unavailable


class ReviewsUnreadable(Invalid):
    """A file of reviews is no CSV, JSON lines or Parquet, or one of its lines is not."""

    advice = (
        "Save it as UTF-8 CSV with a header line, as JSON lines, or as Parquet; mend the line that is named."
    )

    def __init__(self, path: str, line: int | None, why: str) -> None:
        self.path, self.line, self.why = path, line, why
        super().__init__(f"{path}{f', line {line}' if line else ''}: {why}")


class TextColumnMissing(Invalid):
    """A file of reviews has no column of the name that the reviews are looked for under."""

    advice = "Name the column with the reviews: --text COLUMN."

    def __init__(self, column: str, found: list[str]) -> None:
        self.column, self.found = column, found
        super().__init__(f"there is no column {column!r}; found: {', '.join(found) or 'none'}")


class ReviewsChanged(Conflict):
    """The file of reviews was changed while it was being read; nothing came of it."""

    advice = "Begin again (with --force where there is an output), once nothing writes to it any more."

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"{path} was changed while it was being read")


class ScoresExist(Conflict):
    """The file for the scores is there already."""

    advice = "Name another file, or write over it with --force."

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"{path} is there already")


class ScoresUnderWay(Conflict):
    """Another process is writing these scores."""

    advice = "Wait for it, or name another file."

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"another process is writing {path}")


class ScoringChanged(Conflict):
    """An interrupted run left a part of the scores, but of another input, version or option."""

    advice = (
        "Repeat the command that was interrupted (with --version, if another is active now), or use --force."
    )

    def __init__(self, path: str, differences: list[str], version: int | None) -> None:
        self.path, self.differences, self.version = path, differences, version
        begun = f" (begun with v{version})" if version else ""
        super().__init__(f"the part of {path} that is there{begun} has another {', '.join(differences)}")


class ScoringProcessEnded(Unavailable):
    """One of the processes that work was ended from outside; what they have done is kept."""

    advice = "Run the command again: it goes on. Where memory is short, use fewer processes: --jobs 1."

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        super().__init__(f"one of the {jobs} processes that work was ended from outside")
