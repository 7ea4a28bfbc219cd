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
    "monitoring.no_active": (
        "Belum ada model yang aktif. Latih versi pertama: `siklus train` (dengan label sendiri: `siklus "
        "train --data BERKAS.csv`)."
    ),
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
    "monitoring.labels_note": (
        "Campuran label menurut model; yang sebenarnya dapat berbeda (lihat perkiraan porsi label di atas)."
    ),
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
    "drift.figures_note": (
        "Makin panjang batang, makin jauh dari teks latihannya. Garis putus-putus: dari sini "
        "disebut bergeser."
    ),
    "drift.chance": "Peluang {label}",
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
    "drift.history_note": "Satu titik per pengukuran. Di atas garis putus-putus disebut bergeser.",
    "drift.history_score": "skor",
    "drift.history_said": "{when}: {score}, {level}",
    "accuracy.title": "Ketepatan",
    "accuracy.axis": "ketepatan",
    "accuracy.interval": "Selang 95 %: {low} – {high}.",
    "accuracy.combined": "Audit + jawaban pembaca",
    "accuracy.combined_note": (
        "Perkiraan terbaik dari {n} jawaban: kebiasaan pembaca menekan tombol diketahui dari audit."
    ),
    "accuracy.combined_none": "Belum ada audit yang dijawab, jadi arti jawaban pembaca belum diketahui.",
    "accuracy.audited": "Audit saja",
    "accuracy.audited_note": "Dari {n} prediksi yang diambil acak. Selalu adil, tetapi lebar selama sedikit.",
    "accuracy.audited_none": "Belum ada audit yang dijawab. Tanpa audit, ketepatan tidak diketahui.",
    "accuracy.label_free": "Tanpa label",
    "accuracy.label_free_note": "Keyakinan model atas {n} prediksi. Pandangan pertama, bukan ukuran.",
    "accuracy.label_free_none": "Belum ada prediksi.",
    "accuracy.unchecked": "Belum pernah dibandingkan dengan audit.",
    "accuracy.checked": "Pada {blocks} blok yang diaudit, melesetnya {error} poin.",
    "accuracy.volunteered_note": (
        "Dari {n} pembaca yang menjawab, {value} berkata benar. Angka ini bias: pembaca lebih sering menekan "
        "tombol saat model salah. Jangan dipakai sebagai ketepatan."
    ),
    "accuracy.over_time": "Ketepatan dari waktu ke waktu",
    "accuracy.over_time_none": (
        "Grafik dari hari ke hari muncul setelah ada audit yang dijawab di halaman Tinjau."
    ),
    "accuracy.over_time_note": "Titik: perkiraan; garis: selang 95 %. Menurut hari prediksinya.",
    "accuracy.label": "Label",
    "accuracy.precision": "Presisi",
    "accuracy.precision_audits": "Presisi, audit saja",
    "accuracy.recall": "Recall",
    "accuracy.labels_note": (
        "*Presisi*: dari yang ditampilkan dengan label ini, berapa yang memang begitu. *Recall*: dari yang "
        "memang berlabel ini menurut audit, berapa yang ditemukan model. Dalam kurung: selang 95 %."
    ),
    "coverage.verified": "Label terverifikasi",
    "coverage.verified_help": "Prediksi yang diberi label oleh audit atau peninjau.",
    "coverage.audits": "Audit dijawab",
    "coverage.audits_help": "Dari prediksi yang terpilih untuk audit.",
    "coverage.readers": "Dijawab pembaca",
    "coverage.readers_help": "Prediksi yang dinilai pembacanya atas kemauan sendiri, jadi bukan sampel adil.",
    "coverage.delay": "Tunda label",
    "coverage.delay_help": (
        "Dari prediksi sampai label audit atau peninjau: setengahnya tiba dalam waktu ini, sembilan dari "
        "sepuluh dalam {p90}."
    ),
    "coverage.delay_none": "Belum ada label dari audit atau peninjau.",
    "duration.minutes": "{n} mnt",
    "duration.hours": "{n} jam",
    "duration.days": "{n} hari",
    "download": "Unduh data (CSV)",
    "monitoring.channel": "Saluran",
    "monitoring.every_channel": "Semua saluran",
    "monitoring.live": "Segarkan sendiri",
    "monitoring.live_help": "Setiap 10 detik.",
    "state.known": (
        "Model **v{version}** benar pada **{value}** ulasan ({low} – {high}), {drift}, {audited} diaudit."
    ),
    "state.unknown": (
        "Model **v{version}** sedang menjawab. Belum ada audit yang dijawab, jadi seberapa sering ia benar "
        "belum diketahui; {drift}."
    ),
    "state.drift.too_little": "pergeseran belum terukur",
    "state.drift.quiet": "stabil",
    "state.drift.watch": "bahasanya mulai bergeser",
    "state.drift.shifted": "bahasanya bergeser",
    "same_rows.title": "Dua versi pada ulasan yang sama",
    "same_rows.a": "Versi A",
    "same_rows.b": "Versi B",
    "same_rows.compare": "Bandingkan",
    "same_rows.wait": "Kedua model sedang menilai ulasan yang sama …",
    "same_rows.golden": "Teks emas",
    "same_rows.audited": "Teks yang diaudit sejak {since}",
    "same_rows.none": "belum ada.",
    "same_rows.figures": (
        "{a} benar pada {a_share}, {b} pada {b_share} dari {n}; selisih {difference} poin "
        "({low} sampai {high}), p = {p}."
    ),
    "same_rows.differ": "Bedanya nyata.",
    "same_rows.alike": "Bedanya bisa saja kebetulan.",
    "same_rows.note": (
        "Angka di tabel berasal dari minggu yang berlainan. Di sini kedua versi menilai ulasan yang sama, "
        "yang tidak pernah dipelajari keduanya."
    ),
    "alerts.drift": (
        "Peringatan: teks untuk v{version} bergeser dalam beberapa jendela berturut-turut (skor {score})."
    ),
    "alerts.unproven": (
        "v{version} masih baru: lebih banyak jawabannya diaudit sampai cukup banyak yang diketahui."
    ),
    "alerts.rule": "Peringatan: {words}.",
    "alerts.other": "Peringatan: {kind} pada v{version}.",
    "alerts.past": "Peringatan yang sudah selesai ({count})",
    "alerts.what": "Yang terjadi",
    "alerts.from": "Sejak",
    "alerts.until": "Sampai",
    "versions.title": "Perbandingan versi",
    "versions.version": "Versi",
    "versions.state": "Keadaan",
    "versions.golden_accuracy": "Ketepatan uji",
    "versions.golden_f1": "Macro-F1 uji",
    "versions.estimate": "Audit + jawaban",
    "versions.audits": "Audit saja",
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
    "volume.by_version_note": "Berapa banyak prediksi tersimpan yang dijawab tiap versi dalam periode ini.",
    "volume.by_day": "Prediksi per hari",
    "volume.by_day_note": "Prediksi yang disimpan tiap hari, ditumpuk menurut versi.",
    "volume.day": "hari (UTC)",
    "volume.deployed": "Garis putus-putus: versi aktif berganti.",
    "latency.title": "Waktu jawab",
    "latency.threshold": "Ambang (ms)",
    "latency.note": (
        "Setinggi apa batang, sebanyak itu prediksi dijawab dalam waktu itu. Jingga: di atas ambang."
    ),
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
