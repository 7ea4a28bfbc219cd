"""The page at /docs: one HTML file of this package that draws /openapi.json."""

from importlib.resources import files

PAGE = files("siklus.api").joinpath("docs.html").read_text(encoding="utf-8")
# Nothing from elsewhere, whatever the page says.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
