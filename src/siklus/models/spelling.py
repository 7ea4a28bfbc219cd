"""How Indonesians spell in chats and reviews, and what they draw: tables written by hand.

Each line is `usual form: other forms`. Forms that are words of their own (`apa`, `la`, `di`) are left out
even where they are sometimes short for something else.
"""

_CHAT = """
tidak: tdk tdak tidk tida gak ga g gk gag nggak ngga nggk enggak engga enggk kagak kaga gakk ngak tak ndak
tidak: ndk nda ora kgk kga gaa gaak tiada tydac tyda tydak tidack
bukan: bkn bukn bukannya
belum: blm blum blom belom belon blon blmm
jangan: jgn jng jngn jangn jangang
kurang: krg krng kurng kurg
tanpa: tnp tnpa
yang: yg yng yag yangg iang
dan: n dn
dengan: dgn dg dngan dng dngn
untuk: utk untk buat bwt bt
karena: krn karna krna karn gara2 soalnya soale
tetapi: tp tpi tapi ttpi
tetap: ttp ttep tetep
sudah: sdh udh udah dah uda sdah sudh suda sudaah
saja: aja aj sj saj doang doank ae
juga: jg jga jugak
jadi: jd jdi jadinya jdnya
kalau: kalo kl klo klu kalu klau kaloo
sangat: sgt sngt sangad sngat
banget: bgt bngt bgtt bget bangett bngett bangeet bgd bngd bangat
sekali: skali skli sekalii
pakai: pake pk pke pki makai make
saya: sy sya aku ak aq gue gw gua gwe ane q akuh saia aye
kamu: km kmu lu lo elu loe elo ente u kau ko
kami: kmi
kita: kt kta qta
mereka: mrk mreka
dia: doi dy
ini: ni nih inih ne
itu: tu tuh ituh
begitu: gitu gt gtu bgitu bgtu
begini: gini gni bgini
bagaimana: gimana gmn gmana gmna bgmn bagaimna gimna
kenapa: knp knapa napa mengapa knpa
apa: ap apaan apah
siapa: sp sapa syapa
kapan: kpn
dimana: dmn dmna
mana: mn
semua: smua smw smuanya semuanya semuaa
seperti: sprti spt sperti kayak kyk kaya kek kyak macam ky
orang: org orng
lagi: lg lgi
masih: msh masi msih
lebih: lbh lbih lebi
banyak: bnyk byk bnyak banyk
sedikit: dikit dkit sdikit sdkt
bisa: bs bsa bisaa biza
dapat: dpt dpat dapet dpet
sama: sm ama sma samaa
lalu: trus terus trs truss
hanya: cuma cuman cm cma hny hnya cmn
baru: br bru baruu
mau: mo mw pengen pengin pgn ingin pngn
harus: hrs hrus kudu musti mesti
tahu: tau th tw
tadi: td tdi
pernah: prnh pernh prnah
paling: plg plng
dari: dr dri drpd
pada: pd pda
kepada: kpd kpda
dalam: dlm dalem dlam
di: d
ke: k
sampai: sampe smpe smp nyampe nyampai smpai sampek sampaii ampe
datang: dtg dtng dateng
kembali: kmbali balik blk kmbli
sebelum: sblm sblum
sesudah: setelah stlh stelah abis habis hbs
sekarang: skrg skrng skg skarang
kemarin: kmrn kmaren kemaren kmrin
besok: bsk bsok
hari: hr hri
bulan: bln
tahun: thn thun
jam: jm
menit: mnt
pertama: prtama pertm
berapa: brp brapa brpa
setiap: tiap stiap
beberapa: bbrp bbrapa beberpa
walaupun: walau meski meskipun wlpn wlw walopun
padahal: pdhl pdahal padhl
memang: emang emg mmg emng mang
sebagai: sbg sbgai
jelas: jls
benar: bener bnr bnar betul betulan
baik: baek bae baikk
bagus: bgs bgus baguss bagos baguz apik bagoes bags bguss
mantap: mantab mntp mantul mantep mntap manteb mantaff mantapp mantaap mantabs mantaps mntb mntab jos joss
mantap: jooss
keren: kereen kren
enak: enk enakk enaak maknyus maknyuss mantepp yummy
lezat: lzt lezatt
murah: mrh murmer muraah murahh mura
mahal: mhl mahall
cepat: cpt cepet cpat cepatt ngebut kilat cpet cepaat
lambat: lmbt lelet lemot lemott leleet
lama: lm lamaa lame
puas: puass puaas
suka: ska sukaa demen seneng sukak
senang: sneng snang senengg
kecewa: kcewa kecewaa kcw kecewah kciwa kuciwa keciwa
jelek: jlek jelekk jlk elek jeleek butut burik
buruk: bruk buruuk
rusak: rsk rusakk rusk
cacat: cact
pecah: pcah
bocor: bcor
hilang: ilang
salah: slh slah
susah: ssh sush
parah: prh parahh parrah
payah: payahh
kotor: ktor
bau: bauu
penuh: pnuh
rapi: rapih rpi rapii
aman: amn amaan amann
ramah: rmh ramahh
sopan: spn
respon: respond response respons respn rspn responnya
penjual: seller saller sellernya seler pelapak
pembeli: buyer
toko: tko tokonya olshop
barang: brg brng barangg barng brang
produk: product prodak produknya prduk
pesan: psn order orderan pesen psan
pesanan: psnan pesenan
kirim: krm krim
pengiriman: pngiriman pengirimn
dikirim: dkirim dikirm dkrm
kemasan: packing packaging paking pengemasan packingnya bungkusan packging
kualitas: kwalitas kualitasnya kwalitet quality qualitas kualiti
harga: hrg hrga hargany harganya price
ongkir: ongkirnya
garansi: gransi warranty
gambar: gmbr gambr foto poto
warna: wrna wrn color
ukuran: ukurn size ukrn
sesuai: sesuaii ssuai sesui sesue sesua ssuaii
berfungsi: brfungsi fungsi work works
normal: nrmal
mati: mti
coba: cb cba cobain nyoba nyobain
beli: bli blii
bayar: byr byar
terima: trima trm nrima
kasih: ksh ksih kasi
terimakasih: makasih mksh makasi makasiih trims thx thanks thanx thank tengkyu tq ty thankyou trimakasih
terimakasih: trmksh tks suwun nuhun mksih
tolong: tlg tlong plis please pls plz
mohon: mhn
maaf: maap sori sorry sry maapin mf
semoga: smoga moga smg mudah2an semogaa
bermanfaat: brmanfaat manfaat
lumayan: lmyn lumayn mayan lumyan lmayan
biasa: biasaa bysa
biasanya: biasany
sering: srg srng
kadang: kdg kdang
langsung: lgsg lgsng lngsung langsng lsg
memuaskan: muasin memuasin mmuaskan memuasakan
rekomendasi: recommended recomended rekomended recommend rekomen recomend rekomend recommen recomendasi
rekomendasi: recommendation reccomended rekomendasiin rekomendid recomen recommented recomendet rekomendet
rekomendasi: recommendeed
terbaik: best trbaik
bagusnya: good gud goods
cantik: cntik cantikk
lucu: lucuu lcu gemes gemas
tempat: tmpt tmpat tempt
makan: mkn maem mkan
makanan: mknan makanann food
minum: mnm minm
minuman: mnuman drink
pelayanan: plyanan service servis servisnya pelayanannya layanan servicenya
pelayan: waiter waitress pelayannya
teman: tmn temen tman
keluarga: klrg kluarga klg family
anak: ank
rumah: rmah
jalan: jln jlan
tinggal: tgl tnggal
masuk: msk masup
keluar: klr kluar
nomor: no nmr nomer
telepon: telp tlp telpon tlpn telfon
aplikasi: app apk aplikasinya apps
rupiah: rp
ribu: rb rebu ribuan
juta: jt
menunggu: nunggu nungguin tunggu nggu
mengecewakan: ngecewain mengecewain mengecewakn ngecewakan mengecewkan
menyesal: nyesel nyesal menyesel
bohong: boong bohongg ngibul boongan
tipu: penipu nipu nipuu ketipu
bodoh: bego goblok goblog tolol bloon dongo bodo guoblok
hati: ht
percaya: prcaya
mudah: gampang mdh gmpang mudahh
kecil: kcl kecill kcil
besar: gede bsr gde
sakit: skit
kata: katanya
bilang: blg bilng
lihat: liat lht liatin
cari: nyari cri
ambil: ambl
punya: pny pnya punye
sendiri: sndiri sendri
mungkin: mgkn mungkn mgkin
memberi: ngasih kasihin
membuat: bikin bkin bikn
menjadi: mnjadi mjd
dibanding: drpda ketimbang
agar: supaya spy spya biar biyar
oleh: ole
seharusnya: harusnya hrsnya
pokoknya: pokonya
bapak: bpk
ibu: bu
kakak: kak kk kaka
mas: maz
bang: abang bg
admin: min mimin
gratis: free gratiss
bintang: star stars
jujur: jjr
percuma: prcuma
lengkap: lkp lngkap komplit komplet
kosong: ksg kosng
tipis: tpis
tebal: tebel tbal
panas: pns
dingin: dngin
nyaman: nyamn cozy comfy
bersih: brsih bersihh
luas: luass
sepi: spi
ramai: rame rmai
asik: asyik asikk asyk asiik asyikk
hebat: hbt hebatt amazing awesome excellent
sempurna: perfect smpurna
cinta: love lope
benci: bnci
sedih: sdih sedihh
marah: mrah ngamuk
takut: tkt
bangga: bngga
sayang: syg syang
semangat: smangat smgt cemungut
pemerintah: pmrintah pemrintah
indonesia: indo indonesa
jakarta: jkt
bandung: bdg
surabaya: sby
"""

