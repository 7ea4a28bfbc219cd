"""Words that follow a form of address without being anybody's name.

"Pak RT", "bu guru", "mas kurir": a role. "Kak Barang sudah sampai": a new sentence. A word belongs here
when a capital letter after a cue would otherwise turn it into a name. All in lower case.
"""

# ruff: noqa: SIM905 - a list literal of words, one a line, would fill a dozen screens

ADDRESSES = frozenset(
    """
    pak bapak bpk bu ibu ibuk bunda ayah mas mbak mba kak kakak bang abang kang mang om tante koh cik
    neng dik adik sdr sdri tn ny nn dr drg dokter ustadz ustad ustadzah haji hj prof ir drs dra kiai
    kyai
    """.split()
)

ROLES = frozenset(
    """
    guru sopir supir driver kurir kasir penjual pembeli seller owner admin min cs ojol ojek gojek grab
    satpam security pelayan waiter waitress koki chef manager manajer bos boss direktur dirut ceo
    menteri presiden wapres gubernur bupati walikota wali camat lurah kades rt rw ketua wakil kepala
    anggota dewan polisi polri tni jaksa hakim perawat suster bidan apoteker dokter dosen kepsek rektor
    mahasiswa siswa pemerintah petani pedagang nelayan buruh tukang parkir teknisi montir mekanik
    barista resepsionis terapis instruktur pelatih ustadz imam bakso sayur sate jamu warung toko penjaga
    pengantar pengirim penerima pemilik pengurus pengelola pegawai karyawan karyawati staf staff petugas
    panitia relawan konsumen pelanggan tetangga mertua kandung tiri angkat hamil menyusui rumah kota
    negara negeri pertiwi bangsa bhayangkara persit pkk jari kos kost laundry catering ekspedisi
    customer service kapolri kapolres kapolda kapolsek kapolsubsektor kapolsektor panglima danrem dandim
    danramil komandan babinsa bhabinkamtibmas kadis kadinkes kasat wakapolres sekda menkes menlu
    mendagri menko menag mensos wagub ketum humas pmi spesialis umum yys mesjid masjid pembangunan
    menteri2 netizen buzzer polda polres polsek ibu2 bapak2 pejabat rakyat warga
    """.split()
)

