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
    "sidebar.needs.reviewer": "Halaman ini memerlukan kunci peninjau (*reviewer*) atau admin.",
    "sidebar.needs.admin": "Halaman ini memerlukan kunci admin.",
    "sidebar.key_kept": "Kunci hanya disimpan selama halaman ini terbuka.",
    "sidebar.key_built_in": "Halaman ini sudah memakai kunci dari pengelola; tidak perlu diisi.",
    "sidebar.forget": "Keluar",
    "sidebar.sign_in": "Masuk dengan akun",
    "sidebar.no_token": (
        "Anda sudah masuk, tetapi tokennya tidak diteruskan. Pengelola perlu menambah "
        '`expose_tokens = "id"` di secrets.toml.'
    ),
    "sidebar.unchecked": "Kunci belum bisa diperiksa: layanan tidak menjawab.",
    "role.client": "Klien",
    "role.reviewer": "Peninjau",
    "role.admin": "Admin",
    "role.may.client": "Boleh menilai ulasan dan mengoreksi hasilnya.",
    "role.may.reviewer": "Boleh juga meninjau ulasan dan melihat semua angka.",
    "role.may.admin": "Boleh semuanya: model, data, kunci, dan penghapusan.",
    "sidebar.about": (
        "Siklus menilai ulasan berbahasa Indonesia, menerima koreksi, mengukur dirinya, dan belajar lagi."
    ),
    "sidebar.about_own": (
        "Siklus memberi label pada teks, menerima koreksi, mengukur dirinya, dan belajar lagi."
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
