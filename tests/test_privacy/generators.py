"""Made-up personal data of every kind, and sentences to carry it. Nothing here belongs to anybody."""

# ruff: noqa: SIM905, E501 - tables of words and formats read better in long lines

from random import Random

from siklus.privacy.patterns import Kind

CARRIERS = (
    "barang belum sampai juga padahal sudah seminggu, tolong dicek ya {} terima kasih",
    "Pelayanannya ramah dan cepat. {} Saya akan kembali lagi ke sini.",
    "kecewa sekali dengan toko ini ({}) mohon segera ditindaklanjuti",
    "{} mohon dibalas secepatnya karena sudah menunggu 3 hari",
    "harganya Rp150.000 untuk 2 pcs, silakan hubungi {}",
    "tempatnya bersih, makanannya enak,\n{}\nporsinya pas untuk 4 orang.",
)
PROVINCES = (
    "1101",
    "1271",
    "1371",
    "1671",
    "3171",
    "3204",
    "3273",
    "3374",
    "3471",
    "3578",
    "3603",
    "5171",
    "7371",
)
OPERATORS = (
    "811 812 813 821 822 823 851 852 853 814 815 816 855 856 857 858 817 818 819 859 877 878 831 832 833 838 "
    "895 896 897 898 899 881 882 883 884 885 886 887 888 889"
).split()
AREAS = "21 22 24 31 61 251 271 274 341 361 370 411 431 511 541 561 651 711 721 751 761 778 911 967".split()
FIRST_NAMES = (
    "Budi Siti Agus Dewi Rizky Putri Wahyu Ayu Andi Nurul Hendra Yanti Fajar Ratna Joko Mega".split()
)
SURNAMES = "Santoso Wijaya Pratama Lestari Hidayat Nugroho Siregar Saputra Rahmawati Kusuma".split()
HOSTS = ("gmail.com", "yahoo.co.id", "outlook.com", "kantor.go.id", "mail.ugm.ac.id", "tokoku.id")


def digits(random: Random, count: int) -> str:
    return "".join(random.choice("0123456789") for _ in range(count))


