"""The import of labelled data, in Indonesian."""

TEXTS: dict[str, str] = {
    "import.title": "Impor data berlabel",
    "import.note": (
        "Ulasan yang sudah berlabel membuat model mengenal bahasa pelanggan Anda. Isi berkas "
        "diperiksa dan ditampilkan dulu; tidak ada yang ditulis sebelum Anda menekan tombol impor."
    ),
    "import.file": "Berkas CSV atau JSON lines (UTF-8)",
    "import.format": (
        "Satu ulasan per baris, dengan satu kolom teks dan satu kolom label: {labels}. "
        "Kolom lain disimpan sebagai keterangan."
    ),
    "import.example": "Unduh contoh berkas",
    "import.text_column": "Kolom teks",
    "import.label_column": "Kolom label",
    "import.reading": "Memeriksa berkas …",
    "import.writing": "Mengimpor …",
    "import.preview": "Pratinjau.",
    "import.nothing_yet": "Belum ada yang ditulis.",
    "import.new": "Baru",
    "import.new_help": "Baris yang akan disimpan.",
    "import.duplicate": "Sudah ada",
    "import.duplicate_help": "Teks yang sama dengan label yang sama; dilewati.",
    "import.refused": "Ditolak",
    "import.refused_help": "Baris yang tidak bisa dipakai, dengan alasannya di bawah.",
    "import.mix": "Label baris baru",
    "import.mix_note": ("Label dari baris yang baru. Campuran yang sangat timpang membuat model condong."),
    "import.sample": "Contoh baris baru",
    "import.sample_note": (
        "Seperti yang akan disimpan: nama, nomor, dan alamat yang dikenali sudah disamarkan."
    ),
    "import.line": "Baris",
    "import.label": "Label",
    "import.text": "Teks",
    "import.reason": "Alasan",
    "import.none_refused": "Tidak ada baris yang ditolak.",
    "import.why_refused": "Yang ditolak, dan mengapa",
    "import.first_refused": "Yang tampil {n} baris pertama; jumlah di atas menghitung semuanya.",
    "import.reason.text_missing": "tidak ada teks",
    "import.reason.review_too_long": "teks lebih dari 5.000 karakter",
    "import.reason.review_unreadable": "memuat karakter yang bukan teks",
    "import.reason.unknown_label": "label bukan salah satu label di sini",
    "import.reason.label_contradicts": (
        "teks yang sama sudah ada dengan label lain; pilih dulu mana yang benar"
    ),
    "import.reason.data_unreadable": "baris rusak: jumlah kolom atau tanda kutipnya tidak cocok",
    "import.reason.column_missing": "baris tidak punya kolom teks atau label",
    "import.nothing_new": "Tidak ada baris baru untuk diimpor.",
    "import.now": "Impor {n} baris",
    "import.done": (
        "{added} baris diimpor, {duplicate} sudah ada, {refused} ditolak. Pelatihan ulang berikutnya "
        "memakainya."
    ),
}
