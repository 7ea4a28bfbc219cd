"""Which version answered when, drawn and told."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from siklus.client import Client, Trial
from siklus.ui import charts_model
from siklus.ui.figures import local, moment
from siklus.ui.parts.pieces import Figures, charted
from siklus.ui.text import t, t_or

BEGINNING = "2000-01-01"


def draw(client: Client) -> None:
    """The section."""
    st.subheader(t("model.deployments"), anchor=False)
    chain = client.timeline(BEGINNING)["deployments"]
    if not chain:
        st.markdown(t("model.deployments_empty"))
        return
    found = client.trial()
    tried = [*found.past, *([found.trial] if found.trial else [])]
    spans = list(_spans(chain))
    chart = charts_model.timeline(
        spans, [_change(link) for link in chain], [_tried(trial) for trial in tried]
    )
    said = "; ".join(span["written"] for span in spans)
    charted(chart, f"{t('timeline.alt')}: {said}", _rows(chain), "deployments")
    st.caption(t("timeline.caption"))
    with st.container(key="deployments-table"):
        st.dataframe(pd.DataFrame([_told(link) for link in reversed(chain)]), hide_index=True)


def _spans(chain: Sequence[Figures]) -> Iterator[dict[str, Any]]:
    ends = [link["at"] for link in chain[1:]]
    for link, end in zip(chain, [*ends, None], strict=True):
        until = t("timeline.now") if end is None else moment(end)
        yield {
            "version": link["version"],
            "begin": _drawn(link["at"]),
            "end": _drawn(end),
            "written": t("timeline.span", version=link["version"], begin=moment(link["at"]), end=until),
        }


def _change(link: Figures) -> dict[str, Any]:
    action = t_or(f"action.{link['action']}", str(link["action"]))
    return {
        "version": link["version"],
        "at": _drawn(link["at"]),
        "action": link["action"],
        "written": f"v{link['version']} · {action} · {moment(link['at'])}",
    }


def _tried(trial: Trial) -> dict[str, Any]:
    mode = t_or(f"trial.mode.{trial.mode}", trial.mode)
    return {
        "version": trial.version,
        "begin": _drawn(trial.started_at),
        "end": _drawn(trial.ended_at),
        "mode": trial.mode,
        "written": f"v{trial.version} · {mode} · {moment(trial.started_at)}",
    }


def _drawn(stamp: str | None) -> str:
    """A time as the chart takes it: the visitor's own, without a zone; now where there is none."""
    at = datetime.fromisoformat(stamp) if stamp else datetime.now(UTC)
    return local(at).replace(tzinfo=None).isoformat(timespec="seconds")


def _rows(chain: Sequence[Figures]) -> list[Figures]:
    return [dict(link) for link in chain]


def _told(link: Figures) -> dict[str, str]:
    before = f"v{link['previous']} → " if link["previous"] else ""
    return {
        t("deployment.at"): moment(link["at"]),
        t("deployment.change"): f"{before}v{link['version']}",
        t("deployment.action"): t_or(f"action.{link['action']}", link["action"]),
        t("deployment.reason"): link["reason"],
        t("deployment.actor"): link["actor"],
    }
