"""Words that praise and words that complain, in their usual spelling, written by hand.

They let a small base of labelled reviews speak about words it never saw. What a tone comes to is learnt
like any other column; nothing is decided here.
"""

_PRAISE = """
bagus baik mantap keren enak lezat murah cepat puas suka senang ramah sopan rapi aman nyaman bersih indah
cantik lucu hebat sempurna terbaik memuaskan rekomendasi sesuai lengkap berkualitas bermanfaat berguna
berfungsi awet kuat kokoh halus lembut empuk gurih segar wangi harum nikmat sedap lumayan terjangkau hemat
untung mudah praktis canggih modern mewah elegan menarik asik seru menyenangkan bahagia gembira bangga kagum
takjub salut sukses lancar jos terimakasih alhamdulillah syukur berkah semoga semangat cinta sayang favorit
andalan juara istimewa spesial luarbiasa memukau menakjubkan terpercaya jujur profesional responsif sigap
tanggap cekatan gesit telaten sabar perhatian membantu bantuan solusi tepat akurat presisi jernih terang
cerah adem sejuk asri hijau luas lapang strategis romantis hangat akrab santai tenang damai original asli
ori mulus baru utuh selamat tebal lezatnya maknyus nagih ketagihan kangen rindu betah langganan pas cocok
ideal idaman dambaan impian unik kreatif inovatif inspiratif cerdas pintar pandai rajin tekun disiplin
teladan berprestasi prestasi menang pemenang maju berkembang membanggakan menghibur terhibur tersenyum
senyum ceria happy good nice great cool love best top oke ok okay sip siap worth worthed murmer berasa
kenyang melimpah variatif beragam legendaris otentik autentik renyah crispy juicy creamy manis legit mantul
gokil gemas setia peduli bijak adil dermawan tulus ikhlas higienis terawat tertata megah meriah memikat
menawan anggun tampan ganteng ayu apik joss keramahan kenyamanan kebersihan puji memuji pujian acungan
jempol apresiasi kesukaan disukai dicintai dikagumi terkesan berkesan memanjakan dimanjakan bersyukur kagumi
sehat manjur mujarab ampuh efektif efisien stabil tangguh gampang ringan
"""

_COMPLAINT = """
jelek buruk rusak cacat pecah bocor hilang salah susah parah payah kotor bau kecewa mengecewakan lambat lama
mahal kasar jutek judes galak ketus sombong angkuh cuek marah kesal sebal jengkel dongkol benci muak bosan
bete malas menyesal kapok rugi merugikan tipu bohong curang palsu kw bekas kadaluarsa basi busuk berjamur
hambar anyir amis pahit asam gosong mentah alot keras dingin keasinan asin kemanisan hancur sobek robek
penyok lecet baret retak patah copot lepas longgar kendor sempit sesak pengap panas gerah bising berisik
ribut sumpek kumuh jorok lengket berdebu kecoa lalat tikus semut cicak rambut menjijikkan jijik mual muntah
diare sakit keracunan pusing error eror gagal macet hang lelet lemot bug crash mati tewas kurban korban
bodoh tolol goblok bego dungu konyol ngawur ngaco asal sembarangan ceroboh teledor lalai lupa telat
terlambat molor batal dibatalkan ditolak tolak menolak komplain keluhan mengeluh protes kritik dikecewakan
tertipu ketipu penipu penipuan rampok maling pencuri korupsi koruptor suap fitnah hoax hoaks dusta ingkar
khianat munafik licik jahat kejam sadis brutal biadab keji zalim hina menghina penghinaan cacian makian
umpatan anjing babi bangsat brengsek kampret sialan sial celaka bencana musibah malapetaka tragedi tragis
sedih menyedihkan prihatin memprihatinkan miris menderita derita sengsara susahnya kesulitan sulit ribet
rumit repot bingung membingungkan mengganggu terganggu gangguan risih curiga takut menakutkan seram ngeri
mengerikan khawatir cemas gelisah panik stres stress depresi lelah letih capek lapar haus miskin bangkrut
hutang pungli pelit kikir tipis lusuh kusam pudar luntur buram gelap kabur rontok lemah loyo lemas boros
mubazir percuma nihil kosong habis langka kehabisan zonk ampas sampah murahan norak kampungan alay lebay bad
worst slow poor fake hate terburuk terjelek parahnya jeleknya kemahalan overpriced nipu bohongin refund
retur return pengembalian klaim ditelantarkan diabaikan abaikan mengabaikan dicuekin menunggu antri antre
ngantri nunggu hadeh aduh duh huh kesalahan kerusakan kekurangan kekecewaan keterlambatan kebohongan
kegagalan masalah bermasalah penyakit merusak menyakitkan menyakiti membohongi menipu mengerjai dikerjai
memaksa dipaksa ancam mengancam ancaman bahaya berbahaya cupu culas bohongan gadungan cacatnya minus
rendahan amburadul berantakan semrawut kacau rusuh ricuh nyesek males kapokk ogah emosi geram gondok murka
amarah heran aneh janggal tolonglah mengenaskan
"""


PRAISE, COMPLAINT = frozenset(_PRAISE.split()), frozenset(_COMPLAINT.split())


def tone(word: str) -> str:
    """`(+)`, `(-)` or nothing; an ending `nya` changes no tone.

    >>> tone("enaknya"), tone("lambat"), tone("meja")
    ('(+)', '(-)', '')
    """
    for form in (word, word.removesuffix("nya")):
        if form in PRAISE:
            return "(+)"
        if form in COMPLAINT:
            return "(-)"
    return ""
