"""Another language is noticed; Indonesian as people type it is not taken for one."""

import csv

import pytest

from siklus.cli.up import starter_reviews
from siklus.monitoring.language import LANGUAGES, Language, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Barang sudah sampai dengan selamat, terima kasih banyak", Language.INDONESIAN),
        ("brg udh smpe tp kok warnanya beda sm yg di foto ya gan", Language.INDONESIAN),
        ("menunya dikembangkan terus pelanggannya bertambah", Language.INDONESIAN),
        ("The seller was very kind and the delivery was quick", Language.ENGLISH),
        ("I don't like this product, it broke after two days", Language.ENGLISH),
        ("terrible service, the member card was never accepted here", Language.ENGLISH),
        ("El producto llegó roto y el vendedor nunca contestó", Language.OTHER_LATIN),
        ("Die Lieferung kam zu spät und der Karton war offen", Language.OTHER_LATIN),
        ("Le colis est arrivé cassé et personne ne répond", Language.OTHER_LATIN),
        ("商品很好, 物流很快, 下次还会再来购买", Language.OTHER_SCRIPT),
        ("المنتج جيد جدا والتوصيل سريع شكرا لكم", Language.OTHER_SCRIPT),
        ("สินค้าดีมาก ส่งเร็ว ชอบมากค่ะ", Language.OTHER_SCRIPT),
        ("!!! 123 👍👍", Language.OTHER_SCRIPT),
        ("", Language.OTHER_SCRIPT),
    ],
)
def test_languages(text, language):
    assert language_of(text) is language


def test_code_mixing_is_what_most_of_it_is():
    assert (
        language_of("Overall oke banget sih tempatnya, worth it dan bakal balik lagi") is Language.INDONESIAN
    )


def test_hardly_a_starter_review_is_taken_for_another_language():
    rows = list(csv.DictReader(starter_reviews().decode().splitlines()))
    found = [language_of(row["text"]) for row in rows]
    # Some are Javanese, Sundanese or Minang, and some mostly English.
    assert found.count(Language.INDONESIAN) / len(found) > 0.96
    formal = [kind for kind, row in zip(found, rows, strict=True) if row["register"] in {"formal", "santai"}]
    assert formal.count(Language.INDONESIAN) / len(formal) > 0.998


def test_the_order_of_languages_is_that_of_stored_counts():
    assert LANGUAGES == ("indonesian", "english", "other_latin", "other_script")
