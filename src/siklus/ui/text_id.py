"""Every word of the interface in Indonesian. `text_en.py` has the same keys; a test says so."""

TEXTS: dict[str, str] = {
    # --- frame ----------------------------------------------------------------------------------
    "app.title": "Siklus",
    "nav.analysis": "Analisis",
    "nav.monitoring": "Pemantauan",
    "nav.model": "Model",
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
    "unknown": "–",
    # --- labels and levels ------------------------------------------------------------------------
    "label.positif": "Positif",
    "label.netral": "Netral",
    "label.negatif": "Negatif",
    "confidence.high": "sangat yakin",
    "confidence.good": "cukup yakin",
    "confidence.some": "agak ragu",
    "confidence.low": "ragu",
    # --- analysis ---------------------------------------------------------------------------------
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
    # --- monitoring -------------------------------------------------------------------------------
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
    "drift.title": "Pergeseran bahasa",
    "drift.means.too_little": (
        "Belum cukup prediksi untuk mengatakan apa pun. Pergeseran diukur setiap kali satu jendela penuh."
    ),
    "drift.means.quiet": (
        "Teks yang masuk dinilai model seperti teks latihannya. Tidak ada yang perlu dilakukan."
    ),
    "drift.means.watch": (
        "Ada perubahan yang nyata tetapi kecil. Belum tentu merugikan; audit yang menentukannya."
    ),
    "drift.means.shifted": (
        "Teks yang masuk berbeda jelas dari teks latihan. Itu belum berarti model salah: porsi audit "
        "dinaikkan, dan pelatihan ulang diminta begitu ada label baru."
    ),
    "drift.detail": "Jendela terakhir: {n} prediksi v{version}, {when}.",
    "drift.scale": "Skor 0 berarti sama persis, 1 berarti sama sekali lain; mulai 0,20 disebut bergeser.",
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
    # --- model ------------------------------------------------------------------------------------
    "model.title": "Model",
    "model.intro": "Versi-versi model: dari mana asalnya, mana yang menjawab, dan bagaimana menggantinya.",
    "model.need_key": "Halaman ini memerlukan kunci admin.",
    "model.need_key_advice": (
        "Isi kunci di bilah samping. `siklus up` menampilkannya sekali pada pemakaian pertama; "
        "yang baru dibuat dengan `siklus keys create --role admin`."
    ),
    "model.tab.versions": "Versi",
    "model.tab.retraining": "Pelatihan ulang",
    "model.tab.switch": "Ganti versi",
    "model.empty": "Belum ada model. Latih versi pertama: `siklus train`, lalu muat ulang halaman ini.",
    "model.parent": "Induk",
    "model.card": "Kartu model",
    "model.card_of": "Tampilkan kartu",
    "model.card_language": "Kartu model ditulis dalam bahasa Inggris.",
    "model.deployments": "Riwayat pemasangan",
    "model.deployments_empty": "Belum ada pemasangan.",
    "deployment.at": "Waktu",
    "deployment.action": "Tindakan",
    "deployment.change": "Perubahan",
    "deployment.reason": "Alasan",
    "deployment.actor": "Oleh",
    "action.first": "versi pertama",
    "action.deploy": "lolos gerbang",
    "action.activate": "diaktifkan dengan tangan",
    "action.rollback": "dikembalikan",
    "switch.reason": "Alasan",
    "switch.reason_placeholder": "Tercatat selamanya di riwayat pemasangan.",
    "switch.reason_missing": "Tulis dulu alasannya.",
    "switch.confirm_missing": "Centang dulu kotak konfirmasi.",
    "switch.activate": "Aktifkan versi",
    "switch.activate_note": (
        "Versi yang dipilih langsung menjawab semua permintaan. Versi sekarang masuk arsip."
    ),
    "switch.activate_which": "Versi yang diaktifkan",
    "switch.activate_confirm": "Saya yakin: ganti versi yang menjawab.",
    "switch.activate_only": "Tidak ada versi lain untuk diaktifkan.",
    "switch.activated": "v{version} sekarang aktif.",
    "switch.rollback": "Kembalikan",
    "switch.rollback_title": "Kembali ke versi sebelumnya",
    "switch.rollback_note": "Mengaktifkan lagi versi yang menjawab tepat sebelum v{version}.",
    "switch.rollback_confirm": "Saya yakin: kembali ke versi sebelumnya.",
    "switch.rolled_back": "Kembali ke v{version}.",
    "retrain.title": "Latih ulang sekarang",
    "retrain.note": (
        "Kandidat dilatih dari data lama dan baru, lalu diadu dengan model aktif. Gerbang yang memutuskan; "
        "bila kandidat tidak lebih baik, tidak ada yang berubah."
    ),
    "retrain.reason": "Alasan",
    "retrain.reason_placeholder": "Misalnya: produk baru, banyak keluhan tentang pengiriman.",
    "retrain.start": "Latih ulang",
    "retrain.started": "Pelatihan ulang masuk antrean.",
    "retrain.under_way": "Pelatihan ulang sedang berjalan; yang berikutnya bisa dimulai setelah selesai.",
    "run.state.not_needed": "tidak perlu",
    "run.state.queued": "menunggu giliran",
    "run.state.snapshot": "mengambil data",
    "run.state.train": "melatih kandidat",
    "run.state.gate": "menguji di gerbang",
    "run.state.deploy": "memasang",
    "run.state.done": "selesai",
    "run.step": "Langkah {step} dari {steps}: {state}",
    "run.title": "Daftar pelatihan ulang",
    "run.empty": "Belum pernah ada pelatihan ulang.",
    "run.header": "{when} · {outcome}",
    "run.outcome.deployed": "▲ dipasang",
    "run.outcome.refused": "✗ ditolak gerbang",
    "run.outcome.waiting": "… menunggu bukti",
    "run.outcome.overtaken": "↷ didahului pergantian lain",
    "run.outcome.failed": "! gagal",
    "run.outcome.running": "⟳ berjalan",
    "run.by": "Diminta oleh {actor} karena: {reasons}.",
    "run.candidate": "Kandidat: v{version}.",
    "run.failed": (
        "Pelatihan berhenti karena galat; model aktif tidak berubah. Rincian ada di catatan worker."
    ),
    "run.no_gate": "Gerbang belum memutuskan.",
    "trigger.manual": "diminta dengan tangan",
    "trigger.accuracy": "ketepatan audit turun",
    "trigger.drift": "bahasa bergeser",
    "trigger.labels": "cukup label baru",
    "trigger.age": "sudah lama tidak dilatih",
    "gate.accept": "**Diterima.** Kandidat lebih baik, jadi dipasang.",
    "gate.refuse": "**Ditolak.** Kandidat tidak lebih baik atau merusak sesuatu, jadi model aktif tetap.",
    "gate.wait": "**Menunggu.** Buktinya belum cukup; kandidat dinilai lagi setelah ada label baru.",
    "gate.golden": (
        "Pada {n} teks emas: macro-F1 {active} (aktif) → {candidate} (kandidat), "
        "perubahan {change} (selang 90 %: {low} … {high})."
    ),
    "gate.fresh": (
        "Pada {n} label baru: kandidat menang {won}, kalah {lost}; selisih berbobot {net} ({z} galat baku)."
    ),
    "gate.fresh_none": "Tidak ada label baru untuk dibandingkan.",
    "gate.reason.golden": "macro-F1 pada teks emas bisa turun {amount} (batas {margin})",
    "gate.reason.recall": "recall {label} turun {amount} (batas {margin})",
    "gate.reason.few": "baru {found} label baru; perlu {needed}",
    "gate.reason.alike": "kedua versi berbeda pada {found} label baru saja; perlu {needed}",
    "gate.reason.gain": "selisih bersih {net} label berbobot, {z} galat baku",
    "gate.reason.no_golden": "tidak ada teks emas untuk membandingkan",
    # --- errors: what happened, and what to do ------------------------------------------------------
    "error.unreachable": (
        "Layanan Siklus tidak menjawab di {address}. Pastikan ia berjalan (`siklus up` atau `siklus api`), "
        "lalu muat ulang halaman ini."
    ),
    "error.unknown": "Permintaan ditolak: {detail}",
    "error.review_too_short": "Ulasan terlalu pendek: minimal 7 kata. Tulis satu atau dua kalimat lengkap.",
    "error.review_too_long": (
        "Ulasan terlalu panjang: maksimal 5.000 karakter. Ringkas, atau kirim bagian demi bagian."
    ),
    "error.review_unreadable": "Ulasan memuat karakter yang bukan teks. Salin ulang sebagai teks biasa.",
    "error.text_missing": "Belum ada teks. Tulis ulasannya dulu.",
    "error.unknown_label": "Label tidak dikenal. Pilih positif, netral, atau negatif.",
    "error.label_missing": "Pilih dulu label yang benar.",
    "error.label_contradicts": "Label itu sama dengan jawaban model. Pilih label lain, atau tekan Benar.",
    "error.prediction_not_found": "Prediksi ini tidak lagi tersimpan, jadi tidak bisa dikoreksi.",
    "error.feedback_token_invalid": (
        "Koreksi ini tidak cocok dengan prediksinya. Analisis ulang teksnya, lalu coba lagi."
    ),
    "error.already_answered": "Prediksi ini sudah Anda jawab; jawaban pertama yang berlaku.",
    "error.not_enough_data": "Data berlabel belum cukup. Impor lebih banyak: `siklus import BERKAS.csv`.",
    "error.version_not_found": "Versi itu tidak ada. Muat ulang halaman dan pilih lagi.",
    "error.no_active_version": "Belum ada model yang aktif. Latih versi pertama: `siklus train`.",
    "error.version_not_servable": "Versi itu sudah aktif atau tidak bisa dipakai. Pilih versi lain.",
    "error.nothing_to_roll_back_to": "Tidak ada versi sebelumnya. Aktifkan versi lain dengan tangan.",
    "error.deployment_raced": (
        "Orang lain baru saja mengganti versi aktif. Muat ulang halaman, lalu putuskan lagi."
    ),
    "error.run_not_found": "Pelatihan itu tidak ada. Muat ulang halaman.",
    "error.retraining_under_way": "Pelatihan ulang lain sedang berjalan. Tunggu sampai selesai.",
    "error.key_missing": "Halaman ini memerlukan kunci. Isi kunci di bilah samping.",
    "error.key_unknown": (
        "Kunci itu tidak dikenal atau sudah dicabut. "
        "Periksa salinannya, atau minta kunci baru kepada pengelola."
    ),
    "error.role_too_low": (
        "Kunci itu sah, tetapi perannya kurang. Pakai kunci peninjau (Pemantauan) atau admin (Model)."
    ),
    "error.database_unavailable": "Basis data sedang tidak terjangkau. Coba lagi sebentar lagi.",
    "error.database_outdated": (
        "Basis data belum diperbarui. Pengelola perlu menjalankan `siklus db upgrade`."
    ),
    "error.artefact_missing": "Berkas model itu hilang. Pulihkan dari cadangan, atau pilih versi lain.",
    "error.artefact_damaged": "Berkas model itu rusak. Pulihkan dari cadangan, atau pilih versi lain.",
    "error.artefact_from_other_libraries": (
        "Model itu dilatih dengan pustaka versi lain. Latih ulang dengan `siklus train`, lalu aktifkan."
    ),
    "error.reply_unreadable": "Alamat itu tidak menjawab seperti layanan Siklus. Periksa SIKLUS_API_URL.",
    "error.too_many_requests": (
        "Terlalu banyak permintaan dari alamat Anda. Tunggu satu menit, lalu coba lagi."
    ),
    "error.not_ready": "Layanan belum siap menjawab. Tunggu beberapa detik, lalu coba lagi.",
    "error.internal_error": "Ada kesalahan di layanan. Beri tahu pengelola nomor kejadian ini: {incident}.",
    "error.body_invalid": (
        "Isian tidak dapat diterima. Periksa lagi: jangan kosong dan jangan terlalu panjang."
    ),
    "error.parameter_invalid": "Pilihan itu tidak dapat diterima. Muat ulang halaman dan pilih lagi.",
    "error.body_too_large": "Permintaan terlalu besar. Ringkas teksnya.",
}
