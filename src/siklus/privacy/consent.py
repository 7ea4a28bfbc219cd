"""What a reader is told before a text is kept.

A wording that was ever shown stays here for ever: each stored consent names its version, and must be able
to say what was agreed to. A new text is a new version, never an edit; a test holds the digests.
"""

from dataclasses import dataclass

from siklus.errors import UnknownConsentWording


@dataclass(frozen=True, slots=True)
class Wording:
    """One consent text, in plain Indonesian and English."""

    version: str
    purpose: str  # what the data may be used for; another use needs another consent
    id: str
    en: str


_V1 = Wording(
    version="2026-11",
    purpose="improve-model",
    id=(
        "Bolehkah kami menyimpan ulasan ini? Pilihan ini tidak wajib: tanpa persetujuan pun Anda "
        "tetap mendapat hasilnya, dan ulasan Anda tidak kami simpan.\n"
        "Yang disimpan: teks ulasan yang sudah disamarkan, label yang diberikan model, dan koreksi "
        "Anda bila ada.\n"
        "Tujuannya: mengukur seberapa tepat model ini dan memperbaikinya. Tidak untuk hal lain.\n"
        "Penyamaran: NIK, NPWP, nomor telepon, surel, tautan, nama akun, nomor kartu, nomor rekening, "
        'pelat nomor, dan nama setelah sapaan (misalnya "Pak" atau "nama saya") diganti sebelum '
        "disimpan. Nama yang berdiri sendiri tidak dapat kami kenali dan akan tetap ada, jadi jangan "
        "menuliskannya bila Anda tidak ingin nama itu tersimpan.\n"
        "Lamanya: sampai Anda menarik persetujuan atau pengelola menghapus datanya.\n"
        "Menarik persetujuan: hubungi pengelola layanan ini dengan nama atau nomor pelanggan yang "
        "Anda pakai di sini. Pengelola menghapus semua ulasan Anda, dan model berikutnya dilatih "
        "tanpa ulasan itu."
    ),
    en=(
        "May we keep this review? This is optional: without your consent you still get the result, "
        "and your review is not kept.\n"
        "What is kept: the pseudonymised text of the review, the label that the model gave, and your "
        "correction if you make one.\n"
        "Why: to measure how accurate the model is and to improve it. For nothing else.\n"
        "Pseudonymising: identity and tax numbers, phone numbers, e-mail addresses, links, account "
        "names, card and bank account numbers, number plates, and names after a form of address (such "
        'as "Pak" or "nama saya") are replaced before anything is kept. Free-standing names cannot be '
        "recognised and will stay, so leave them out if you do not want them kept.\n"
        "How long: until you withdraw your consent or the operator deletes the data.\n"
        "To withdraw: contact the operator of this service with the name or customer number that you "
        "use here. The operator erases all your reviews, and the next model is trained without them."
    ),
)

_WORDINGS = {wording.version: wording for wording in (_V1,)}
CURRENT = _V1


def wording(version: str) -> Wording:
    """The text that was shown under this version.

    Raises:
        UnknownConsentWording: there never was one.

    >>> wording(CURRENT.version) is CURRENT
    True
    """
    try:
        return _WORDINGS[version]
    except KeyError:
        raise UnknownConsentWording(version) from None


def versions() -> tuple[str, ...]:
    """Every version there has been, the oldest first."""
    return tuple(_WORDINGS)
