"""The page *Pengaturan*, in Indonesian."""

TEXTS: dict[str, str] = {
    "settings.title": "Pengaturan",
    "settings.intro": "Siapa boleh apa, siapa diberi tahu, apa yang disimpan berapa lama, apa yang dihapus.",
    "settings.need_key": "Halaman ini memerlukan kunci admin.",
    "settings.need_key_advice": (
        "Isi kunci di bilah samping. `siklus up` menampilkannya sekali pada pemakaian pertama; "
        "yang baru dibuat dengan `siklus keys create --role admin`."
    ),
    "settings.wait": "Mengambil data …",
    "settings.tab.keys": "Kunci",
    "settings.tab.alerts": "Peringatan",
    "settings.tab.retention": "Masa simpan",
    "settings.tab.consent": "Persetujuan",
    "settings.tab.erasures": "Penghapusan",
    "settings.tab.system": "Sistem",
    # --- keys -------------------------------------------------------------------------------------
    "keys.title": "Kunci yang ada",
    "keys.note": (
        "Kunci sendiri tidak pernah disimpan, hanya sidik jarinya. Setiap tindakan dengan kunci tercatat di "
        "catatan audit dengan nama dan tanda enam karakternya. Waktu pemakaian terakhir bisa terlambat "
        "sampai satu jam."
    ),
    "keys.name": "Nama",
    "keys.name_placeholder": "Untuk siapa atau untuk apa, misalnya: Sari, kasir toko 2",
    "keys.name_missing": "Beri nama dulu, supaya kelak jelas kunci siapa ini.",
    "keys.role": "Peran",
    "keys.state": "Keadaan",
    "keys.created": "Dibuat",
    "keys.used": "Terakhir dipakai",
    "keys.never_used": "belum pernah",
    "keys.mark": "Tanda",
    "keys.living": "✓ berlaku",
    "keys.yours": "✓ kunci Anda",
    "keys.revoked": "✗ dicabut {at}",
    "keys.create": "Buat kunci",
    "keys.made": "Kunci baru untuk {name}, peran {role}",
    "keys.once": (
        "Kunci ini hanya ditampilkan sekali. Salin sekarang dan serahkan lewat jalan yang aman; "
        "bila hilang, cabut lalu buat yang baru."
    ),
    "keys.copy": "Arahkan ke kunci lalu tekan tanda salin di kanan, atau pilih teksnya dan salin.",
    "keys.put_away": "Sudah saya salin, sembunyikan",
    "keys.revoke": "Cabut kunci",
    "keys.revoke_note": (
        "Kunci yang dicabut langsung tidak berlaku dan tidak bisa dipulihkan. Kunci admin yang terakhir "
        "tidak bisa dicabut di sini, supaya pintunya tidak tertutup untuk semua orang."
    ),
    "keys.which": "Kunci yang dicabut",
    "keys.which_placeholder": "Pilih kunci",
    "keys.which_missing": "Pilih dulu kunci yang dicabut.",
    "keys.revoke_confirm": "Saya yakin: pemegang kunci ini tidak boleh masuk lagi.",
    "keys.gone": "Kunci {name} dicabut.",
    # --- alerts -----------------------------------------------------------------------------------
    "notices.title": "Peringatan",
    "notices.none": "Belum pernah ada peringatan. Bila ada yang tidak beres, catatannya muncul di sini.",
    "notices.note": "Yang terbaru di atas. {count} aturan dijaga setiap putaran worker.",
    "notices.state": "Keadaan",
    "notices.open": "▲ berlangsung",
    "notices.past": "✓ selesai",
    "notices.messages": "Pesan yang dikirim",
    "notices.messages_none": "Belum ada pesan yang perlu dikirim.",
    "notices.messages_note": "Pesan yang belum diterima dicoba lagi dengan jeda yang makin panjang.",
    "notices.event": "Isi",
    "notices.event.raised": "mulai",
    "notices.event.again": "masih berlangsung",
    "notices.event.recovered": "pulih",
    "notices.event.closed": "ditutup",
    "notices.event.test": "uji",
    "notices.way": "Saluran",
    "notices.way.log": "Catatan (log)",
    "notices.way.webhook": "Webhook",
    "notices.way.mail": "Surel",
    "notices.sent": "Terkirim",
    "notices.sent.waiting": "… menunggu",
    "notices.sent.sent": "✓ terkirim",
    "notices.sent.failed": "✗ menyerah",
    "notices.attempts": "Percobaan",
    "notices.why": "Galat terakhir",
    "notices.ways": "Saluran",
    "notices.ways_note": (
        "Alamat dan kata sandi tidak pernah ditampilkan. Saluran disetel lewat variabel lingkungan atau "
        "berkas `.env`, lalu layanan dan worker dijalankan ulang."
    ),
    "notices.set_up": "terpasang",
    "notices.not_set_up": "belum dipasang",
    "notices.how.log": "Selalu ada, di keluaran proses yang mengirim.",
    "notices.how.webhook": "`SIKLUS_ALERT_WEBHOOK` (Slack dan Telegram juga).",
    "notices.how.mail": "`SIKLUS_SMTP_URL`, `SIKLUS_ALERT_FROM`, `SIKLUS_ALERT_TO`.",
    "notices.test": "Kirim pesan uji",
    "notices.test_note": "Satu pesan pendek ke setiap saluran yang terpasang, dari proses layanan.",
    "notices.testing": "Mengirim …",
    "notices.taken": "{way}: pesan uji diterima.",
    "notices.not_taken": "{way}: pesan uji tidak diterima ({why}).",
    # --- retention --------------------------------------------------------------------------------
    "retention.title": "Masa simpan",
    "retention.intro": "Worker menghapus baris yang lewat masanya, per hari penuh (UTC).",
    "retention.kind": "Apa",
    "retention.keep": "Disimpan",
    "retention.rows": "Ada",
    "retention.next": "Dihapus",
    "retention.setting": "Disetel dengan",
    "retention.for_ever": "selamanya",
    "retention.days": "{n} hari",
    "retention.kind.predictions": "Ulasan dan jawabannya",
    "retention.kind.examples": "Contoh dari layanan",
    "retention.kind.alerts": "Peringatan selesai",
    "retention.kind.evaluations": "Penilaian pemicu: tidak",
    "retention.kind.drift": "Jendela pergeseran",
    "retention.due": "Pembersihan berikutnya menghapus {count} baris.",
    "retention.none_due": "Pembersihan berikutnya tidak menghapus apa pun.",
    "retention.erasure": (
        "Setelah penghapusan, versi yang telah belajar dari data itu diganti dalam {hours} jam "
        "(`SIKLUS_ERASURE_HOURS`)."
    ),
    "retention.stays": (
        "Selalu disimpan: hitungan per jam dan per hari (tanpa teks), versi model, dan catatan audit."
    ),
    "retention.change": (
        "Masa simpan tidak diubah dari halaman ini: setel variabelnya di lingkungan atau di berkas `.env` "
        "milik layanan dan worker, lalu jalankan ulang keduanya. Tabel di atas menunjukkan yang berlaku "
        "di layanan sekarang."
    ),
    # --- consent ----------------------------------------------------------------------------------
    "consents.current": "Redaksi yang berlaku ({version})",
    "consents.version": "Redaksi {version}",
    "consents.standing": "Masih berlaku",
    "consents.standing_help": "Persetujuan dengan redaksi ini yang belum ditarik, satu per ulasan.",
    "consents.withdrawn": "Ditarik",
    "consents.withdrawn_help": "Ditarik oleh penulisnya atau lewat penghapusan; ulasannya sudah tidak ada.",
    "consents.earlier": "Redaksi terdahulu",
    "consents.no_earlier": "Belum ada: redaksi yang berlaku adalah yang pertama.",
    "consents.note": (
        "Redaksi yang pernah ditampilkan tidak pernah diubah. Kata-kata baru menjadi versi baru, "
        "dan setiap persetujuan menyebut versi yang dibaca penulisnya."
    ),
    # --- erasures ---------------------------------------------------------------------------------
    "erasures.ask": "Hapus data seseorang",
    "erasures.what_happens": (
        "Semua ulasan, prediksi, dan jawaban orang ini dihapus sekarang juga, persetujuannya ditarik, dan "
        "contoh yang dipelajari darinya dikosongkan. Bila versi yang menjawab telah belajar darinya, worker "
        "melatih penggantinya sebelum tenggat. Penghapusan tidak bisa dibatalkan."
    ),
    "erasures.subject": "Subjek",
    "erasures.subject_placeholder": "Persis seperti dikirim bersama ulasannya, misalnya nomor pelanggan",
    "erasures.subject_missing": "Isi dulu subjeknya.",
    "erasures.confirm": "Saya yakin: hapus semua data orang ini untuk selamanya.",
    "erasures.erase": "Hapus",
    "erasures.done": (
        "Dihapus: {texts} ulasan, {predictions} prediksi, {answers} jawaban, {examples} contoh; "
        "{consents} persetujuan ditarik."
    ),
    "erasures.follows": "Yang telah belajar darinya: {versions}. Versi lain menjawab paling lambat {due}.",
    "erasures.title": "Penghapusan dan tenggatnya",
    "erasures.none": "Belum pernah ada penghapusan.",
    "erasures.note": (
        "Daftar ini tidak menyebut milik siapa: itu pun sudah dihapus. Bukti adalah nomor di catatan audit: "
        "awal penghapusan dan selesainya."
    ),
    "erasures.at": "Diminta",
    "erasures.kind": "Jenis",
    "erasures.kind.subject": "seorang",
    "erasures.kind.prediction": "satu ulasan",
    "erasures.state": "Keadaan",
    "erasures.state.open": "… menunggu pengganti, tenggat {due}",
    "erasures.state.late": "▲ lewat tenggat {due}",
    "erasures.state.done": "✓ selesai {at}",
    "erasures.state.done_late": "✓ terlambat, {at}",
    "erasures.texts": "Ulasan",
    "erasures.versions": "Telah belajar",
    "erasures.successor": "Pengganti",
    "erasures.proof": "Bukti",
    # --- the system -------------------------------------------------------------------------------
    "system.title": "Yang berjalan",
    "system.database": "Basis data",
    "system.database.sqlite": "SQLite",
    "system.database.postgresql": "PostgreSQL",
    "system.revision": "Migrasi",
    "system.revision_help": "Migrasi terakhir yang dijalankan pada basis data.",
    "system.workers": "Worker",
    "system.worker": "Proses",
    "system.state": "Keadaan",
    "system.alive": "✓ bekerja",
    "system.silent": "▲ diam",
    "system.seen": "Terakhir terdengar",
    "system.no_worker": (
        "Tidak ada worker yang terdengar. Tanpa worker tidak ada pelatihan ulang, pembersihan, atau "
        "peringatan: jalankan `siklus worker`."
    ),
    "system.workers_note": "Worker yang diam digantikan oleh worker lain.",
    "system.audit": "Catatan audit",
    "system.never_verified": "{entries} catatan. Rantainya belum pernah diperiksa dari sini.",
    "system.verified": "{entries} catatan. Terakhir diperiksa dan utuh: {at}, {checked} catatan.",
    "system.verify": "Periksa rantai",
    "system.verifying": "Menyusuri rantai …",
    "system.sound": "Rantai utuh: {entries} catatan, tidak ada yang diubah, dihapus, atau dipindah.",
    "system.unsound": "Rantai tidak utuh: catatan nomor {seq} {fault}. Bandingkan dengan cadangan.",
    "system.fault.changed": "telah diubah",
    "system.fault.removed": "telah dihapus",
    "system.fault.moved": "telah dipindah",
    "system.audit_note": "Paling banyak {n} catatan terbaru. Selengkapnya: `siklus audit`.",
    "system.entry": "Nomor",
    "system.details": "Rincian",
    "audit.key.created": "kunci dibuat",
    "audit.key.revoked": "kunci dicabut",
    "audit.audit.verified": "rantai diperiksa",
    "audit.subject.erased": "data seseorang dihapus",
    "audit.consent.withdrawn": "persetujuan ditarik",
    "audit.erasure.finished": "penghapusan selesai",
    "audit.artefacts.deleted": "berkas model dihapus",
    "audit.rows.expired": "masa simpan habis",
    "audit.examples.imported": "contoh diimpor",
    "audit.retraining.requested": "pelatihan ulang diminta",
    "audit.readers.assessed": "pembaca dinilai",
    "audit.answers.released": "jawaban dilepas dari karantina",
    "audit.version.exported": "versi diekspor",
    "audit.version.imported": "versi diimpor",
    "audit.deployment.first": "versi pertama dipasang",
    "audit.deployment.deploy": "versi dipasang",
    "audit.deployment.activate": "versi diaktifkan dengan tangan",
    "audit.deployment.rollback": "versi dikembalikan",
    "audit.trial.shadow": "uji bayangan dimulai",
    "audit.trial.canary": "uji kenari dimulai",
    "audit.trial.proposed": "penantang diusulkan",
    "audit.trial.ended": "uji coba berakhir",
}