# Frequent words that open a sentence, or fill one written in capitals; none is a common given name.
COMMON = frozenset(
    """
    ada adalah adapun agak agar ah aja akan akhirnya aku alhamdulillah aman amanah amin aneh anda antum
    apa apakah apalagi asal asli atas atau awal awet ayo bagaimana bagus bahan bahkan bahwa baik baiknya
    balas banget banyak barang baru basi bayar beberapa begini begitu belanja beli belum benar bener
    beneran berapa berarti berbagai beres berfungsi berhasil berkualitas bersih besar besok betul biar
    biasa biasanya biaya bilang bisa boleh bonus box brg bs buat buka bukan burung buruk cacat cair
    cantik capek cari cek cepat cepet cocok coba crispy cuma cukup cuman cust dah dalam dan dapat dapet
    dari dateng datang dekat demi dengan depan deskripsi dgn di dia diantar diganti dikasih dikirim
    diskon diterima disini disana doang dong dua dus enak engga enggak fast foto full fungsi ga gak gan
    ganti garansi gimana gini gitu good gratis guna habis hancur hanya hari harga harus harusnya hati
    hebat hehe hemat hp http https ikut indonesia indosat info ini insya insyaallah isi istri itu iya
    jadi jalan jam jangan jauh jaya jelas jelek jg jgn jika juga jual jujur jumlah kabar kacau kagak
    kain kalau kalo kami kamu kan kapan karena karna kasih kata kayak ke kecewa kecil keluarga kelurahan
    kembali kemarin kemasan kembalikan kenapa keren kerja ket kini kirain kiriman kirim kita klo km knp
    koin kok komplain komplit kondisi kosong krn kualitas kudu kurang lagi lah lain lain2 lalu lama
    lambat lampu langganan langsung lapor layar layanan lebih lengkap lewat lg lho loh lokasi lu lucu
    luar luas lumayan lupa maaf mahal maju makan makanan makanya makasi makasih makin maksud malah malam
    mampir mana manis mantab mantap mantapp mantul masa masak masih masuk mau maybe mending menurut
    mereka merk mesti mf minta minum mirip mksh model moga mohon mudah muka mulai mungkin murah namun
    naik nanti nanya nice nih nomor ntar nya nyaman nyesel nyoba ok oke oleh om ongkir orang orangnya
    order ori original pada padahal pagi pakai pake paket paling pantas pas pasti pecah pelayanan
    pemasangan penting percuma percaya perlu pernah pertama pesan pesanan plis please plus pokoknya
    produk proses promo puas pun pulang punya rame ramah rapi rapih rasa rasanya recommended rekomen
    rekomendasi request respon response retur ribet rugi rusak saat sabar salah salam sales sama sampai
    sampe sana sangat saran saudara saya sayang sayangnya sebagai sebelum sebenarnya sedang sedih segar
    segera sehat sekali sekarang selalu selain selamat selesai seluruh sejauh semakin semangat sementara
    semoga sempurna semua semuanya senang sendiri seneng seperti sering serta sesuai sesudah setelah
    setia setiap setuju siap siang siapa sih silahkan silakan simpel sini sip sip2 sisa sm smg smoga
    sore stok sudah sukses suka suruh sukanya susah syukur tadi tahu tak tambah tanggal tanggung tanpa
    tanya tapi tau tempat terakhir terbaik terhormat terima terimakasih terlalu termurah ternyata
    tersebut terus tetap thanks thank thx tidak tiba tinggal tiap tks toko tokonya tolong top tp tq
    trima trims trimakasih trs trus tuh tunggu tutup udah ujung ukuran untuk untung update usah utk
    vaksin via wah wajib waktu walau walaupun warna wkwk wow ya yaa yah yaitu yang yg yuk zonk
    masyarakat lazada tokopedia shopee bukalapak telkomsel telkom jne jnt sicepat gosend allah tuhan
    covid jakarta bandung surabaya medan semarang bekasi bogor depok tangerang china cina jepang korea
    malaysia singapura amerika arab saudi israel bt mw tdk jd blm sdh dr sy gw gue sya aq ane gua org
    knapa gmn gmana lgi bgt bgtu lbh byk bnyk skrg tlg tlong emang emng memang malu masang pasang
    bukannya mengapa bantu kerjasama sejak selama hingga maka kemudian ok2 oke2 cakep gercep joss jos
    best seller delivery packing packaging pengiriman responsif ramah2 sat set drpda satu menu suasana
    restoran sebelumnya restaurant perusahaan pribadi beliau ybs cinta islam agama hukum demokrasi nya2
    bersama keadilan kemanusiaan pt cv yayasan
    """.split()
)

NOT_NAMES = ADDRESSES | ROLES | COMMON

# Suffixes that make "A 1500 ML" or "b 2000 yang" no number plate.
NOT_PLATE_ENDINGS = frozenset(
    """
    ml l kg gr g mg cm mm m km hz khz mhz ghz gb tb mb kb rb jt k w kw kva va v mah ah pcs pc set box
    pak lbr lsn dus inc inci in ft rpm dpi fps psi bar btu led ssd hdd ram rom usb hp ps pk cc ti xt xtx
    pro max se fe fn dw di ke ya yg dan ini itu nya ada aja pun tp tpi atau dgn utk ga gak gk bs bln hr
    hri thn th jam mnt x xl ok sd dr or and the for is to of at by wib wit wita am pm an org ribu juta
    ori new gan sis bro gen hrs dr2 tol kit
    """.split()
)
