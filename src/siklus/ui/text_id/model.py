"""The page *Model*, in Indonesian."""

TEXTS: dict[str, str] = {
    "model.title": "Model",
    "model.intro": "Versi-versi model: dari mana asalnya, mana yang menjawab, dan bagaimana menggantinya.",
    "model.need_key": "Halaman ini memerlukan kunci admin.",
    "model.need_key_advice": (
        "Isi kunci di bilah samping. `siklus up` menampilkannya sekali pada pemakaian pertama; "
        "yang baru dibuat dengan `siklus keys create --role admin`."
    ),
    "model.tab.versions": "Versi",
    "model.tab.retraining": "Pelatihan ulang",
    "model.tab.trial": "Uji coba",
    "model.tab.switch": "Ganti versi",
    "model.empty": (
        "Belum ada model. Latih versi pertama: `siklus train` (dengan label sendiri: `siklus train "
        "--data BERKAS.csv`), lalu muat ulang halaman ini."
    ),
    "model.parent": "Induk",
    "model.behaviour": "Uji perilaku",
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
    "run.outcome.canary": "◐ menjawab sebagian dulu",
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
    "trigger.erasure": "versi aktif memuat data yang sudah dihapus",
    "trigger.accuracy": "ketepatan audit turun",
    "trigger.estimate": "perkiraan ketepatan turun, dan audit membenarkannya",
    "trigger.decline": "galat audit naik",
    "trigger.drift": "bahasa bergeser",
    "trigger.labels": "cukup label baru",
    "trigger.age": "sudah lama tidak dilatih",
    "gate.golden": (
        "Pada {n} teks emas: macro-F1 {active} (aktif) → {candidate} (kandidat), "
        "perubahan {change} (selang 90 %: {low} … {high})."
    ),
    "gate.fresh": (
        "Pada {n} label baru: kandidat menang {won}, kalah {lost}; selisih berbobot {net} ({z} galat baku)."
    ),
    "gate.fresh_none": "Tidak ada label baru untuk dibandingkan.",
    "gate.behaviour": (
        "Pada {n} kasus perilaku: lulus {active} (aktif) → {candidate} (kandidat); "
        "kandidat menang {won}, kalah {lost}."
    ),
    "gate.reason.golden": "macro-F1 pada teks emas bisa turun {amount} (batas {margin})",
    "gate.reason.recall": "recall {label} turun {amount} (batas {margin})",
    "gate.reason.behaviour": (
        "kasus perilaku yang lulus turun dari {active} ke {candidate} "
        "({lost} hilang, {won} bertambah, p = {p})"
    ),
    "gate.reason.few": "baru {found} label baru; perlu {needed}",
    "gate.reason.alike": "kedua versi berbeda pada {found} label baru saja; perlu {needed}",
    "gate.reason.gain": "selisih bersih {net} label berbobot, {z} galat baku",
    "gate.audits": (
        "Pada {n} audit saja: kandidat menang {won}, kalah {lost}; p = {p}, peluang lebih baik {chance}."
    ),
    "gate.slices": (
        "{judged} jenis teks dinilai tersendiri (bidang, panjang, ragam, bahasa, label). "
        "Yang terburuk {slice}: {change} pada {n} teks, p = {worst_p}."
    ),
    "gate.look": (
        "Penilaian ke-{look} atas label ini sejak pemasangan terakhir: perlu {bound} galat baku; "
        "peluang salah sejauh ini {spent}."
    ),
    "gate.reason.audits": "pada audit saja kandidat kalah {lost} dan menang {won} (p = {p})",
    "gate.reason.slice": (
        "akurasi pada teks {part} dari {slice} turun {fall} (batas {margin}, {n} teks, p = {p})"
    ),
    "gate.reason.likelihood": "kenaikan log-peluang {gain} nat per label, {z} galat baku",
    "gate.reason.look": "penilaian ke-{look} atas label ini: perlu {bound} galat baku",
    "gate.reason.no_golden": "tidak ada teks emas untuk membandingkan",
    "model.read_only": (
        "Kunci Anda boleh melihat. Mengimpor, melatih, dan mengganti versi memerlukan kunci admin."
    ),
    "model.tab.import": "Impor data",
    "timeline.alt": "Versi yang menjawab",
    "timeline.now": "sekarang",
    "timeline.span": "v{version}: {begin} sampai {end}",
    "timeline.caption": (
        "Batang biru: versi ini menjawab. Tanda di awalnya: ● versi pertama, ▲ lolos gerbang, ◆ "
        "diaktifkan dengan tangan, ▼ (jingga) dikembalikan. Garis jingga tipis: uji coba."
    ),
    "run.doing.featurise": "membaca teks",
    "run.doing.fit": "mencocokkan dan mengkalibrasi",
    "run.doing.weigh": "menimbang label baru",
    "run.seconds": "{n} detik",
    "run.minutes": "{n} menit",
    "run.took": "Lama tiap langkah: {steps}",
    "switch.will_answer": "{version} menjawab semua permintaan, di setiap proses dalam dua detik.",
    "switch.will_archive": "{version} masuk arsip; Anda bisa kembali kapan saja.",
    "switch.golden": (
        "Pada teks emas masing-masing: {a} tepat {a_accuracy} (macro-F1 {a_f1}), {b} tepat "
        "{b_accuracy} (macro-F1 {b_f1})."
    ),
    "switch.despite.refused": (
        "Gerbang menolak versi ini. Baca laporannya di *Pelatihan ulang* sebelum mengaktifkannya."
    ),
    "switch.despite.waiting": "Gerbang belum punya cukup bukti untuk versi ini.",
}
