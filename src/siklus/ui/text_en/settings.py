"""The page *Pengaturan*, in English."""

TEXTS: dict[str, str] = {
    "settings.title": "Settings",
    "settings.intro": "Keys, alerts, retention, consent and erasures.",
}
