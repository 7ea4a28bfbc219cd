"""Made-up reviews, as many as are wanted, in which new words keep coming as they do in real ones."""

# ruff: noqa: SIM905, E501 - tables of words read better in long lines

import csv
from pathlib import Path
from random import Random

RARE = 8  # one word in so many is followed by a rare one
EXPONENT = 0.2  # of the rare words' law: the smaller, the more different ones
SYLLABLES = (
    "ba be bi bo bu ca da de di du fa ga gi gu ha ja ju ka ke ki ko ku la le li lu ma me mi mo mu na ne ni nu "
    "pa pe pi pu ra re ri ru sa se si su ta te ti tu wa ya yu ang eng ing ong nya kan lah pun"
).split()
FRAMES = (
    "{thing} {quality} sekali, {deed} dan {more}",
    "Saya {feeling} dengan {thing} ini karena {more}. {end}",
    "{thing} datang {when} tapi {more}, {feeling} jadinya",
    "Sudah {number} kali pesan di sini, {thing} selalu {quality}. {end}",
    "Kata teman {thing} nya {quality}, ternyata {more} dan {deed}",
    "{feeling}! {thing} yang saya beli {when} {more}, harganya Rp{number}.000",
    "untuk harga {number} ribu {thing} segini {quality} lah, {more}. {end}",
    "Pelayanan {quality}, {deed}, {thing} {quality} juga, {end}",
)
CHOICES: dict[str, tuple[str, ...]] = {
    "thing": tuple("barang makanan minuman kamar pelayanan kemasan warna ukuran aplikasi kurir baju sepatu kopi nasi".split()),
    "quality": tuple("bagus jelek mantap lumayan biasa enak hambar bersih kotor cepat lambat murah mahal rapi rusak".split()),
    "feeling": tuple("senang kecewa puas kesal bingung kaget lega menyesal terharu".split()),
    "when": ("kemarin", "tadi", "hari ini", "minggu lalu", "tepat waktu", "terlambat", "malam-malam", "pagi-pagi"),
    "deed": ("pengirimannya cepat", "penjualnya ramah", "dibungkus rapi", "balasnya lama", "tidak dibalas sama sekali"),
    "more": (
        "tidak sesuai dengan foto", "sesuai pesanan", "rasanya kurang pas", "baru dipakai sudah rusak",
        "porsinya banyak", "antrenya panjang sekali", "nyaman dipakai seharian",
    ),
    "end": (
        "Terima kasih ya kak.", "Tidak akan beli lagi!", "Semoga ke depannya lebih baik lagi.",
        "Recommended banget 👍", "Pasti kembali lagi bersama keluarga.", "tolong diperbaiki ya min",
    ),
}  # fmt: skip


def write(path: Path, rows: int) -> int:
    """Write a CSV of reviews; how many different words they have."""
    random, seen = Random(0), set[str]()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "text", "toko"))
        for number in range(rows):
            text = " ".join(sentence(random) for _ in range(random.choice((1, 1, 2))))
            seen.update(text.split())
            writer.writerow((number, text, f"toko {number % 97}"))
    return len(seen)


def sentence(random: Random) -> str:
    """One frame, filled in."""
    filled = {name: random.choice(some) for name, some in CHOICES.items()}
    words = random.choice(FRAMES).format(**filled, number=random.randint(2, 99)).split()
    return " ".join(word if random.randrange(RARE) else f"{word} {rare(random)}" for word in words)


def rare(random: Random) -> str:
    """A word from an endless list, the first ones much more often: by Zipf's law."""
    rank = int(random.paretovariate(EXPONENT))
    word = ""
    while rank or not word:
        rank, at = divmod(rank, len(SYLLABLES))
        word += SYLLABLES[at]
    return word
