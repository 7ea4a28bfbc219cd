"""The page *Tinjau*, in Indonesian."""

TEXTS: dict[str, str] = {
    "review.title": "Tinjau",
    "review.intro": "Satu ulasan setiap kali: label mana yang benar?",
    "review.need_key": "Halaman ini memerlukan kunci peninjau milik Anda sendiri.",
    "review.need_key_advice": (
        "Isi di bilah samping. Pengelola membuatnya dengan `siklus keys create --role reviewer --name NAMA`; "
        "satu kunci untuk satu orang, supaya dua peninjau tidak mendapat ulasan yang sama."
    ),
    "review.tab.card": "Kartu",
    "review.tab.quarantine": "Karantina",
    "review.tab.agreement": "Kesepakatan",
    "review.loading": "Mengambil ulasan berikutnya …",
    "review.fetching": "Memuat …",
    "review.text": "Ulasan yang ditinjau",
    # --- progress -----------------------------------------------------------------------------------
    "review.progress": "Audit hari ini: {answered} dari {drawn} sudah dijawab.",
    "review.today": "Audit hari ini",
    "review.of": "{answered} dari {drawn}",
    "review.today_help": "Ulasan yang sejak tengah malam diundi untuk audit, dan berapa yang sudah dijawab.",
    "review.waiting": "Menunggu Anda",
    "review.waiting_help": "Semua permintaan yang masih terbuka dan boleh Anda jawab, juga dari hari lain.",
    "review.given": "Jawaban Anda hari ini",
    "review.given_help": "Yang Anda jawab sejak tengah malam, apa pun alasannya ditanyakan.",
    "review.audits_open": "Masih terbuka: {open}. Tanpa audit, akurasi tidak diketahui.",
    "review.audits_done": (
        "Semua audit sudah dijawab. Jawaban berikutnya membantu model belajar, tidak mengukur akurasi."
    ),
    "review.audits_none": "Belum ada ulasan yang diundi untuk audit hari ini.",
    # --- the card -----------------------------------------------------------------------------------
    "review.why.audit": "Audit",
    "review.because.audit": (
        "Ulasan ini terpilih lewat undian: setiap ulasan yang disimpan saat itu berpeluang {share} "
        "untuk diaudit, "
        "apa pun jawaban model. Jadi jawaban Anda mewakili semua ulasan, dan dari sinilah akurasi dihitung."
    ),
    "review.why.second": "Pendapat kedua",
    "review.because.second": (
        "Peninjau lain sudah mengaudit ulasan ini. Setiap audit yang dijawab berpeluang {share} "
        "untuk ditanyakan "
        "lagi kepada orang lain, agar terlihat seberapa sepakat para peninjau. "
        "Jawaban ini tidak mengubah akurasi dan tidak dipelajari model."
    ),
    "review.why.suspect": "Label yang diragukan",
    "review.because.suspect": (
        "Seorang pembaca memberi label, tetapi label itu tampak keliru saat model dilatih. "
        "Jawaban Anda yang akan dipelajari."
    ),
    "review.why.disputed": "Pembaca tidak setuju",
    "review.because.disputed": (
        "Seorang pembaca menyatakan jawaban model salah, atau dua pembaca berbeda pendapat. "
        "Jawaban Anda yang akan dipelajari."
    ),
    "review.why.unsure": "Model ragu",
    "review.because.unsure": (
        "Diundi dari ulasan yang paling meragukan bagi model; masing-masing berpeluang {share}. "
        "Jawaban Anda membuat model belajar, tetapi tidak mengukur akurasinya."
    ),
    "review.skip": "Lewati",
    "review.skip_key": "L",
    "review.kept": (
        "Disimpan untuk Anda sampai {until}; sesudah itu peninjau lain bisa mendapatnya. "
        "Jawaban yang terlambat tetap diterima selama belum ada yang menjawab."
    ),
    "review.keys": "Tombol: {digits} untuk label; L melewati; U mengurungkan; M jawaban model.",
    "review.skipped_again": "Ulasan ini sudah Anda lewati; tidak ada lagi yang lebih mendesak.",
    # --- the card before ----------------------------------------------------------------------------
    "review.was_answered": "Tercatat: **{label}**, untuk ulasan sebelumnya.",
    "review.was_skipped": "Ulasan sebelumnya Anda lewati.",
    "review.undo": "Urungkan",
    "review.reveal": "Lihat jawaban model",
    "review.undo_note": (
        "Bisa diurungkan selama sepuluh menit, asalkan jawaban model belum dilihat: "
        "sesudah melihatnya, jawaban Anda tidak lagi bebas dari pengaruhnya."
    ),
    "review.model_said": "Model v{version} menjawab **{label}** dengan keyakinan {share}.",
    "review.alike": "Sama dengan jawaban Anda.",
    "review.unlike": "Berbeda dari jawaban Anda.",
    "review.stands": "Jawaban Anda tetap berlaku dan tidak bisa diurungkan lagi.",
    # --- empty, taken, lost -------------------------------------------------------------------------
    "review.empty": "Semua sudah ditinjau.",
    "review.empty_advice": (
        "Permintaan baru muncul ketika ulasan disimpan dengan izin penulisnya: sebagian diundi untuk audit."
    ),
    "review.elsewhere": "Pendapat kedua yang menunggu peninjau lain: {count}.",
    "review.again": "Periksa lagi",
    "review.gone.already_answered": (
        "Ulasan tadi sudah dijawab, oleh peninjau lain atau dari jendela lain. "
        "Jawaban pertama yang berlaku; yang baru saja Anda tekan tidak dicatat. Silakan lanjut."
    ),
    "review.gone.ask_not_found": (
        "Ulasan tadi sudah tidak ada: penulisnya mungkin menarik izinnya. Tidak ada yang dicatat. "
        "Silakan lanjut."
    ),
    "review.gone.ask_not_yours": (
        "Ulasan tadi ditujukan kepada peninjau lain. Tidak ada yang dicatat. Silakan lanjut."
    ),
    "review.gone.other": "Ulasan tadi tidak bisa lagi dijawab. Tidak ada yang dicatat. Silakan lanjut.",
    "review.unsent": (
        "Jawaban Anda, {label}, belum terkirim. Ulasannya tetap di sini: tekan lagi untuk mengirim. "
        "Jawaban yang sama tidak akan tercatat dua kali."
    ),
    # --- quarantine ---------------------------------------------------------------------------------
    "quarantine.title": "Jawaban yang dikarantina",
    "quarantine.note": (
        "Jawaban pembaca yang disimpan tetapi belum boleh dipelajari model. Peninjau dapat melihatnya; "
        "melepaskannya memerlukan kunci admin. Ulasan yang masih menunggu audit tidak ditampilkan, "
        "karena labelnya akan membocorkan jawaban model."
    ),
    "quarantine.reason": "Alasan",
    "quarantine.why.all": "Semua alasan",
    "quarantine.why.contradicted": "Dibantah peninjau",
    "quarantine.because.contradicted": "Seorang peninjau memberi label lain kepada ulasan yang sama.",
    "quarantine.why.disputed": "Pembaca berbeda pendapat",
    "quarantine.because.disputed": (
        "Dua pembaca memberi label berbeda kepada ulasan yang sama, dan belum ada peninjau yang menengahi."
    ),
    "quarantine.why.reader": "Pembaca diragukan",
    "quarantine.because.reader": (
        "Jawaban-jawaban pembaca ini begitu sering keliru sehingga mungkin sengaja salah."
    ),
    "quarantine.why.copy": "Salinan",
    "quarantine.because.copy": "Hampir sama dengan ulasan lain yang sudah dipelajari.",
    "quarantine.why.share": "Terlalu banyak dari satu pembaca",
    "quarantine.because.share": "Pembaca ini sudah menyumbang sebanyak yang boleh berasal dari satu orang.",
    "quarantine.count": "Jumlah: {count}, yang terbaru di atas.",
    "quarantine.more": "Tampilkan {count} lagi",
    "quarantine.said": "Kata pembaca: {said} · kata model: {shown} · saluran {channel} · {at}",
    "quarantine.release": "Lepaskan",
    "quarantine.released": "Jawaban itu dilepaskan dan ikut dipelajari pada pelatihan berikutnya.",
    "quarantine.empty": "Tidak ada yang dikarantina.",
    "quarantine.empty_advice": (
        "Jawaban pembaca ditahan bila dibantah peninjau, saling bertentangan, atau meragukan."
    ),
    # --- agreement ----------------------------------------------------------------------------------
    "agreement.title": "Kesepakatan antarpeninjau",
    "agreement.note": (
        "Dari audit yang dijawab, {share} diundi untuk ditanyakan lagi kepada peninjau lain, "
        "yang tidak melihat jawaban pertama. Akurasi dan pelatihan hanya memakai jawaban pertama."
    ),
    "agreement.empty": "Belum ada ulasan yang dijawab dua peninjau.",
    "agreement.empty_advice": (
        "Diperlukan dua orang dengan kunci masing-masing. Pendapat kedua muncul sendiri di antara kartu."
    ),
    "agreement.off": "Undian pendapat kedua dimatikan; pengelola mengaturnya dengan SIKLUS_SECOND_SHARE.",
    "agreement.pairs": "Dijawab dua kali",
    "agreement.pairs_help": "Ulasan yang diaudit dan juga mendapat pendapat kedua.",
    "agreement.agreed": "Sama",
    "agreement.agreed_help": "Bagian yang kedua jawabannya sama; dalam kurung selang 95 %.",
    "agreement.kappa": "Kappa Cohen",
    "agreement.kappa_help": (
        "Kesepakatan di luar kebetulan; dalam kurung selang 95 %. "
        "Tidak ada nilainya selama hanya satu label yang pernah diberikan."
    ),
    "agreement.meaning": (
        "Kappa 1 berarti selalu sama, 0 berarti tidak lebih sering sama daripada kebetulan. "
        "Bila rendah, sepakati dulu contoh-contohnya: model ikut mempelajari perbedaan Anda."
    ),
    "agreement.table": "Di label mana peninjau berbeda",
    "agreement.table_note": "Baris: jawaban pertama. Kolom: pendapat kedua. Yang sama ada pada diagonalnya.",
    "agreement.differences": "Ulasan yang dijawab berbeda",
    "agreement.differences_none": "Tidak ada: semua jawaban sama.",
    "agreement.differences_note": "Bahas ini bersama. Jawaban pertama tetap yang dipakai.",
    "agreement.text": "Ulasan",
    "agreement.first": "Jawaban pertama",
    "agreement.second": "Pendapat kedua",
    "agreement.at": "Waktu",
}
