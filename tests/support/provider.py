"""A sign-in provider (OpenID Connect) on this machine, with real keys: as small as one can be."""

import json
import secrets
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

AUDIENCE = "siklus"
SARI = {"sub": "248289", "email": "sari@toko.id", "email_verified": True, "name": "Sari", "groups": ["tim"]}


@dataclass
class Provider:
    """Signs whoever it is told to in, without a question."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=lambda: dict(SARI))
    keys: list[RSAKey] = field(default_factory=lambda: [new_key("first")])
    asked: list[str] = field(default_factory=list)  # the paths, in their order
    codes: dict[str, str] = field(default_factory=dict)  # and the nonce of each
    away: bool = False

    def token(self, key: Any = None, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """A token by the newest key; a claim that is None is left out."""
        key, now = key or self.keys[-1], int(time.time())
        usual = {"iss": self.issuer, "aud": AUDIENCE, "iat": now, "exp": now + 600, **self.person}
        given = {name: value for name, value in (usual | claims).items() if value is not None}
        head = {"alg": "RS256", "kid": key.kid} | (header or {})
        return jwt.encode(head, given, key, algorithms=[head["alg"]])

    def rotate(self) -> None:
        """Sign with another key from now on, and forget the one before."""
        self.keys = [new_key(f"key-{secrets.token_hex(4)}")]

    def document(self, path: str) -> dict[str, Any] | None:
        """What stands at an address."""
        if path == "/.well-known/openid-configuration":
            places = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token")}
            return {
                "issuer": self.issuer,
                "jwks_uri": f"{self.issuer}/jwks",
                "response_types_supported": ["code"],
                "id_token_signing_alg_values_supported": ["RS256"],
                **places,
            }
        if path == "/jwks":
            return {"keys": [key.as_dict(private=False) | {"use": "sig"} for key in self.keys]}
        return None

    def back_to(self, asked: dict[str, str]) -> str:
        """Where a browser goes that was sent here to sign in."""
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked.get("nonce", "")
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchanged(self, form: dict[str, str]) -> dict[str, Any]:
        """The tokens for a code."""
        nonce = self.codes.pop(form["code"])
        token = self.token(nonce=nonce or None)
        return {"access_token": token, "id_token": token, "token_type": "Bearer", "expires_in": 600}


def new_key(name: str) -> RSAKey:
    """A key pair of this name."""
    return RSAKey.generate_key(2048, parameters={"kid": name, "alg": "RS256"})


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider that answers."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (_Answering,), {"provider": provider}))
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Answering(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.provider.asked.append(parts.path)
        document = None if self.provider.away else self.provider.document(parts.path)
        if document is not None:
            self._answer(document)
        elif parts.path == "/authorization" and not self.provider.away:
            self.send_response(302)
            self.send_header("Location", self.provider.back_to(_flat(parts.query)))
            self.end_headers()
        else:
            self.send_error(503)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        client = unquote(b64decode(self.headers["Authorization"].split()[1]).decode())
        assert client == f"{AUDIENCE}:a-secret-of-the-tests"
        self._answer(self.provider.exchanged(_flat(body)))

    def _answer(self, document: dict[str, Any]) -> None:
        content = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
