"""The HTTP service: `create_app` over services, `serve` for `siklus api`."""

from siklus.api.app import create_app
from siklus.api.serve import serve

__all__ = ["create_app", "serve"]
