"""The page *Pengaturan*, in Indonesian."""

TEXTS: dict[str, str] = {
    "settings.title": "Pengaturan",
    "settings.intro": "Kunci, peringatan, masa simpan, izin, dan penghapusan.",
}
