"""The page *Pemantauan*, in Indonesian."""

TEXTS: dict[str, str] = {
    "monitoring.title": "Pemantauan",
    "monitoring.intro": "Seberapa baik model bekerja, dan seberapa pasti kita mengetahuinya.",
    "monitoring.need_key": "Halaman ini memerlukan kunci peninjau.",
    "monitoring.need_key_advice": (
        "Isi kunci di bilah samping. Belum punya? Pengelola membuatnya dengan "
        "`siklus keys create --role reviewer`."
    ),
    "monitoring.period": "Periode",
    "monitoring.period.day": "24 jam",
    "monitoring.period.week": "7 hari",
    "monitoring.period.month": "30 hari",
    "monitoring.period.ever": "Semua",
    "monitoring.period.dates": "Tanggal…",
    "monitoring.dates": "Dari – sampai",
    "monitoring.dates_missing": "Pilih juga tanggal akhirnya.",
    "monitoring.version": "Versi model",
    "monitoring.every_version": "Semua versi",
    "monitoring.empty": "Belum ada prediksi tersimpan pada periode ini.",
    "monitoring.empty_advice": (
        "Pilih periode yang lebih panjang, atau kirim beberapa ulasan dengan persetujuan di halaman Analisis."
    ),
    "monitoring.active": "Model yang sedang menjawab: **v{version}**",
    "monitoring.no_active": "Belum ada model yang aktif. Latih versi pertama: `siklus train`.",
    "monitoring.predictions": "Prediksi tersimpan",
    "monitoring.latency": "Rata-rata waktu jawab",
    "monitoring.confidence": "Rata-rata keyakinan",
    "monitoring.drift": "Skor pergeseran",
    "monitoring.unstored": "Tidak disimpan",
    "monitoring.refused": "Ditolak",
    "monitoring.queue": "Menunggu ditinjau",
    "monitoring.new_labels": "Label baru",
    "monitoring.unstored_help": "Dijawab tetapi tidak disimpan; hanya dihitung.",
    "monitoring.refused_help": "Bukan ulasan yang bisa dinilai; hanya dihitung.",
    "monitoring.new_labels_help": "Label terverifikasi sejak pelatihan terakhir.",
    "monitoring.queue_help": "Prediksi yang menunggu label dari peninjau.",
    "monitoring.reasons": "Mengapa tidak disimpan atau ditolak",
    "monitoring.reason": "Alasan",
    "monitoring.kind": "Jenis",
    "monitoring.count": "Jumlah",
    "monitoring.labels": "Prediksi per label",
    "monitoring.labels_axis": "prediksi",
    "drift.too_little": "◌ belum cukup data",
    "drift.quiet": "● tenang",
    "drift.watch": "◆ perlu diperhatikan",
    "drift.shifted": "▲ bergeser",
    "drift.title": "Pergeseran teks",
    "drift.means.too_little": (
        "Belum cukup prediksi untuk mengatakan apa pun. Tunggu sampai lebih banyak ulasan masuk."
    ),
    "drift.means.quiet": (
        "Teks yang masuk dinilai model seperti teks latihannya. Tidak ada yang perlu dilakukan."
    ),
    "drift.means.watch": (
        "Ada perubahan yang nyata tetapi kecil. Belum tentu merugikan; audit yang menentukannya."
    ),
    "drift.means.shifted": (
        "Teks yang masuk berbeda jelas dari teks latihan. Itu belum berarti model salah. **Jawab audit yang "
        "menunggu:** pelatihan ulang diminta begitu ada cukup label dari sesudah pergeseran."
    ),
    "drift.since": "Bergeser sejak {when}.",
    "drift.detail": "{n} prediksi terbaru v{version}, diukur {when}.",
    "drift.older": (
        "Versi ini dibuat sebelum acuan lengkap disimpan: hanya probabilitas dan label yang dibandingkan."
    ),
    "drift.scale": (
        "Skor 0 berarti sama persis; 0,30 berarti sedikitnya 30 % teks lain dari teks latihan. "
        "Mulai 0,20 disebut bergeser."
    ),
    "drift.figures": "Apa yang berubah",
    "drift.figure.p_positif": "Peluang positif",
    "drift.figure.p_netral": "Peluang netral",
    "drift.figure.p_negatif": "Peluang negatif",
    "drift.figure.confidence": "Keyakinan",
    "drift.figure.words": "Panjang teks",
    "drift.figure.oov": "Kata tak dikenal",
    "drift.figure.labels": "Label jawaban",
    "drift.figure.language": "Bahasa",
    "drift.labels": "Perkiraan porsi label",
    "drift.labels_row": "{label}: {value}",
    "drift.labels_axis": "porsi",
    "drift.labels_note": (
        "Titik: perkiraan sekarang dengan selang 95 %. Garis tegak: pada teks latihan. Berlaku bila hanya "
        "campuran labelnya yang berubah; pada bahasa atau bidang lain, percayai audit."
    ),
    "drift.labels_said": "{label} {value} ({low} – {high}), dulu {before}",
    "drift.came": "Kata yang datang",
    "drift.went": "Kata yang pergi",
    "drift.word": "Kata",
    "drift.before": "Dulu",
    "drift.now": "Sekarang",
    "drift.no_words": "Tidak ada yang mencolok.",
    "drift.words_note": (
        "Porsi teks yang memuat kata itu dan, dalam kurung, jumlahnya: dulu dari {before} teks latihan, "
        "sekarang dari {now} teks. Kata dari kurang dari {least} teks tidak dihitung."
    ),
    "drift.errors_rose": "Galat menurut audit naik dari {before} menjadi {now} sejak {when}.",
    "drift.errors_fell": "Galat menurut audit turun dari {before} menjadi {now} sejak {when}.",
    "drift.errors_still": "Galat menurut {audits} audit tidak berubah nyata: {now}.",
    "drift.history": "Skor dari waktu ke waktu",
    "drift.history_score": "skor",
    "drift.history_said": "{when}: {score}, {level}",
    "accuracy.title": "Ketepatan",
    "accuracy.audits": "Menurut audit acak",
    "accuracy.audits_note": "{right} benar dari {answers} audit; selang 95 %: {low} – {high}.",
    "accuracy.audits_none": "Belum ada audit yang dijawab. Tanpa audit, ketepatan tidak diketahui.",
    "accuracy.answered": "Menurut yang menjawab (bias)",
    "accuracy.answered_note": (
        "{right} benar dari {answers} jawaban. Pembaca lebih sering menekan tombol saat model salah, "
        "jadi angka ini biasanya terlalu rendah. Jangan dipakai sebagai ketepatan."
    ),
    "accuracy.answered_none": "Belum ada pembaca yang menjawab.",
    "alerts.drift": (
        "Peringatan: teks untuk v{version} bergeser dalam beberapa jendela berturut-turut (skor {score})."
    ),
    "alerts.unproven": (
        "v{version} masih baru: lebih banyak jawabannya diaudit sampai cukup banyak yang diketahui."
    ),
    "alerts.rule": "Peringatan: {words}.",
    "alerts.other": "Peringatan: {kind} pada v{version}.",
    "versions.title": "Perbandingan versi",
    "versions.version": "Versi",
    "versions.state": "Keadaan",
    "versions.golden_accuracy": "Ketepatan uji",
    "versions.golden_f1": "Macro-F1 uji",
    "versions.audits": "Ketepatan audit",
    "versions.interval": "Selang 95 %",
    "versions.answers": "Audit",
    "versions.predictions": "Prediksi",
    "versions.created": "Dibuat",
    "versions.note": (
        "*Uji* diukur pada teks emas yang tidak pernah dilatihkan; "
        "*audit* pada prediksi nyata yang diambil acak."
    ),
    "versions.empty": "Belum ada versi.",
    "state.active": "● aktif",
    "state.archived": "○ arsip",
    "state.refused": "✗ ditolak gerbang",
    "state.waiting": "… menunggu bukti",
    "state.candidate": "◌ kandidat",
    "volume.by_version": "Prediksi per versi",
    "volume.by_day": "Prediksi per hari",
    "volume.day": "hari (UTC)",
    "volume.deployed": "Garis putus-putus: versi aktif berganti.",
    "latency.title": "Waktu jawab",
    "latency.threshold": "Ambang (ms)",
    "latency.minimum": "Tercepat",
    "latency.mean": "Rata-rata",
    "latency.maximum": "Terlama",
    "latency.above": "Di atas ambang",
    "latency.axis": "milidetik",
    "latency.chart": "Sebaran waktu jawab dalam milidetik dengan garis ambang pada {threshold}.",
    "refusal.review_too_short": "terlalu pendek",
    "refusal.review_too_long": "terlalu panjang",
    "refusal.review_unreadable": "tidak terbaca",
    "refusal.no_consent": "tanpa persetujuan",
    "refusal.database_unavailable": "basis data tak terjangkau",
}
