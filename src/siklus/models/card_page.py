"""A model card as one HTML file: nothing is fetched from anywhere, and nothing in it runs."""

import html

from markdown_it import MarkdownIt

# The browser keeps to it whatever a card holds: cards of imported versions were written elsewhere.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem;
       color: #1c1f23; background: #fff; overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
th, td { border: 1px solid #c9ced6; padding: .3rem .6rem; text-align: left; }
th { background: #f1f3f6; }
code { font: .9em ui-monospace, monospace; }
@media (prefers-color-scheme: dark) {
  body { color: #e6e8eb; background: #16181c; }
  th, td { border-color: #444b55; }
  th { background: #22262c; }
}
@media print { body { margin: 0; max-width: none; } }
"""


def card_page(markdown: str, title: str) -> str:
    """The card as a page of its own.

    HTML inside the card is shown, not read; images, which a browser would fetch, are shown as text.

    >>> page = card_page("# v3 <b>![x](http://a.b/c.png)", "v3")
    >>> "<img" in page, "<b>" in page, "<h1>v3 &lt;b&gt;!<a" in page
    (False, False, True)
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n{reader.render(markdown)}</body>\n</html>\n"
    )
