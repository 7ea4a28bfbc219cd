"""Every word of an alert, in Indonesian and in English."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from siklus.domain.alerts import Event, Figure, Notice


class Language(StrEnum):
    """The languages that alerts are written in."""

    ID = "id"
    EN = "en"


class Unit(StrEnum):
    """How a figure is written."""

    SHARE = "share"
    SCORE = "score"
    COUNT = "count"
    MS = "ms"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Message:
    """An alert in words, and its facts for programs."""

    title: str  # one line
    text: str
    facts: dict[str, Any]


F = Figure
UNITS: dict[Figure, Unit] = {
    F.DRIFT_SCORE: Unit.SCORE,
    F.DRIFT_LEVEL: Unit.COUNT,
    F.PREDICTIONS: Unit.COUNT,
    F.LATENCY_MEAN_MS: Unit.MS,
    F.LATENCY_P95_MS: Unit.MS,
    F.UNSTORED_BY_OUTAGE: Unit.COUNT,
    F.WORKER_SILENCE_S: Unit.SECONDS,
    F.LABELS_WAITING: Unit.COUNT,
    F.OPEN_AUDITS: Unit.COUNT,
    F.FAILED_RUNS: Unit.COUNT,
    F.ROLLED_BACK: Unit.COUNT,
    F.ERASURE_FORCED: Unit.COUNT,
    F.RUNS_WITHHELD: Unit.COUNT,
    F.SCORER_OUT: Unit.COUNT,
    F.CHALLENGER_OUT: Unit.COUNT,
    F.CHALLENGER_READY: Unit.COUNT,
}

# language → event → sentence
SENTENCES: dict[Language, dict[Event, str]] = {
    Language.ID: {
        Event.RAISED: "⚠ Siklus: {trouble}.",
        Event.AGAIN: "⚠ Siklus, masih berlangsung: {trouble}.",
        Event.RECOVERED: "✓ Siklus, sudah pulih: {figure} {value}{version}.",
        Event.CLOSED: "✓ Siklus, ditutup: {figure}{version}; versi atau aturannya tidak berlaku lagi.",
        Event.TEST: "✓ Siklus: ini pesan uji. Peringatan akan datang lewat saluran ini.",
    },
    Language.EN: {
        Event.RAISED: "⚠ Siklus: {trouble}.",
        Event.AGAIN: "⚠ Siklus, still so: {trouble}.",
        Event.RECOVERED: "✓ Siklus, recovered: {figure} {value}{version}.",
        Event.CLOSED: "✓ Siklus, closed: {figure}{version}; its version or rule is not in force any more.",
        Event.TEST: "✓ Siklus: this is a test message. Alerts will come by this channel.",
    },
}
PARTS: dict[Language, dict[str, str]] = {
    Language.ID: {
        "limit": " (batas {limit})",
        "version": ", versi v{version}",
        "footer": "Aturan {rule}, {at} UTC.",
        "seconds": "{value} detik",
    },
    Language.EN: {
        "limit": " (limit {limit})",
        "version": ", version v{version}",
        "footer": "Rule {rule}, {at} UTC.",
        "seconds": "{value} s",
    },
}

# language → figure → (its name, what to do)
FIGURES: dict[Language, dict[Figure, tuple[str, str]]] = {
    Language.ID: {
        F.ACCURACY: (
            "akurasi menurut audit",
            "Lihat halaman Pemantauan; bila perlu kembalikan versi lama: siklus rollback.",
        ),
        F.ACCURACY_LOW: (
            "batas bawah akurasi menurut audit",
            "Jawab audit yang menunggu supaya angkanya lebih pasti.",
        ),
        F.ACCURACY_HIGH: (
            "batas atas akurasi menurut audit",
            "Lihat halaman Pemantauan; bila perlu kembalikan versi lama: siklus rollback.",
        ),
        F.ACCURACY_SHORTFALL: (
            "akurasi pasti di bawah hasil gerbang sebesar",
            "Jawab audit dan sengketa, lalu siklus retrain; bila mendesak: siklus rollback.",
        ),
        F.ESTIMATED_ACCURACY: (
            "perkiraan akurasi (audit dan jawaban pembaca)",
            "Lihat halaman Pemantauan; jawab audit yang menunggu supaya perkiraan ini teruji.",
        ),
        F.ESTIMATED_LOW: (
            "batas bawah perkiraan akurasi",
            "Jawab audit yang menunggu supaya angkanya lebih pasti.",
        ),
        F.ESTIMATED_HIGH: (
            "batas atas perkiraan akurasi",
            "Lihat halaman Pemantauan; jawab audit yang menunggu supaya perkiraan ini teruji.",
        ),
        F.DRIFT_SCORE: (
            "skor pergeseran data",
            "Porsi audit sudah dinaikkan. Jawab audit yang menunggu; gerbang memutuskan pelatihan ulang.",
        ),
        F.DRIFT_LEVEL: ("tingkat pergeseran data", "Jawab audit yang menunggu."),
        F.WRONG_FEEDBACK: (
            "porsi jawaban pembaca yang menyatakan salah",
            "Pembaca lebih sering menjawab saat prediksi salah: periksa dulu akurasi menurut audit.",
        ),
        F.WRONG_FEEDBACK_LOW: (
            "porsi jawaban pembaca yang menyatakan salah, sedikitnya",
            "Pembaca lebih sering menjawab saat prediksi salah: periksa dulu akurasi menurut audit.",
        ),
        F.PREDICTIONS: ("prediksi dalam sehari", "Periksa apakah sumber ulasan masih mengirim."),
        F.VOLUME_DROP: (
            "jumlah prediksi sehari turun sebesar",
            "Periksa apakah sumber ulasan masih mengirim.",
        ),
        F.LATENCY_MEAN_MS: ("waktu jawab rata-rata", "Periksa beban mesin."),
        F.LATENCY_P95_MS: ("waktu jawab (persentil 95)", "Periksa beban mesin."),
        F.REFUSAL_SHARE: (
            "porsi permintaan yang ditolak",
            "Lihat alasan penolakan di halaman Pemantauan; mungkin pengirim mengirim teks yang bukan ulasan.",
        ),
        F.UNSTORED_BY_OUTAGE: (
            "prediksi berizin yang tidak tersimpan karena basis data tidak menjawab",
            "Periksa basis data: siklus db check.",
        ),
        F.WORKER_SILENCE_S: (
            "tidak ada kabar dari worker selama",
            "Jalankan worker: siklus worker (atau siklus up).",
        ),
        F.LABELS_WAITING: (
            "label baru yang belum dipelajari",
            "Lihat alasan pelatihan ulang tertahan: siklus status --why.",
        ),
        F.OPEN_AUDITS: ("audit yang belum dijawab", "Minta peninjau menjawab antrean audit."),
        F.FAILED_RUNS: (
            "pelatihan ulang gagal berturut-turut",
            "Lihat galatnya: siklus status --why, dan catatan worker.",
        ),
        F.ROLLED_BACK: (
            "versi terbaru lebih buruk menurut audit dan sudah dikembalikan ke versi sebelumnya",
            "Angkanya: siklus models, lalu alasan pada halaman Model. Tidak ada yang harus segera dilakukan.",
        ),
        F.CHALLENGER_OUT: (
            "versi yang dicoba berdampingan rusak atau lebih buruk menurut audit dan sudah dihentikan",
            "Alasannya: siklus trial. Versi aktif tetap menjawab; tidak ada yang harus segera dilakukan.",
        ),
        F.CHALLENGER_READY: (
            "versi yang dicoba berdampingan siap diputuskan menurut audit",
            "Angkanya: siklus trial. Lalu siklus activate VERSI, atau siklus trial end.",
        ),
        F.ERASURE_USED: (
            "versi aktif masih memuat data yang sudah dihapus; tenggat penggantiannya sudah terpakai",
            "Lihat siklus erase --status dan siklus status --why, lalu siklus retrain.",
        ),
        F.ERASURE_FORCED: (
            "versi yang ditolak gerbang terpaksa dipakai karena penghapusan data",
            "Periksa akurasinya di halaman Pemantauan; tambah label lalu siklus retrain.",
        ),
        F.SCORER_OUT: (
            "penilai cepat versi aktif yang berbeda dari modelnya, hilang, atau rusak",
            "Jawaban tetap benar, hanya lebih lambat. Periksa berkas .scorer di folder model.",
        ),
        F.RUNS_WITHHELD: (
            "pelatihan ulang yang seharusnya dimulai tetapi ditahan uji coba kering",
            "Alasannya: siklus status --why. Untuk mengizinkannya, matikan SIKLUS_DRY_RUN.",
        ),
    },
    Language.EN: {
        F.ACCURACY: ("accuracy by audits", "See the monitoring page; if need be: siklus rollback."),
        F.ACCURACY_LOW: (
            "lower bound of the accuracy by audits",
            "Answer the audits that wait, so that the figure becomes more certain.",
        ),
        F.ACCURACY_HIGH: (
            "upper bound of the accuracy by audits",
            "See the monitoring page; if need be: siklus rollback.",
        ),
        F.ACCURACY_SHORTFALL: (
            "accuracy is certainly below the gate's figure by",
            "Answer audits and disputes, then siklus retrain; if it is urgent: siklus rollback.",
        ),
        F.ESTIMATED_ACCURACY: (
            "estimated accuracy (audits and readers' answers)",
            "See the monitoring page; answer the audits that wait, so that the estimate is tested.",
        ),
        F.ESTIMATED_LOW: (
            "lower bound of the estimated accuracy",
            "Answer the audits that wait, so that the figure becomes more certain.",
        ),
        F.ESTIMATED_HIGH: (
            "upper bound of the estimated accuracy",
            "See the monitoring page; answer the audits that wait, so that the estimate is tested.",
        ),
        F.DRIFT_SCORE: (
            "drift score",
            "The audit share has been raised. Answer the audits that wait; the gate decides on a retraining.",
        ),
        F.DRIFT_LEVEL: ("drift level", "Answer the audits that wait."),
        F.WRONG_FEEDBACK: (
            "share of the readers' answers that say wrong",
            "Readers answer more often when it is wrong: look at the accuracy by audits first.",
        ),
        F.WRONG_FEEDBACK_LOW: (
            "share of the readers' answers that say wrong, at least",
            "Readers answer more often when it is wrong: look at the accuracy by audits first.",
        ),
        F.PREDICTIONS: ("predictions within a day", "See whether reviews are still being sent."),
        F.VOLUME_DROP: ("predictions of a day fell by", "See whether reviews are still being sent."),
        F.LATENCY_MEAN_MS: ("mean time to answer", "See how busy the machine is."),
        F.LATENCY_P95_MS: ("time to answer (95th percentile)", "See how busy the machine is."),
        F.REFUSAL_SHARE: (
            "share of requests refused",
            "See the reasons on the monitoring page; somebody may be sending what is no review.",
        ),
        F.UNSTORED_BY_OUTAGE: (
            "consented predictions not kept because the database did not answer",
            "Check the database: siklus db check.",
        ),
        F.WORKER_SILENCE_S: ("no worker was heard of for", "Start one: siklus worker (or siklus up)."),
        F.LABELS_WAITING: (
            "new labels that were not learnt from",
            "See what holds the retraining back: siklus status --why.",
        ),
        F.OPEN_AUDITS: ("audits not answered", "Ask reviewers to answer the queue of audits."),
        F.FAILED_RUNS: (
            "retrainings failed in a row",
            "See the error: siklus status --why, and the worker's log.",
        ),
        F.ROLLED_BACK: (
            "the newest version was worse by audits and the one before it answers again",
            "The figures are in the chain of deployments (page Model). Nothing has to be done at once.",
        ),
        F.CHALLENGER_OUT: (
            "the version on trial was broken or worse by audits and was taken out",
            "The reason: siklus trial. The active version goes on answering; nothing has to be done at once.",
        ),
        F.CHALLENGER_READY: (
            "audits speak for the version on trial, which waits for a decision",
            "The figures: siklus trial. Then siklus activate VERSION, or siklus trial end.",
        ),
        F.ERASURE_USED: (
            "the active version learnt from data that were erased; of the time to replace it is gone",
            "See siklus erase --status and siklus status --why, then siklus retrain.",
        ),
        F.ERASURE_FORCED: (
            "versions answering that the gate refused and an erasure made necessary",
            "Watch its accuracy on the monitoring page; bring more labels, then siklus retrain.",
        ),
        F.SCORER_OUT: (
            "fast scorers of the active version that differ from its model, are missing or damaged",
            "Answers stay right, only slower. See the .scorer files in the models folder.",
        ),
        F.RUNS_WITHHELD: (
            "retrainings that would have been started but for the dry run",
            "The reasons: siklus status --why. To let it: switch SIKLUS_DRY_RUN off.",
        ),
    },
}


def told(notice: Notice, language: Language) -> Message:
    """A notice in words.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    >>> notice = Notice(Event.RAISED, "refusals", Figure.REFUSAL_SHARE, 0.625, 0.5, 0, at)
    >>> told(notice, Language.ID).title
    '⚠ Siklus: porsi permintaan yang ditolak 62,5 % (batas 50,0 %).'
    >>> told(notice, Language.EN).title
    '⚠ Siklus: share of requests refused 62.5% (limit 50.0%).'
    """
    title = _title(notice, language)
    lines = [title]
    if notice.event in (Event.RAISED, Event.AGAIN):
        lines.append(FIGURES[language][notice.figure][1])
    if notice.event != Event.TEST:
        at = f"{notice.at:%Y-%m-%d %H:%M}"
        lines.append(PARTS[language]["footer"].format(rule=notice.rule, at=at))
    return Message(title, "\n".join(lines), facts_of(notice))


def trouble(notice: Notice, language: Language) -> str:
    """What is wrong, as a part of a sentence."""
    parts = _parts(notice, language)
    return parts["figure"] + " " + parts["value"] + parts["limit"] + parts["version"]


def _title(notice: Notice, language: Language) -> str:
    sentence = SENTENCES[language][notice.event]
    return sentence.format(trouble=trouble(notice, language), **_parts(notice, language))


def _parts(notice: Notice, language: Language) -> dict[str, str]:
    parts = PARTS[language]
    limit = "" if notice.limit is None else _written(notice.figure, notice.limit, language)
    return {
        "figure": FIGURES[language][notice.figure][0],
        "value": _written(notice.figure, notice.value, language),
        "limit": parts["limit"].format(limit=limit) if limit else "",
        "version": parts["version"].format(version=notice.version) if notice.version else "",
    }


def facts_of(notice: Notice) -> dict[str, Any]:
    """A notice for programs: the body of a plain webhook."""
    real = notice.event != Event.TEST
    return {
        "event": str(notice.event),
        "rule": notice.rule,
        "figure": str(notice.figure) if real else None,
        "value": notice.value if real else None,
        "limit": notice.limit,
        "version": notice.version or None,
        "at": notice.at.isoformat(),
    }


def _written(figure: Figure, value: float, language: Language) -> str:
    match UNITS.get(figure, Unit.SHARE):
        case Unit.SHARE:
            number = f"{value:.1%}" if language == Language.EN else f"{value:.1%}".replace("%", " %")
        case Unit.SCORE:
            number = f"{value:.3f}"
        case Unit.MS:
            number = f"{value:,.1f} ms"
        case Unit.COUNT:
            number = f"{value:,.0f}"
        case Unit.SECONDS:
            number = PARTS[language]["seconds"].format(value=f"{value:,.0f}")
    # Indonesian has the point and the comma the other way round.
    return number.translate(str.maketrans(",.", ".,")) if language == Language.ID else number
