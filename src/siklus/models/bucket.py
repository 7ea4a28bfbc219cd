"""Model files in a bucket, by whatever fsspec knows: what is there counts, a folder beside it is a cache.

Names are those of the folder. Nothing is trusted for coming from there: `registry` hashes what arrives.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from siklus.errors import ArtefactsUnavailable, SettingInvalid

# By itself it would wait for minutes, and a version is registered inside a transaction.
S3_PATIENCE = {"connect_timeout": 5, "read_timeout": 20, "retries": {"max_attempts": 1}}


@dataclass(frozen=True, slots=True)
class Bucket:
    """A place such as `s3://bucket/prefix`; whom to ask and with which keys is AWS's own environment."""

    url: str
    _files: list[Any] = field(default_factory=list, repr=False, compare=False)

    def get(self, name: str) -> bytes | None:
        """The bytes of a file; None where there is none.

        Raises:
            ArtefactsUnavailable: the bucket cannot be read.
        """
        with self._asked():
            try:
                return bytes(self._system.cat_file(self._path(name)))
            except FileNotFoundError:
                return None

    def put(self, name: str, content: bytes) -> None:
        """Store a file, whole or not at all.

        Raises:
            ArtefactsUnavailable: the bucket cannot be written to.
        """
        with self._asked():
            self._system.pipe_file(self._path(name), content)

    def delete(self, name: str) -> bool:
        """Delete a file; whether there was one.

        Raises:
            ArtefactsUnavailable: the bucket cannot be written to.
        """
        with self._asked():
            if not self._system.exists(self._path(name)):
                return False
            self._system.rm_file(self._path(name))
            return True

    @property
    def _system(self) -> Any:
        """Connected when it is first needed: the library takes half a second to load."""
        if not self._files:
            self._files.append(_open(self.url))
        return self._files[0][0]

    def _path(self, name: str) -> str:
        return f"{self._files[0][1]}/{name}"

    @contextmanager
    def _asked(self) -> Iterator[None]:
        away = _errors_of_being_away()
        _ = self._system
        try:
            yield
        except away as error:
            # The kind alone: the words of such an error may hold a signed address.
            raise ArtefactsUnavailable(self.url, type(error).__name__) from None


def _open(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 (an extra)

        options = {"config_kwargs": S3_PATIENCE} if url.startswith("s3:") else {}
        system, root = url_to_fs(url, use_listings_cache=False, **options)
    except (ImportError, ValueError) as error:
        said = str(error).splitlines()[0]
        raise SettingInvalid("SIKLUS_MODELS_URL", f"{said} (for s3:// install the extra s3)") from None
    return system, str(root).rstrip("/")


def _errors_of_being_away() -> tuple[type[Exception], ...]:
    try:
        from botocore.exceptions import BotoCoreError  # noqa: PLC0415 (an extra)
    except ImportError:
        return (OSError,)
    return (OSError, BotoCoreError)
