"""A gate's report, in Indonesian."""

TEXTS: dict[str, str] = {
    "gate.candidate": "kandidat",
    "gate.state.passed": "lolos",
    "gate.state.failed": "gagal",
    "gate.state.waits": "menunggu",
    "gate.state.skipped": "tidak dinilai",
    "gate.verdict.accept": (
        "{version} lebih baik dan lolos semua pemeriksaan, jadi ia menjawab: dari {n} label baru "
        "hanya ia yang benar pada {won}, hanya model aktif pada {lost}."
    ),
    "gate.verdict.accept_only": (
        "{version} lebih baik dan lolos semua pemeriksaan, tetapi ia tidak jadi menjawab karena versi "
        "aktif berganti lebih dulu."
    ),
    "gate.verdict.refuse": "{version} ditolak karena gagal pada: {failed}. Model aktif tetap menjawab.",
    "gate.verdict.refuse_gain": (
        "{version} ditolak karena lebih buruk pada {n} label baru. Model aktif tetap menjawab."
    ),
    "gate.verdict.wait": (
        "{version} belum dipasang karena buktinya belum cukup; ia dinilai lagi setelah ada label "
        "baru. Model aktif tetap menjawab."
    ),
    "gate.check.golden": "Teks emas",
    "gate.check.recall": "Setiap label",
    "gate.check.behaviour": "Uji perilaku",
    "gate.check.slices": "Setiap jenis teks",
    "gate.check.audits": "Audit",
    "gate.check.enough": "Bukti yang cukup",
    "gate.check.gain": "Lebih baik pada label baru",
    "gate.means.golden": (
        "Pada teks acuan yang tidak pernah dipakai belajar, kandidat tidak boleh jauh lebih buruk."
    ),
    "gate.means.recall": "Tidak ada label yang boleh mulai terlewat, walau rata-ratanya naik.",
    "gate.means.behaviour": 'Kasus yang harus bisa dijawab model apa pun, misalnya "tidak bagus".',
    "gate.means.slices": "Teks pendek, gaul, atau dari satu bidang tidak boleh menjadi korban.",
    "gate.means.audits": "Teks yang dipilih acak lalu dilabeli peninjau: bukti yang paling jujur.",
    "gate.means.enough": "Dengan terlalu sedikit label baru, selisih apa pun bisa kebetulan.",
    "gate.means.gain": "Kandidat hanya dipasang bila jelas lebih baik, bukan sekadar sama.",
    "gate.needed": "Yang kurang:",
    "gate.golden_none": "Tidak ada teks emas untuk membandingkan.",
    "gate.recall": "Yang paling berubah ke bawah: {label}, {change} poin.",
    "gate.behaviour_none": "Laporan ini tidak memuatnya.",
    "gate.audits_none": "Belum ada audit di antara label baru.",
    "gate.slices_none": "Belum ada jenis teks dengan cukup contoh untuk dinilai tersendiri.",
    "gate.gain.none": "Baru dinilai setelah buktinya cukup.",
    "gate.gain.figures": (
        "Dari {n} label baru hanya kandidat yang benar pada {won}, hanya model aktif pada {lost}; "
        "kenaikan peluang {z} galat baku."
    ),
    "gate.gain.needed": "kenaikan {bound} galat baku; yang terukur {z}.",
    "gate.chart": "Perubahan kandidat terhadap model aktif",
    "gate.chart_axis": "poin",
    "gate.chart_caption": (
        "Titik: perubahan dalam poin persen, kanan berarti kandidat lebih baik. Garis biru: selang 90 "
        "%. Palang jingga: batas yang tidak boleh terlewati."
    ),
    "gate.bar.golden": "Teks emas (macro-F1)",
    "gate.bar.recall": "Recall {label}",
    "gate.bar.behaviour": "Uji perilaku",
    "gate.bar.slice": "Terburuk: {slice}",
    "gate.bar.audits": "Audit",
    "gate.bar.fresh": "Label baru, tanpa bobot",
    "gate.slice_kind.length": "panjang",
    "gate.slice_kind.domain": "bidang",
    "gate.slice_kind.register": "ragam",
    "gate.slice_kind.language": "bahasa",
    "gate.slice_kind.label": "label",
    "gate.slice.short": "pendek",
    "gate.slice.medium": "sedang",
    "gate.slice.long": "panjang",
    "gate.part.golden": "emas",
    "gate.part.fresh": "baru",
    "gate.statistics": "Semua angka, untuk ahli statistik",
    "gate.methods": (
        "Teks emas: bootstrap berpasangan 2.000 ulangan, 90 % tengah dari perubahan macro-F1. Uji "
        "perilaku, audit, dan jenis teks: McNemar eksak satu sisi; jenis teks dengan koreksi "
        "Bonferroni. Label baru: jawaban kandidat di luar lipatan latihnya, jawaban sukarela diberi "
        "bobot 1/r bila model yang tampil salah (r = `click_ratio`); kenaikan log-peluang per label "
        "terhadap galat bakunya, dengan batas yang dibagi atas semua penilaian sejak pemasangan "
        "terakhir. Selang pada gambar untuk hitungan berpasangan: ±1,645 √(menang + kalah) / n."
    ),
    "gate.download": "Unduh laporan (JSON)",
    "gate.slices_kind": "Jenis teks",
    "gate.slices_won": "Menang",
    "gate.slices_lost": "Kalah",
    "gate.slices_change": "Perubahan (poin)",
}
