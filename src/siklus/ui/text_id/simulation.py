"""The page *Simulasi*, in Indonesian."""

TEXTS: dict[str, str] = {
    "simulation.title": "Simulasi",
    "simulation.intro": (
        "Apakah putaran ini akan membantu? Teks berlabel diputar ulang seolah datang satu per satu; "
        "pembaca tiruan menjawab, dan beberapa cara bekerja dibandingkan pada aliran yang sama."
    ),
    "simulation.need_key": "Halaman ini memerlukan kunci peninjau.",
    "simulation.need_key_advice": (
        "Isi kunci di bilah samping. Untuk menjalankan simulasi diperlukan kunci admin: `siklus keys "
        "create --role admin`."
    ),
    "simulation.read_only": ("Kunci Anda boleh melihat hasil. Menjalankan simulasi memerlukan kunci admin."),
    "simulation.new": "Simulasi baru",
    "simulation.source": "Apa yang diputar ulang",
    "simulation.source.scenario": "skenario siap pakai",
    "simulation.source.files": "berkas saya sendiri",
    "simulation.scenario": "Skenario",
    "simulation.scenario.quiet": "Tenang: tidak ada yang berubah",
    "simulation.scenario.new-domain": "Bidang baru: topik yang belum pernah dilihat",
    "simulation.scenario.slang-wave": "Gelombang gaul: bahasa cakapan datang",
    "simulation.scenario.label-shift": "Label bergeser: tiba-tiba 85 % positif",
    "simulation.scenario.attack": "Serangan: seperlima pembaca berbohong",
    "simulation.scenario_note": (
        "Semua skenario memakai ulasan awal yang ikut dalam program; satu menit atau dua sudah cukup."
    ),
    "simulation.stream": "Aliran: CSV berlabel, urut menurut waktu",
    "simulation.base": "Dasar: CSV berlabel untuk melatih versi 1 (kosong: ulasan awal)",
    "simulation.text_of": "Kolom teks di {name}",
    "simulation.label_of": "Kolom label di {name}",
    "simulation.privacy": (
        "Berkas Anda disimpan di folder rumah layanan ini selama simulasi menunggu atau berjalan, dan "
        "dihapus begitu ia selesai. Yang tinggal hanya laporan berisi angka, sampai Anda "
        "menghapusnya."
    ),
    "simulation.name": "Nama (bila perlu)",
    "simulation.arms": "Yang dibandingkan",
    "simulation.seeds": "Ulangan (benih)",
    "simulation.seeds_help": (
        "Tiap benih adalah undian baru atas pembaca dan urutan. Lima atau lebih sebelum Anda "
        "memercayai selisih satu poin."
    ),
    "simulation.block_size": "Teks per blok",
    "simulation.block_help": (
        'Ketepatan digambar per blok; "oracle" dan "schedule" dilatih ulang di akhir tiap blok.'
    ),
    "simulation.more": "Pembaca dan audit",
    "simulation.audit": "Diaudit peninjau (%)",
    "simulation.attack": "Pembaca yang berbohong (%)",
    "simulation.click_wrong": "Menjawab bila model salah (%)",
    "simulation.click_right": "Menjawab bila model benar (%)",
    "simulation.noise": "Jawaban yang keliru (%)",
    "simulation.shuffle": "Kocok urutan barisnya",
    "simulation.start": "Jalankan simulasi",
    "simulation.started": "Simulasi masuk antrean.",
    "simulation.no_stream": "Pilih dulu berkas alirannya.",
    "simulation.no_arm": "Pilih dulu apa yang dibandingkan.",
    "simulation.arm.static": "Model tetap",
    "simulation.arm.siklus": "Siklus",
    "simulation.arm.oracle": "Tahu semua label",
    "simulation.arm.schedule": "Latih terjadwal",
    "simulation.arm.online": "Belajar tiap jawaban",
    "simulation.arm.no-gate": "Siklus tanpa gerbang",
    "simulation.arm.no-audit": "Siklus tanpa audit",
    "simulation.arm.no-trust": "Siklus tanpa curiga",
    "simulation.about.static": "versi 1 selamanya: apa yang terjadi bila tidak berbuat apa-apa.",
    "simulation.about.siklus": "putaran ini seutuhnya: pemicu, gerbang, dan kepercayaan pada pembaca.",
    "simulation.about.oracle": (
        "dilatih ulang dengan semua label yang benar: paling tinggi yang bisa dicapai."
    ),
    "simulation.about.schedule": ("dilatih ulang di akhir tiap blok dan langsung dipasang, tanpa gerbang."),
    "simulation.about.online": "bobotnya digeser sedikit oleh tiap jawaban, seketika.",
    "simulation.about.no-gate": "putaran yang memasang setiap kandidat.",
    "simulation.about.no-audit": "putaran yang tidak pernah bertanya pada peninjau.",
    "simulation.about.no-trust": "putaran yang percaya setiap jawaban.",
    "simulation.list": "Hasil simulasi",
    "simulation.empty": (
        "Belum ada simulasi. Mulai dengan skenario *Bidang baru*: ia memperlihatkan apa yang "
        "dilakukan putaran ini."
    ),
    "simulation.here_only": (
        "Simulasi tersimpan di folder rumah layanan yang menjalankannya; layanan di mesin lain tidak "
        "melihatnya."
    ),
    "simulation.which": "Tampilkan",
    "simulation.state.queued": "○ menunggu giliran",
    "simulation.state.running": "⟳ berjalan",
    "simulation.state.done": "✓ selesai",
    "simulation.state.failed": "✗ tidak bisa dijalankan",
    "simulation.of": "{name} · {when}",
    "simulation.own_files": "berkas sendiri",
    "simulation.waits": "Menunggu giliran: satu simulasi berjalan pada satu waktu.",
    "simulation.prepares": "Membaca berkas dan melatih versi 1 …",
    "simulation.progress": "{share} selesai · {items} teks, {blocks} blok, {seeds} ulangan",
    "simulation.left_out": (
        "{n} baris dilewati karena bukan ulasan (kurang dari 7 kata, atau terlalu panjang)."
    ),
    "simulation.block": "Blok",
    "simulation.accuracy": "Ketepatan",
    "simulation.curves": "Ketepatan per blok",
    "simulation.curves_caption": (
        "Tiap teks ditebak dulu, labelnya baru dibuka sesudahnya. Segitiga: Siklus memasang versi "
        "baru. Dengan beberapa ulangan garisnya rata-rata, dan pitanya selang 95 %."
    ),
    "simulation.point": "blok {block}: {accuracy}",
    "simulation.deployed": "{arm} memasang versi baru",
    "simulation.cancel": "Batalkan dan hapus",
    "simulation.remove": "Hapus simulasi ini",
    "simulation.removed": "Simulasi dan semua berkasnya dihapus.",
    "simulation.verdict.helped": (
        "Pada data ini putaran itu akan membantu: {siklus} tepat, bukan {static} ({gain} "
        "poin{interval}), dengan label untuk {labels} teks."
    ),
    "simulation.verdict.harmed": (
        "Pada data ini putaran itu akan merugikan: {siklus} tepat, bukan {static} ({gain} "
        "poin{interval}), dengan label untuk {labels} teks."
    ),
    "simulation.verdict.alike": (
        "Pada data ini tidak ada beda yang jelas: {siklus} tepat dengan putaran itu, {static} "
        "tanpanya ({gain} poin{interval}), dengan label untuk {labels} teks."
    ),
    "simulation.verdict.interval": "; selang 95 %: {low} sampai {high}",
    "simulation.verdict.none": "Untuk satu kalimat putusan, bandingkan *Model tetap* dengan *Siklus*.",
    "simulation.figures": "Semua cara berdampingan",
    "simulation.column.arm": "Cara",
    "simulation.column.accuracy": "Ketepatan",
    "simulation.column.macro_f1": "Macro-F1",
    "simulation.column.headroom_recovered": "Ruang yang diraih",
    "simulation.column.label_share": "Label terpakai",
    "simulation.column.retrains": "Dilatih",
    "simulation.column.deployments": "Dipasang",
    "simulation.column.harmful_deployments": "Merugikan",
    "simulation.words": "Arti angka-angkanya",
    "simulation.means.accuracy": "bagian teks yang ditebak benar, sebelum labelnya diketahui.",
    "simulation.means.macro_f1": "ketepatan yang memberi ketiga label bobot sama, juga yang jarang.",
    "simulation.means.headroom_recovered": (
        "dari jarak antara *Model tetap* dan *Tahu semua label*, bagian yang berhasil diraih; tanda "
        "hubung bila tidak ada yang bisa diraih."
    ),
    "simulation.means.label_share": "bagian teks yang dijawab pembaca atau diaudit: itulah biayanya.",
    "simulation.means.retrains": "berapa kali kandidat dilatih, rata-rata atas ulangan.",
    "simulation.means.deployments": "berapa kali versi baru mulai menjawab.",
    "simulation.means.harmful_deployments": (
        "pemasangan yang jelas lebih buruk pada teks sesudahnya daripada versi yang digantikannya."
    ),
    "simulation.report.html": "Unduh laporan (halaman)",
    "simulation.report.json": "Unduh laporan (JSON)",
    "simulation.report.note": (
        "Halaman laporannya berbahasa Inggris, tidak memuat teks, dan bisa dibuka tanpa jaringan."
    ),
    "simulation.repeat": "Ulangi di baris perintah",
}