# The word stands for every drawing of its row; it is made of letters that no Indonesian word has.
_DRAWN = """
emojisuka: 😀 😃 😄 😁 😆 😊 🙂 😍 🥰 😘 😋 🤩 😻 😇 🤗 😎 ☺ 🥳 😽 😚 😙 😗 😌 😉 😸 😺 🤤
emojisuka: :) :-) :] =) :d :-d =d xd ^_^ ^^ :3 ;) ;-) :p :-p :')
emojicinta: ❤ 💕 💖 💗 💓 💞 💘 💝 💙 💚 💛 🧡 💜 🤍 🖤 ♥ <3 💟 😻
emojijempol: 👍 👌 👏 💯 🙌 🔥 ⭐ 🌟 ✨ 🎉 💪 🤝 ✅ 🏆 🥇 🤙 🙏 ✔
emojitawa: 😂 🤣 😹 😅
emojisedih: 😢 😭 😞 😔 😟 😥 😓 🙁 ☹ 😩 😫 😿 💔 😣 😖 🥺 😪 😕 :( :-( :[ =( :'( t_t :/ :-/
emojimarah: 😠 😡 🤬 👿 😤 🖕 👎 💢 >:( 😾 ❌ 👊
emojimuak: 🤮 🤢 💩 😒 🙄 😑 😐 😬 🤦 -_- 🤡 😷 🤷 🥴
"""


def _read(table: str) -> dict[str, str]:
    """Other form → usual form."""
    rows = (line.split(": ", 1) for line in table.strip().splitlines())
    return {form: usual for usual, forms in rows for form in forms.split(" ") if form}


USUAL_FORM: dict[str, str] = _read(_CHAT)
DRAWING: dict[str, str] = _read(_DRAWN)
NEGATIONS = frozenset({"tidak", "bukan", "belum", "jangan", "kurang", "tanpa"})
EXAMPLE_OF: dict[str, str] = {
    token: drawings.split(" ", 1)[0]
    for token, drawings in reversed([line.split(": ", 1) for line in _DRAWN.strip().splitlines()])
}
