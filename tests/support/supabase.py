"""A database like that of a new Supabase project: its roles, and what it gives them."""

import base64
import hashlib
import hmac
import json
import subprocess
from pathlib import Path

from sqlalchemy import make_url

from support import databases, servers

SCHEMA_SQL = Path(__file__).parents[2] / "database" / "schema.sql"
STRANGERS = ("anon", "authenticated", "service_role")
JWT_SECRET = "a-secret-of-the-tests-that-signs-the-keys-of-nobody"
NEVER = 4_102_444_800  # the year 2100

# Each by itself: roles are the whole server's, and another test may have made one of them already.
ROLES = [
    f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
    for role in (
        "anon NOLOGIN NOINHERIT",
        "authenticated NOLOGIN NOINHERIT",
        "service_role NOLOGIN NOINHERIT BYPASSRLS",
        "authenticator LOGIN NOINHERIT",
        "toko LOGIN",
    )
]
# On everything new in `public` they get all rights by default.
DEFAULT_RIGHTS = """
GRANT anon, authenticated, service_role TO authenticator;
GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON FUNCTIONS TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON SEQUENCES TO anon, authenticated, service_role;
"""


def make_project(url: str) -> None:
    """Turn an empty database into one of a new project."""
    databases.as_admin(url, *ROLES, DEFAULT_RIGHTS)


def paste(url: str, file: Path = SCHEMA_SQL) -> None:
    """What the SQL editor does with a file."""
    psql = servers.binary("psql")
    assert psql is not None
    subprocess.run(
        [psql, url, "-v", "ON_ERROR_STOP=1", "-q", "-f", file], check=True, capture_output=True, timeout=60
    )


def key_of(role: str, secret: str = JWT_SECRET) -> str:
    """A key as the dashboard shows it: a JWT that names the role."""
    head, claims = {"alg": "HS256", "typ": "JWT"}, {"role": role, "iss": "supabase", "exp": NEVER}
    signed = f"{_coded(json.dumps(head).encode())}.{_coded(json.dumps(claims).encode())}"
    return f"{signed}.{_coded(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest())}"


def _coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def make_owned_project(url: str) -> str:
    """The same, owned by one who is no superuser, as `postgres` is on Supabase; its URL for that one."""
    name = make_url(url).database
    databases.as_admin(
        url,
        "DO $$ BEGIN CREATE ROLE project_owner LOGIN CREATEROLE CREATEDB BYPASSRLS; "
        "EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        *ROLES,
        DEFAULT_RIGHTS,
        DEFAULT_RIGHTS.split("\n", 3)[3].replace("PRIVILEGES IN", "PRIVILEGES FOR ROLE project_owner IN"),
        f'ALTER DATABASE "{name}" OWNER TO project_owner',
    )
    return make_url(url).set(username="project_owner").render_as_string(hide_password=False)
