"""What every page shows, in Indonesian."""

TEXTS: dict[str, str] = {
    "app.title": "Siklus",
    "nav.analysis": "Analisis",
    "nav.review": "Tinjau",
    "nav.monitoring": "Pemantauan",
    "nav.model": "Model",
    "nav.simulation": "Simulasi",
    "nav.settings": "Pengaturan",
    "sidebar.language": "Bahasa / Language",
    "sidebar.key": "Kunci",
    "sidebar.key_reviewer": "Kunci peninjau (*reviewer*) untuk halaman Pemantauan.",
    "sidebar.key_admin": "Kunci admin untuk halaman Model.",
    "sidebar.key_kept": "Kunci hanya disimpan selama halaman ini terbuka.",
    "sidebar.key_built_in": "Pemantauan sudah memakai kunci dari pengelola; tidak perlu diisi.",
    "sidebar.forget": "Lupakan kunci",
    "sidebar.about": (
        "Siklus menilai ulasan berbahasa Indonesia, menerima koreksi, mengukur dirinya, dan belajar lagi."
    ),
    "start.waiting": (
        "Menyiapkan Siklus. Kali pertama, model dilatih dulu; ini dapat memakan waktu satu menit."
    ),
    "start.failed": "Siklus tidak dapat dijalankan dari sini.",
    "start.failed_advice": "Jalankan `siklus up` di terminal, baca pesannya, lalu muat ulang halaman ini.",
    "reload": "Muat ulang",
    "skip": "Langsung ke isi",
    "upload": "Pilih berkas",
    "try_again": "Coba lagi",
    "unknown": "–",
    # --- labels and levels ------------------------------------------------------------------------
    "label.positif": "Positif",
    "label.netral": "Netral",
    "label.negatif": "Negatif",
    "confidence.high": "sangat yakin",
    "confidence.good": "cukup yakin",
    "confidence.some": "agak ragu",
    "confidence.low": "ragu",
}
