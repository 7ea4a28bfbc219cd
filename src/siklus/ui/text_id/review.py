"""The page *Tinjau*, in Indonesian."""

TEXTS: dict[str, str] = {
    "review.title": "Tinjau",
    "review.intro": "Satu ulasan setiap kali: label mana yang benar?",
}
