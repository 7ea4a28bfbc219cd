"""A version on trial, in Indonesian."""

TEXTS: dict[str, str] = {
    "trial.title": "Versi dalam uji coba",
    "trial.note": (
        "Sebuah versi bisa menilai teks yang tersimpan tanpa didengar (bayangan), lalu menjawab sebagian"
        " permintaan (kenari). Audit lalu menilai kedua versi pada teks yang sama."
    ),
    "trial.none": "Tidak ada versi dalam uji coba.",
    "trial.runs.shadow": (
        "v{version} menjadi bayangan v{champion} sejak {at}, dimulai oleh {actor}. Jawabannya tidak "
        "ditampilkan."
    ),
    "trial.runs.canary": (
        "v{version} menjawab {share} permintaan, v{champion} sisanya; sejak {at}, dimulai oleh {actor}."
    ),
    "trial.scored": "Teks yang dinilai keduanya",
    "trial.scored_help": "Hanya teks yang disimpan dengan izin.",
    "trial.audits": "Audit",
    "trial.audits_help": "Audit teks-teks itu yang sudah dijawab. Hanya audit yang menentukan.",
    "trial.right": "v{version} benar",
    "trial.no_audits": (
        "Belum ada teks yang dinilai keduanya dan sudah diaudit: jawab audit di antrean tinjauan."
    ),
    "trial.figures": (
        "Hanya v{version} yang benar pada {won}, hanya v{champion} pada {lost} (McNemar, p = {p}). Bukti"
        " bahwa ia lebih buruk {harm}, lebih baik {gain}; {limit} sudah menentukan."
    ),
    "trial.finding.open": "Itu belum menentukan apa-apa.",
    "trial.finding.worse": "**v{version} lebih buruk.** Worker akan menghentikannya.",
    "trial.finding.better": "**v{version} lebih baik.** Aktifkan di *Ganti versi*.",
    "trial.finding.unharmed": (
        "v{version} sudah cukup lama sama baiknya: aktifkan, atau tunggu lebih banyak audit."
    ),
    "trial.which": "Versi yang dicoba",
    "trial.mode": "Cara",
    "trial.mode.shadow": "bayangan: menilai tanpa didengar",
    "trial.mode.canary": "kenari: menjawab sebagian",
    "trial.share": "Bagian untuk kenari",
    "trial.confirm": "Saya yakin: mulai uji coba; yang sedang berjalan berakhir.",
    "trial.begin": "Mulai uji coba",
    "trial.begun.shadow": "v{version} sekarang menjadi bayangan.",
    "trial.begun.canary": "v{version} sekarang menjawab {share} permintaan.",
    "trial.end": "Akhiri uji coba",
    "trial.end_confirm": "Saya yakin: versi aktif menjawab semuanya lagi.",
    "trial.ended": "Uji coba v{version} berakhir.",
    "trial.past": "Uji coba sebelumnya",
    "trial.against": "Melawan",
    "trial.from": "Dari",
    "trial.to": "Sampai",
    "trial.outcome": "Akhir",
    "trial.outcome.promoted": "▲ menjadi aktif",
    "trial.outcome.stopped": "■ diakhiri dengan tangan",
    "trial.outcome.replaced": "↷ diganti uji coba lain",
    "trial.outcome.overtaken": "↷ versi lain menjadi aktif",
    "trial.outcome.erased": "↷ ia memuat data yang sudah dihapus",
    "trial.outcome.worse": "✗ lebih buruk menurut audit",
    "trial.outcome.broken": "! rusak",
}
