"""What runs here, and whether the audit log is whole."""

import pandas as pd
import streamlit as st

from siklus.client import AuditEntry, Client, System
from siklus.ui.figures import moment, number
from siklus.ui.parts.deeds import tell
from siklus.ui.parts.pieces import metrics
from siklus.ui.session import told
from siklus.ui.text import t, t_or

ENTRIES = 20


def draw(client: Client) -> None:
    """The section."""
    with st.spinner(t("settings.wait")):
        found, entries = client.system(), client.audit(ENTRIES)
    st.subheader(t("system.title"), anchor=False)
    metrics(
        "metrics-system",
        [
            ("Siklus", found.version, None),
            ("Python", found.python, None),
            (t("system.database"), t_or(f"system.database.{found.database}", found.database), None),
            (t("system.revision"), found.revision or t("unknown"), t("system.revision_help")),
        ],
    )
    _workers(found)
    _audit(client, found, entries)


def _workers(found: System) -> None:
    st.subheader(t("system.workers"), anchor=False)
    if not any(worker.alive for worker in found.workers):
        st.warning(t("system.no_worker"), icon=":material/engineering:")
    if not found.workers:
        return
    rows = [
        {
            t("system.worker"): worker.id,
            t("system.state"): t("system.alive") if worker.alive else t("system.silent"),
            t("system.seen"): moment(worker.seen_at),
        }
        for worker in found.workers
    ]
    with st.container(key="workers-table"):
        st.dataframe(pd.DataFrame(rows), hide_index=True)
    st.caption(t("system.workers_note"))


def _audit(client: Client, found: System, entries: list[AuditEntry]) -> None:
    st.subheader(t("system.audit"), anchor=False)
    facts = {"entries": number(found.audit_entries)}
    if found.audit_verified_at:
        facts |= {"at": moment(found.audit_verified_at), "checked": number(found.audit_verified_entries)}
        st.markdown(t("system.verified", **facts))
    else:
        st.markdown(t("system.never_verified", **facts))
    if st.button(t("system.verify"), key="verify-audit", icon=":material/link:"):
        with told():
            _verify(client)
    with st.container(key="audit-table"):
        st.dataframe(pd.DataFrame([_row(entry) for entry in entries]), hide_index=True)
    st.caption(t("system.audit_note", n=number(ENTRIES)))


def _verify(client: Client) -> None:
    with st.spinner(t("system.verifying")):
        verdict = client.verify_audit()
    if verdict.sound:
        tell(t("system.sound", entries=number(verdict.entries)))
    fault = t_or(f"system.fault.{verdict.fault}", str(verdict.fault))
    st.error(t("system.unsound", seq=number(verdict.at), fault=fault), icon=":material/link_off:")


def _row(entry: AuditEntry) -> dict[str, str]:
    return {
        t("system.entry"): f"#{entry.seq}",
        t("deployment.at"): moment(entry.at),
        t("deployment.actor"): entry.actor,
        t("deployment.action"): t_or(f"audit.{entry.action}", entry.action),
        t("system.details"): " · ".join(
            f"{name} {value}" for name, value in entry.details.items() if value is not None
        ),
    }
