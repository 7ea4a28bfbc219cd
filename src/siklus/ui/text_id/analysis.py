"""The page *Analisis*, in Indonesian."""

TEXTS: dict[str, str] = {
    "analysis.title": "Analisis sentimen",
    "analysis.title_own": "Analisis teks",
    "analysis.intro": (
        "Tulis satu ulasan, keluhan, atau komentar. Model menjawab: positif, netral, atau negatif."
    ),
    "analysis.intro_own": "Tulis satu teks. Model menjawab dengan salah satu label: {labels}.",
    "analysis.mode": "Satu atau banyak ulasan",
    "analysis.mode.one": "Satu ulasan",
    "analysis.mode.many": "Banyak ulasan",
    "analysis.examples": "Contoh:",
    "analysis.example.positif": (
        "Pelayanannya ramah sekali, makanannya datang cepat, dan rasanya melebihi harapan kami sekeluarga."
    ),
    "analysis.example.netral": (
        "Toko ini buka dari pukul delapan pagi sampai sembilan malam, dan parkirnya ada di samping gedung."
    ),
    "analysis.example.negatif": (
        "Barang yang datang rusak, penjualnya tidak pernah membalas pesan, dan uang saya belum dikembalikan."
    ),
    "analysis.example_about.positif": "Isi kolom dengan contoh pujian untuk sebuah restoran.",
    "analysis.example_about.netral": "Isi kolom dengan contoh keterangan tentang sebuah toko.",
    "analysis.example_about.negatif": "Isi kolom dengan contoh keluhan tentang sebuah toko daring.",
    "analysis.field": "Teks ulasan",
    "analysis.placeholder": "Minimal 7 kata, misalnya pengalaman Anda dengan sebuah produk atau layanan.",
    "analysis.placeholder_own": "Minimal 7 kata.",
    "analysis.count.words": "{words} kata",
    "analysis.count.missing": "kurang {missing} kata lagi (minimal 7); ceritakan sedikit lebih banyak",
    "analysis.count.enough": "cukup untuk dinilai",
    "analysis.count.too_long": "terlalu panjang: ringkas {over} karakter lagi (maksimal 5.000)",
    "analysis.count.unreadable": "memuat karakter yang bukan teks; tempel ulang sebagai teks biasa",
    "analysis.consent": "Ya, ulasan ini boleh disimpan (disamarkan) untuk mengukur dan memperbaiki model.",
    "analysis.consent_short": (
        "Tanpa centang: ulasan dinilai, lalu dilupakan. Dengan centang: data pribadi di dalamnya disamarkan, "
        "Anda melihat hasilnya dulu, dan baru setelah Anda setuju ulasan disimpan."
    ),
    "analysis.consent_more": "Apa yang saya setujui?",
    "analysis.consent_version": "Versi pernyataan: {version}",
    "analysis.consent_away": (
        "Pernyataan persetujuan sedang tidak dapat dimuat, jadi ulasan tidak akan disimpan."
    ),
    "analysis.subject": "Nama atau nomor pelanggan Anda (tidak wajib)",
    "analysis.subject_help": (
        "Dipakai hanya agar ulasan Anda dapat ditemukan bila kelak Anda minta dihapus. "
        "Yang disimpan bukan isinya, melainkan sidik jarinya (hash berkunci)."
    ),
    "analysis.submit": "Analisis",
    "analysis.result": "Hasil",
    "analysis.confidence": "Keyakinan {share}: {words}.",
    "analysis.confidence_means": (
        "Artinya: dari 100 jawaban seyakin ini, kira-kira {right} benar. Sisanya keliru."
    ),
    "analysis.answered_by": "Dijawab model v{version} dalam {latency}.",
    "analysis.probabilities": "Peluang tiap label",
    "analysis.words": "Kata yang paling berpengaruh",
    "analysis.words_note": (
        "Bergaris bawah penuh dan bertanda +: mendukung jawaban **{label}**. Bergaris putus dan bertanda −: "
        "menentangnya. Makin pekat, makin kuat. Yang dinilai adalah teks yang sudah disamarkan."
    ),
    "analysis.words_strength": "Seberapa kuat tiap kata?",
    "analysis.words_chart_note": "Batang ke kanan mendukung jawaban, ke kiri menentangnya.",
    "analysis.words_none": "Tidak ada kata yang menonjol; model memutuskan dari gabungan kata-katanya.",
    "analysis.words_for": "mendukung",
    "analysis.words_against": "menentang",
    "analysis.stored": "Tersimpan. Teks disamarkan lebih dulu. Terima kasih atas izinnya.",
    "analysis.not_stored.no_consent": (
        "Tidak disimpan. Anda tidak memberi izin, jadi teks ini hilang begitu halaman ditutup."
    ),
    "analysis.not_stored.database_unavailable": (
        "Tidak disimpan. Anda sudah memberi izin, tetapi basis data sedang tidak terjangkau."
    ),
    "analysis.not_stored.other": "Tidak disimpan.",
    # --- what would be kept -------------------------------------------------------------------------
    "anonymised.title": "Beginilah ulasan Anda akan disimpan",
    "anonymised.replaced": "Disamarkan: {kinds}.",
    "anonymised.nothing": (
        "Tidak ada data pribadi yang dikenali. Nama tanpa sapaan tidak dapat dikenali; "
        "bila ada, ubah dulu teksnya."
    ),
    "anonymised.keep": "Simpan dan analisis",
    "anonymised.only": "Analisis tanpa menyimpan",
    "cancel": "Batal",
    "personal.nik": "NIK",
    "personal.npwp": "NPWP",
    "personal.phone": "nomor telepon",
    "personal.email": "alamat surel",
    "personal.url": "tautan",
    "personal.handle": "nama akun",
    "personal.card": "nomor kartu",
    "personal.account": "nomor rekening atau nomor panjang lain",
    "personal.plate": "pelat kendaraan",
    "personal.name": "nama",
    "withdraw.open": "Hapus dari simpanan",
    "withdraw.about": (
        "Izin Anda ditarik: teks ini, jawabannya, dan koreksi Anda dihapus, dan model berikutnya dilatih "
        "tanpanya. Ini tidak dapat diurungkan."
    ),
    "withdraw.now": "Ya, hapus sekarang",
    "withdraw.done": "Sudah dihapus. Ulasan ini tidak lagi tersimpan.",
    "feedback.question": "Apakah jawaban ini benar?",
    "feedback.right": "✓ Benar",
    "feedback.wrong": "✗ Salah",
    "feedback.which": "Label mana yang benar?",
    "feedback.waiting_right": "Anda menyatakan jawaban ini benar.",
    "feedback.waiting_wrong": "Koreksi Anda: {label}.",
    "feedback.waiting": (
        "Dikirim setelah {seconds} detik; sampai itu masih bisa diurungkan, sesudahnya tidak. "
        "Bila halaman ini ditutup sebelumnya, tidak ada yang dikirim."
    ),
    "feedback.undo": "Urungkan",
    "feedback.thanks_right": "Terima kasih. Jawaban ini Anda nyatakan benar.",
    "feedback.thanks_wrong": "Terima kasih. Koreksi Anda tercatat: {label}.",
    "feedback.impossible": "Koreksi hanya bisa dikirim untuk ulasan yang disimpan.",
    "history.title": "Riwayat Anda",
    "history.note": "Hanya terlihat oleh Anda dan hilang begitu halaman ini ditutup.",
    "history.empty": "Belum ada. Hasil analisis Anda akan muncul di sini.",
    "history.none_match": "Tidak ada yang cocok. Kosongkan pencarian atau pilih label lain.",
    "history.search": "Cari kata",
    "history.forget": "Kosongkan riwayat",
    "history.forget_help": "Hanya daftar ini yang dikosongkan; yang sudah disimpan tetap tersimpan.",
    "history.waiting": "segera dikirim",
    "history.erased": "sudah dihapus",
    "history.text": "Ulasan",
    "history.label": "Label",
    "history.confidence": "Keyakinan",
    "history.time": "Waktu",
    "history.stored": "Disimpan",
    "history.answer": "Jawaban Anda",
    "history.yes": "ya",
    "history.no": "tidak",
    "history.right": "benar",
    "history.corrected": "salah, seharusnya {label}",
    # --- many texts ---------------------------------------------------------------------------------
    "many.intro": (
        "Nilai banyak ulasan sekaligus, lalu unduh hasilnya. Hasil hanya terlihat oleh Anda dan hilang "
        "begitu halaman ini ditutup."
    ),
    "many.source": "Dari mana ulasannya?",
    "many.source.paste": "Tempel baris",
    "many.source.file": "Unggah CSV",
    "many.lines": "Satu ulasan per baris",
    "many.placeholder": "Tempel di sini, misalnya satu kolom dari lembar kerja.",
    "many.check": "Periksa",
    "many.file": "Berkas CSV dalam UTF-8, dengan baris judul, paling besar {megabytes} MB",
    "many.column": "Kolom yang berisi ulasan",
    "many.unreadable.encoding": "Berkas itu bukan UTF-8. Simpan ulang sebagai “CSV UTF-8”, lalu unggah lagi.",
    "many.unreadable.form": "Berkas itu tidak dapat dibaca sebagai CSV. Periksa tanda kutip dan pemisahnya.",
    "many.unreadable.empty": "Berkas itu tidak berisi baris. Baris pertama dibaca sebagai judul kolom.",
    "many.too_many": (
        "Ada {found} baris; di halaman ini paling banyak {most}. Bagi berkasnya, atau pakai `siklus score`."
    ),
    "many.checked": "**{good}** ulasan siap dinilai, **{bad}** akan dilewati.",
    "many.consent": "Ya, {count} ulasan ini boleh disimpan (disamarkan), dan saya berhak memberi izin itu.",
    "many.consent_short": (
        "Satu izin untuk semuanya. Tanpa centang: dinilai, lalu dilupakan. Tanyakan kepada penulisnya bila "
        "ulasan ini bukan milik Anda."
    ),
    "many.sample": "Beginilah tiga ulasan pertama akan disimpan",
    "many.begin": "Analisis {count} ulasan",
    "many.progress": "{done} dari {total} ulasan dinilai",
    "many.paused": "Berhenti di {done} dari {total}. Yang sudah dinilai tidak hilang.",
    "many.go_on": "Lanjutkan",
    "many.another": "Mulai dengan ulasan lain",
    "many.results": "Hasil",
    "many.judged": "Dinilai",
    "many.stored": "Disimpan",
    "many.skipped": "Dilewati",
    "many.mix": "Campuran label",
    "many.mix_note": (
        "Banyaknya ulasan untuk tiap label menurut model. Model kadang keliru, jadi baca sebagai perkiraan."
    ),
    "many.row": "Baris",
    "many.refused": "Dilewati: {count} baris",
    "many.refused_note": "Perbaiki baris ini di sumbernya, lalu nilai lagi. Baris lain tidak terpengaruh.",
    "many.why.empty": "Kosong.",
    "many.why.short": "Terlalu pendek: minimal 7 kata.",
    "many.why.long": "Terlalu panjang: maksimal 5.000 karakter.",
    "many.why.unreadable": "Memuat karakter yang bukan teks.",
}
