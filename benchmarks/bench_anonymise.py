"""What it costs to anonymise a review of 20 words, beside presidio with the same kinds, in one run.

    python benchmarks/bench_anonymise.py [--rounds 50]

The texts are made up here: half of them as reviews come (one in ten holds something personal), then 20 of
each kind. Presidio runs in an environment of its own, on the same core right after; what stands for it is the
call that its users make (`AnalyzerEngine.analyze`), and beside it the sum of its recognisers without tokens
and context. Presidio finds only; we find and replace.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from environments import PEERS, environment
from siklus.privacy.patterns import Kind
from siklus.privacy.redaction import anonymise

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "test_privacy"))
from generators import GENERATORS  # noqa: E402 (made-up personal data of the tests)

RESULTS = ROOT / "benchmarks" / "results" / "anonymise.json"
REQUIREMENTS = ("presidio-analyzer==2.2.366", "spacy==3.8.18")
REVIEWS, OF_EACH_KIND, WORDS = 200, 20, 20
LIMIT_US, GOAL = 12, 20
SENTENCES = (
    "Barangnya bagus sekali, pengirimannya cepat dan sesuai dengan foto yang ada di toko.",
    "tempatnya bersih tapi pelayanannya agak lambat, harus menunggu 30 menit baru makanan datang",
    "Kecewa sekali, baru dipakai 2 hari sudah rusak padahal harganya Rp150.000.",
    "rasanya enak dan porsinya pas untuk 4 orang, harganya juga masih terjangkau",
    "Penjualnya ramah dan cepat membalas, barang dikemas rapi pakai bubble wrap tebal.",
    "kamarnya nyaman, AC dingin, sarapan lumayan, lokasinya dekat dengan stasiun kota",
    "Warnanya tidak sesuai pesanan, saya minta hitam malah dikirim biru muda...",
    "sudah pesan tanggal 12/11/2026 tapi sampai sekarang belum juga dikirim oleh tokonya",
    "Mantap! Kualitasnya melebihi harapan saya 👍 pasti akan beli lagi di sini.",
    "aplikasinya sering keluar sendiri setelah pembaruan, tolong segera diperbaiki ya admin",
)


def review(random: Random, personal: str = "") -> str:
    """About 20 words, with `personal` somewhere between them."""
    words = " ".join(random.sample(SENTENCES, 2)).split()[: WORDS - len(personal.split())]
    at = random.randrange(3, len(words))
    return " ".join([*words[:at], *([personal] if personal else []), *words[at:]])


def texts() -> dict[str, list[str]]:
    """Texts by what they are."""
    random, kinds = Random("anonymise"), list(Kind)
    mixed = [
        review(random, GENERATORS[random.choice(kinds)](random) if number % 10 == 0 else "")
        for number in range(REVIEWS)
    ]
    of_kind = {
        kind.value: [review(random, GENERATORS[kind](random)) for _ in range(OF_EACH_KIND)] for kind in kinds
    }
    return {"review": mixed} | of_kind


def ours(every: list[str], rounds: int) -> list[float]:
    """Our median microseconds of each text."""
    taken: list[list[float]] = [[] for _ in every]
    for _ in range(rounds):
        for text, times in zip(every, taken, strict=True):
            started = time.perf_counter()
            anonymise(text)
            times.append((time.perf_counter() - started) * 1e6)
    return [statistics.median(times) for times in taken]


def theirs(every: list[str], rounds: int) -> dict[str, list[float]]:
    """Presidio's, in its environment."""
    python = environment("presidio", *REQUIREMENTS)
    asked = json.dumps({"texts": every, "rounds": rounds})
    done = subprocess.run(
        [python, PEERS / "presidio.py"], input=asked, stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=50)
    rounds = parser.parse_args().rounds
    groups = texts()
    every = [text for some in groups.values() for text in some]
    ours(every, 2)
    mine, presidio = ours(every, rounds), theirs(every, max(3, rounds // 5))
    figures = figures_of(groups, mine, presidio)
    for name, value in figures.items():
        print(f"{name}\t{value:g}")
    print(f"goal: at most {LIMIT_US} us a review\t{'met' if figures['review_us'] <= LIMIT_US else 'missed'}")
    print(f"goal: {GOAL} times as fast\t{'met' if figures['review_ratio'] >= GOAL else 'missed'}")
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")


def figures_of(
    groups: dict[str, list[str]], mine: list[float], presidio: dict[str, list[float]]
) -> dict[str, float]:
    """Medians and their ratios, group by group."""
    figures: dict[str, float] = {}
    begin = 0
    for name, some in groups.items():
        part = slice(begin, begin + len(some))
        us, whole, alone = (
            statistics.median(times[part]) for times in (mine, presidio["whole"], presidio["alone"])
        )
        figures |= {f"{name}_us": us, f"{name}_presidio_us": whole, f"{name}_ratio": whole / us}
        figures[f"{name}_ratio_recognisers_alone"] = alone / us
        begin += len(some)
    personal = slice(REVIEWS, None)
    figures["worst_us"] = max(mine)
    figures["found"] = statistics.mean(
        bool(anonymise(text).counts) for some in list(groups.values())[1:] for text in some
    )
    figures["found_presidio"] = statistics.mean(presidio["found"][personal])
    return {name: round(value, 3) for name, value in figures.items()}


if __name__ == "__main__":
    main()