def with_check_digit(number: str) -> str:
    """`number` and its Luhn digit."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 - place % 2)
        total += value - 9 * (value > 9)
    return number + str(-total % 10)


def grouped(number: str, sizes: tuple[int, ...], gap: str) -> str:
    groups, at = [], 0
    for size in sizes:
        groups.append(number[at : at + size])
        at += size
    return gap.join(group for group in [*groups, number[at:]] if group)


def full_width(number: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isdigit() else c for c in number)


def nik(random: Random) -> str:
    day = random.randint(1, 28) + random.choice((0, 40))
    born = f"{day:02}{random.randint(1, 12):02}{random.randint(0, 99):02}"
    number = random.choice(PROVINCES) + f"{random.randint(1, 30):02}" + born + digits(random, 4)
    return random.choice(
        (number, number, grouped(number, (4, 4, 4), " "), grouped(number, (4, 4, 4), "-"),
         grouped(number, (6, 6), "-"), grouped(number, (2, 2, 2, 6), "."), full_width(number), " ".join(number))
    )  # fmt: skip


def npwp(random: Random) -> str:
    # The first two digits are the kind of taxpayer; none of them begins like a phone number here.
    number = with_check_digit(random.choice(("01", "07", "09", "41", "24")) + digits(random, 6)) + digits(
        random, 6
    )
    if number.startswith("0") and random.random() < 0.3:
        return "0" + number
    dotted = f"{number[:2]}.{number[2:5]}.{number[5:8]}.{number[8]}-{number[9:12]}.{number[12:]}"
    return random.choice((number, dotted, dotted, full_width(dotted)))


def mobile(random: Random) -> str:
    number = random.choice(OPERATORS) + digits(random, random.choice((6, 7, 8)))
    local, gap = "0" + number, random.choice((" ", "-", ".", " - "))
    spaced = grouped(local, (4, 4), gap)
    return random.choice(
        (local, spaced, spaced, f"62{number}", f"+62{number}", f"+62 {grouped(number, (3, 4), gap)}",
         f"(+62) {number}", f"+62 (0) {number}", f"({local[:4]}) {local[4:]}", " ".join(local), full_width(local),
         local[:5] + "\u200b" + local[5:], spaced.replace("0", "o"), "O" + local[1:], local.replace("0", "O"))
    )  # fmt: skip


def landline(random: Random) -> str:
    area = random.choice(AREAS)
    number = random.choice("23456789") + digits(
        random, random.choice((5, 6, 7) if len(area) == 2 else (5, 6))
    )
    half = grouped(number, (3,), " ")
    return random.choice(
        (f"0{area}{number}", f"0{area}-{number}", f"0{area} {half}", f"(0{area}) {half}", f"(0{area}){number}",
         f"+62 {area} {half}", f"0{area} - {number}")
    )  # fmt: skip


def phone(random: Random) -> str:
    return random.choice((mobile, mobile, mobile, landline))(random)


def email(random: Random) -> str:
    name = (
        random.choice(FIRST_NAMES).lower()
        + random.choice((".", "_", "", "+"))
        + random.choice(SURNAMES).lower()
    )
    name += random.choice(("", "", digits(random, 2)))
    host = random.choice(HOSTS)
    dotted = host.replace(".", " dot ")
    return random.choice(
        (f"{name}@{host}", f"{name}@{host}", f"{name}@{host}".upper(), f"{name} at {dotted}", f"{name}(at){host}",
         f"{name} [at] {host.replace('.', ' (dot) ')}", f"{name} @ {host}", f"{name} [at] {host}")
    )  # fmt: skip


def url(random: Random) -> str:
    host = random.choice(("tokoku.com", "contoh.co.id", "warung-sari.id", "kedai.shop", "sub.domain.net"))
    path = random.choice(("", "/", "/produk/123", "/a?b=c&d=81234567890", "/@budi"))
    short = random.choice(("bit.ly/3xYz", "t.co/Ab12", "wa.me/6281234567890", "s.id/promo"))
    return random.choice(
        (f"https://{host}{path}", f"http://{host}{path}", f"www.{host}{path}", f"{host}{path}", short)
    )


def handle(random: Random) -> str:
    name = (
        random.choice(FIRST_NAMES).lower() + random.choice(("", "_", ".")) + random.choice(SURNAMES).lower()
    )
    return "@" + random.choice((name, name + digits(random, 8), digits(random, 1) + name, "_" + name.upper()))


def card(random: Random) -> str:
    number = with_check_digit((random.choice(("4", "51", "55", "22", "62")) + digits(random, 14))[:15])
    express = with_check_digit(random.choice(("34", "37")) + digits(random, 12))
    return random.choice(
        (number, grouped(number, (4, 4, 4), " "), grouped(number, (4, 4, 4), "-"), full_width(number), express,
         grouped(express, (4, 6), " "))
    )  # fmt: skip


def account(random: Random) -> str:
    number = random.choice("123456789") + digits(random, random.choice((9, 9, 11, 12)))
    cue = random.choice(("norek", "no. rek", "rekening BCA", "nomor rekening", "VA", "no rek bni:", "Rek."))
    order = random.choice(("INV/", "resi JP", "no resi ", "kode booking "))
    return random.choice(
        (number, f"{cue} {number}", f"{cue} {grouped(number, (3, 3), '-')}", f"{cue} {grouped(number, (3, 3), ' ')}",
         f"{order}{number}", f"{cue} {number[:7]}")
    )  # fmt: skip


def plate(random: Random) -> str:
    region = random.choice("A B D E F G H L N AB AD AG BA BG BK DK DR KT".split())
    number, ending = str(random.randint(1000, 9999)), "".join(random.choice("CFJQRUYZ") for _ in range(3))
    short = ending[: random.choice((2, 3))]
    return random.choice(
        (f"{region} {number} {short}", f"{region} {number[:3]} {short}", f"{region}-{number}-{short}",
         f"{region}{number}{ending}", f"plat {region.lower()} {number} {short.lower()}",
         f"nopol {region.lower()}{number[:2]}{ending[:1].lower()}")
    )  # fmt: skip


def name(random: Random) -> str:
    first, last = random.choice(FIRST_NAMES), random.choice(SURNAMES)
    address = random.choice(
        "Pak Bu Bapak Ibu Mas Mbak Kak Bang pak bu mas mbak kak bang dr. drg. Bpk. Dr. Mba".split()
    )
    strong = random.choice(("nama saya", "Nama saya", "a.n.", "atas nama", "saya bernama", "a/n", "an."))
    return random.choice(
        (f"{address} {first}", f"{address} {first} {last}", f"{strong} {first} {last}", f"{strong} {first.lower()}",
         f"PAK {first.upper()}")
    )  # fmt: skip


GENERATORS = {
    Kind.NIK: nik,
    Kind.NPWP: npwp,
    Kind.PHONE: phone,
    Kind.EMAIL: email,
    Kind.URL: url,
    Kind.HANDLE: handle,
    Kind.CARD: card,
    Kind.ACCOUNT: account,
    Kind.PLATE: plate,
    Kind.NAME: name,
}


def carried(random: Random, kind: Kind) -> str:
    """A sentence that holds one made-up piece of personal data of this kind."""
    return random.choice(CARRIERS).format(GENERATORS[kind](random))
