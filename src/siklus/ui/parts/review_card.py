"""The card that a reviewer answers, by buttons or by keys, and the one before it."""

import math
from datetime import datetime

import streamlit as st

from siklus.client import Client, Revealed, ReviewItem, ReviewProgress, SiklusClientError
from siklus.ui.figures import local, number, percent, zone
from siklus.ui.labels import labels, signed
from siklus.ui.parts.desk import Desk, Done, desk_of
from siklus.ui.parts.pieces import metrics
from siklus.ui.review_text import review_text
from siklus.ui.session import tell
from siklus.ui.text import plain, t, t_or

KEYS = 9  # labels that have a digit of the keyboard


def draw(client: Client) -> None:
    """The section."""
    desk = desk_of(client)
    found, problem = _fetched(desk)
    if found is not None and found.drawn:
        st.progress(found.answered / found.drawn, text=_of_today(found))
    _told(desk, desk.problem or problem)
    # What lies on the desk stays there while the service is away: its answer is still to be sent.
    if desk.item is not None:
        _card(desk, desk.item)
    elif found is not None:
        _empty(found)
    if desk.last is not None:
        _last(desk, desk.last)
    if found is not None:
        _figures(found)


def _fetched(desk: Desk) -> tuple[ReviewProgress | None, SiklusClientError | None]:
    """How far the reviewers have come, with a card on the desk; or why the service does not say."""
    midnight = datetime.now(zone()).replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        with st.spinner(t("review.loading")):
            desk.fetch()
            return desk.client.review_progress(midnight), None
    except SiklusClientError as error:
        return None, error


def _of_today(found: ReviewProgress) -> str:
    said = t("review.progress", answered=number(found.answered), drawn=number(found.drawn))
    audits = found.open.get("audit", 0)
    return f"{said} {t('review.audits_open', open=number(audits)) if audits else t('review.audits_done')}"


def _figures(found: ReviewProgress) -> None:
    waiting = sum(found.open.values())
    metrics(
        "metrics-review",
        [
            (
                t("review.today"),
                t("review.of", answered=number(found.answered), drawn=number(found.drawn)),
                t("review.today_help"),
            ),
            (t("review.waiting"), number(waiting), t("review.waiting_help")),
            (t("review.given"), number(found.given), t("review.given_help")),
        ],
    )
    if not found.drawn:
        st.caption(t("review.audits_none"))


def _told(desk: Desk, problem: SiklusClientError | None) -> None:
    if desk.gone is not None:
        st.warning(t_or(f"review.gone.{desk.gone}", t("review.gone.other")), icon=":material/group:")
    if desk.unsent is not None:
        st.warning(t("review.unsent", label=signed(desk.unsent)), icon=":material/cloud_off:")
    if problem is not None:
        tell(problem)


def _empty(found: ReviewProgress) -> None:
    st.info(f"**{t('review.empty')}** {t('review.empty_advice')}", icon=":material/eco:")
    if found.open_elsewhere:
        st.caption(t("review.elsewhere", count=number(found.open_elsewhere)))
    st.button(t("review.again"), key="review-again", icon=":material/refresh:")


def _card(desk: Desk, item: ReviewItem) -> None:
    with st.container(border=True, key="review-card"):
        st.markdown(f"**{t_or(f'review.why.{item.reason}', item.reason)}**")
        st.caption(t_or(f"review.because.{item.reason}", "").format(share=_chance(item.propensity)))
        review_text(item.text)
        if item.ask_id in desk.skipped:
            st.caption(t("review.skipped_again"))
        with st.container(horizontal=True, key="review-labels"):
            for place, label in enumerate(labels(), start=1):
                st.button(
                    signed(label),
                    key=f"say-{label}-{item.ask_id}",
                    on_click=desk.answer,
                    args=(item.ask_id, label),
                    shortcut=str(place) if place <= KEYS else None,
                    type="primary" if label == desk.unsent else "secondary",
                )
            st.button(
                t("review.skip"),
                key=f"skip-{item.ask_id}",
                on_click=desk.answer,
                args=(item.ask_id, None),
                shortcut=t("review.skip_key"),
                type="tertiary",
            )
        st.caption(_kept(item))


def _chance(propensity: float) -> str:
    """A probability in per cent, without a digit behind the point where it needs none."""
    return percent(propensity, 0 if math.isclose(100 * propensity, round(100 * propensity)) else 1)


def _kept(item: ReviewItem) -> str:
    if item.leased_until is None:
        return _keys()
    until = local(datetime.fromisoformat(item.leased_until)).strftime("%H:%M")
    return f"{t('review.kept', until=until)} {_keys()}"


def _keys() -> str:
    return t("review.keys", digits=", ".join(map(str, range(1, min(len(labels()), KEYS) + 1))))


def _last(desk: Desk, last: Done) -> None:
    """What was answered before, to be undone; what the model had said of it, to be asked for."""
    ask_id = last.item.ask_id
    with st.container(border=True, key="review-last"):
        if last.label is None:
            st.markdown(t("review.was_skipped"))
        else:
            st.markdown(t("review.was_answered", label=signed(last.label)))
        st.caption(plain(shortened(last.item.text)))
        if last.seen is not None:
            _seen(last.label, last.seen)
            return
        with st.container(horizontal=True):
            st.button(
                t("review.undo"),
                key=f"undo-{ask_id}",
                on_click=desk.undo,
                args=(ask_id,),
                shortcut="U",
                icon=":material/undo:",
            )
            if last.label is not None:
                st.button(
                    t("review.reveal"),
                    key=f"reveal-{ask_id}",
                    on_click=desk.reveal,
                    args=(ask_id,),
                    shortcut="M",
                    icon=":material/visibility:",
                )
        if last.label is not None:
            st.caption(t("review.undo_note"))


def _seen(said: str | None, seen: Revealed) -> None:
    facts = {
        "version": seen.model_version,
        "label": signed(seen.shown_label),
        "share": percent(seen.probabilities.get(seen.shown_label)),
    }
    alike = t("review.alike") if said == seen.shown_label else t("review.unlike")
    st.markdown(f"{t('review.model_said', **facts)} {alike}")
    st.caption(t("review.stands"))


def shortened(text: str, length: int = 120) -> str:
    """The beginning of a text.

    >>> shortened("satu dua tiga", 9)
    'satu dua…'
    """
    joined = " ".join(text.split())
    return joined if len(joined) <= length else joined[:length].rsplit(" ", 1)[0] + "…"
