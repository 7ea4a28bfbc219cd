"""One request, its retries, and its errors."""

import ssl
import time
from functools import cache
from typing import Any, TypeVar

import httpx
import msgspec

from siklus.client.errors import ApiUnreachable, SiklusApiError
from siklus.client.labelling import Probabilities

T = TypeVar("T")
RETRY_AFTER_SECONDS = (0.1, 0.3)
RETRIED_STATUS = (502, 503, 504)
PROBLEM = ("code", "title", "detail", "advice", "status", "type")


class Transport:
    """The connection to one API."""

    def __init__(self, base_url: str, key: str | None, timeout: float) -> None:
        self.base_url = base_url.rstrip("/")
        headers = {"User-Agent": "siklus-client"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._http = httpx.Client(
            base_url=self.base_url, headers=headers, timeout=timeout, verify=trusted_authorities()
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, kind: type[T], path: str, **parameters: Any) -> T:
        """Read something; tried three times, for reading twice harms nobody."""
        given = {name.rstrip("_"): value for name, value in parameters.items() if value is not None}
        return decoded(kind, self._read(path, given))

    def get_bytes(self, path: str) -> bytes:
        """Read a file; tried three times."""
        reply = self._read(path, {})
        if not reply.is_success:
            raise problem(reply)
        return reply.content

    def _read(self, path: str, given: dict[str, Any]) -> httpx.Response:
        for pause in RETRY_AFTER_SECONDS:
            try:
                reply = self._sent("GET", path, params=given)
            except ApiUnreachable:
                reply = None
            if reply is not None and reply.status_code not in RETRIED_STATUS:
                return reply
            time.sleep(pause)
        return self._sent("GET", path, params=given)

    def post(self, kind: type[T], path: str, body: dict[str, Any], **given: Any) -> T:
        """Do something; tried once, because the first try may have done it. `given` as of `post_bytes`."""
        told = {name: value for name, value in body.items() if value is not None}
        return self.post_bytes(kind, path, msgspec.json.encode(told), "application/json", **given)

    def post_bytes(self, kind: type[T], path: str, content: bytes, media_type: str, **given: Any) -> T:
        """Send bytes as they are; `given` is passed on to httpx, such as `timeout`."""
        headers = {"Content-Type": media_type}
        return decoded(kind, self._sent("POST", path, content=content, headers=headers, **given))

    def delete(self, kind: type[T], path: str, headers: dict[str, str] | None = None) -> T:
        """Remove something; tried once."""
        return decoded(kind, self._sent("DELETE", path, headers=headers))

    def _sent(self, method: str, path: str, **given: Any) -> httpx.Response:
        try:
            return self._http.request(method, path, **given)
        except httpx.TimeoutException:
            raise ApiUnreachable(self.base_url, "it did not answer in time") from None
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise ApiUnreachable(self.base_url, str(error) or type(error).__name__) from None


@cache
def trusted_authorities() -> ssl.SSLContext:
    """Whose certificates are believed; reading them takes longer than a request, and is done once."""
    return httpx.create_ssl_context()


def decoded(kind: type[T], reply: httpx.Response) -> T:
    """The value of a reply.

    Raises:
        SiklusApiError: it is a problem, or none of our API's replies.
    """
    if not reply.is_success:
        raise problem(reply)
    try:
        return msgspec.json.decode(reply.content, type=kind, dec_hook=_made)
    except msgspec.DecodeError as error:
        raise SiklusApiError(
            "reply_unreadable",
            title="The reply is none that this SDK knows.",
            detail=str(error),
            advice="Check that the address leads to a Siklus API of this version.",
            status=reply.status_code,
        ) from None


def _made(kind: type[Any], found: Any) -> Any:
    """What msgspec does not know."""
    if kind is Probabilities:
        return Probabilities(msgspec.convert(found, dict[str, float]))
    raise NotImplementedError


def problem(reply: httpx.Response) -> SiklusApiError:
    """The error that a reply tells of, also where something in between made it."""
    try:
        found = msgspec.json.decode(reply.content, type=dict[str, Any])
    except msgspec.DecodeError:
        found = {}
    facts = {name: value for name, value in found.items() if name not in PROBLEM}
    return SiklusApiError(
        str(found.get("code", f"http_{reply.status_code}")),
        title=str(found.get("title", reply.reason_phrase)),
        detail=str(found.get("detail", f"the reply has the status {reply.status_code}")),
        advice=str(found.get("advice", "")),
        status=reply.status_code,
        facts=facts,
    )
