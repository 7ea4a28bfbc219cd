"""The page *Analisis*, in Indonesian."""

TEXTS: dict[str, str] = {
    "analysis.title": "Analisis sentimen",
    "analysis.intro": (
        "Tulis satu ulasan, keluhan, atau komentar. Model menjawab: positif, netral, atau negatif."
    ),
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
    "analysis.field": "Teks ulasan",
    "analysis.placeholder": "Minimal 7 kata, misalnya pengalaman Anda dengan sebuah produk atau layanan.",
    "analysis.count.words": "{words} kata",
    "analysis.count.missing": "kurang {missing} kata lagi (minimal 7)",
    "analysis.count.enough": "cukup untuk dinilai",
    "analysis.count.too_long": "terlalu panjang: kelebihan {over} karakter (maksimal 5.000)",
    "analysis.consent": "Ya, ulasan ini boleh disimpan (disamarkan) untuk mengukur dan memperbaiki model.",
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
    "analysis.answered_by": "Dijawab model v{version} dalam {latency}.",
    "analysis.probabilities": "Peluang tiap label",
    "analysis.words": "Kata yang paling berpengaruh",
    "analysis.words_note": "Biru mendukung jawaban **{label}**, jingga menentangnya.",
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
    "feedback.question": "Apakah jawaban ini benar?",
    "feedback.right": "✓ Benar",
    "feedback.wrong": "✗ Salah",
    "feedback.which": "Label mana yang benar?",
    "feedback.send": "Kirim koreksi",
    "feedback.choose": "Pilih dulu label yang benar.",
    "feedback.thanks_right": "Terima kasih. Jawaban ini Anda nyatakan benar.",
    "feedback.thanks_wrong": "Terima kasih. Koreksi Anda tercatat: {label}.",
    "feedback.impossible": "Koreksi hanya bisa dikirim untuk ulasan yang disimpan.",
    "history.title": "Riwayat Anda",
    "history.note": "Hanya terlihat oleh Anda dan hilang begitu halaman ini ditutup.",
    "history.empty": "Belum ada. Hasil analisis Anda akan muncul di sini.",
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
}
