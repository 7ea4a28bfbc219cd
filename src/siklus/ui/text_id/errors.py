"""What went wrong, and what to do, in Indonesian."""

TEXTS: dict[str, str] = {
    "error.unreachable": (
        "Layanan Siklus tidak menjawab di {address}. Pastikan ia berjalan (`siklus up` atau `siklus api`), "
        "lalu tekan *Coba lagi*."
    ),
    "error.unknown": "Permintaan ditolak: {detail}",
    "error.review_too_short": "Ulasan terlalu pendek: minimal 7 kata. Tulis satu atau dua kalimat lengkap.",
    "error.review_too_long": (
        "Ulasan terlalu panjang: maksimal 5.000 karakter. Ringkas, atau kirim bagian demi bagian."
    ),
    "error.review_unreadable": "Ulasan memuat karakter yang bukan teks. Salin ulang sebagai teks biasa.",
    "error.text_missing": "Belum ada teks. Tulis ulasannya dulu.",
    "error.unknown_label": "Label tidak dikenal. Pilih salah satu label yang ada.",
    "error.label_missing": "Pilih dulu label yang benar.",
    "error.label_contradicts": "Label itu sama dengan jawaban model. Pilih label lain, atau tekan Benar.",
    "error.prediction_not_found": "Prediksi ini tidak lagi tersimpan, jadi tidak bisa dikoreksi.",
    "error.feedback_token_invalid": (
        "Koreksi ini tidak cocok dengan prediksinya. Analisis ulang teksnya, lalu coba lagi."
    ),
    "error.already_answered": "Prediksi ini sudah Anda jawab; jawaban pertama yang berlaku.",
    "error.too_many_answers": "Anda sudah memberi sangat banyak jawaban dalam satu jam. Coba lagi nanti.",
    "error.answer_not_found": "Jawaban itu sudah tidak ada. Muat ulang halaman ini.",
    "error.answer_not_quarantined": "Jawaban itu tidak dikarantina; tidak ada yang perlu dilepaskan.",
    "error.ask_not_found": "Permintaan itu sudah tidak ada. Muat ulang halaman ini.",
    "error.ask_not_yours": "Permintaan itu ditujukan kepada peninjau lain.",
    "error.ask_not_answered": "Ulasan itu belum dijawab, atau jawabannya sudah diurungkan.",
    "error.answer_too_old": "Bisa diurungkan hanya selama {minutes} menit; jawaban itu tetap berlaku.",
    "error.answer_revealed": "Jawaban model sudah Anda lihat, jadi jawaban Anda tetap berlaku.",
    "error.not_enough_data": "Data berlabel belum cukup. Impor lebih banyak: `siklus import BERKAS.csv`.",
    "error.version_not_found": "Versi itu tidak ada. Muat ulang halaman dan pilih lagi.",
    "error.no_active_version": (
        "Belum ada model yang aktif. Latih versi pertama: `siklus train` (dengan label sendiri: `siklus "
        "train --data BERKAS.csv`)."
    ),
    "error.version_not_servable": "Versi itu sudah aktif atau tidak bisa dipakai. Pilih versi lain.",
    "error.version_erased": ("Versi itu mempelajari data yang sudah dihapus. Pilih versi yang lebih baru."),
    "error.nothing_to_roll_back_to": "Tidak ada versi sebelumnya. Aktifkan versi lain dengan tangan.",
    "error.no_trial": "Tidak ada versi dalam uji coba lagi.",
    "error.canary_share_invalid": "Kenari menjawab sebagian permintaan: lebih dari nol, kurang dari semua.",
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
        "Kunci itu sah, tetapi perannya kurang. Bilah samping menyebut kunci yang diperlukan halaman ini."
    ),
    "error.database_unavailable": "Basis data sedang tidak terjangkau. Coba lagi sebentar lagi.",
    "error.database_outdated": (
        "Basis data belum diperbarui. Pengelola perlu menjalankan `siklus db upgrade`."
    ),
    "error.artefact_missing": "Berkas model itu hilang. Pulihkan dari cadangan, atau pilih versi lain.",
    "error.artefacts_unavailable": "Berkas model sedang tidak dapat dijangkau. Coba lagi sebentar lagi.",
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
    "error.overloaded": "Layanan sedang terlalu sibuk. Tunggu beberapa detik, lalu coba lagi.",
    "error.body_too_slow": "Teks terlalu lama sampai. Periksa sambungan Anda, lalu coba lagi.",
    "error.key_not_found": "Kunci itu tidak ada atau sudah dicabut. Muat ulang halaman ini.",
    "error.key_name_invalid": "Nama kunci harus 1 sampai {maximum} karakter.",
    "error.last_admin_key": (
        "Ini kunci admin yang terakhir. Buat dulu kunci admin lain; atau cabut di mesin layanan: "
        "`siklus keys revoke`."
    ),
    "error.subject_not_found": (
        "Tidak ada data yang tersimpan untuk subjek itu. Periksa ejaannya: harus persis seperti dikirim."
    ),
    "error.column_missing": (
        "Kolom `{column}` tidak ada di berkas. Pilih kolom yang benar, atau beri nama kolomnya."
    ),
    "error.data_unreadable": (
        "Berkas tidak bisa dibaca ({where}: {why}). Simpan sebagai CSV UTF-8, lalu coba lagi."
    ),
    "error.stream_label_unknown": (
        'Baris {line} di {path}: label "{label}" tidak dikenal. Pakai label yang '
        "dipakai di sini, dan hanya yang ada di data dasar."
    ),
    "error.rows_out_of_order": (
        "Baris {line} di {path}: tanggalnya mundur. Urutkan menurut `created_at`, atau buang kolom itu."
    ),
    "error.simulation_unclear": "Pengaturan simulasi tidak bisa dipakai: {option}: {why}",
    "error.simulation_not_found": "Simulasi itu tidak ada di mesin ini. Muat ulang halaman.",
    "error.simulation_not_done": "Laporannya belum ada. Tunggu sampai simulasi selesai.",
    "error.too_many_simulations": (
        "Sudah {waiting} simulasi menunggu. Tunggu satu selesai, atau hapus salah satunya."
    ),
    "error.simulation_died": (
        "Prosesnya mati {times} kali tanpa pesan. Mungkin memori mesin ini kurang; coba berkas yang "
        "lebih kecil."
    ),
    "error.token_refused": "Waktu masuk Anda sudah habis atau tidak sah di sini. Keluar, lalu masuk lagi.",
    "error.no_role": (
        "Anda sudah masuk, tetapi belum diberi peran di sini. Minta pengelola menambah Anda di "
        "`SIKLUS_OIDC_ROLES`."
    ),
    "error.sign_in_unavailable": (
        "Penyedia akun tidak menjawab, jadi akun Anda belum bisa diperiksa. Coba lagi sebentar lagi, atau "
        "keluar dan pakai kunci."
    ),
}
