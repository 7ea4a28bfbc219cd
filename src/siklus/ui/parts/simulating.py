"""Ask for a simulation: what is replayed, what is compared, who answers."""

from typing import Any

import streamlit as st

from siklus.client import Client
from siklus.ui import uploads
from siklus.ui.labels import ready_made
from siklus.ui.parts.deeds import tell
from siklus.ui.session import told
from siklus.ui.text import plain, t
from siklus.ui.uploads import LABEL_NAMES, TEXT_NAMES

SCENARIOS = ("quiet", "new-domain", "slang-wave", "label-shift", "attack")
ARMS = ("static", "siklus", "oracle", "schedule", "online", "no-gate", "no-audit", "no-trust")
USUAL = ["static", "siklus", "oracle"]
SHOWN = "simulation-shown"  # which one the page shows; a new one shows itself
MOST_SEEDS = 10
HABITS = {"click_wrong": 0.35, "click_right": 0.10, "noise": 0.05}  # as the service has them by itself

Wish = dict[str, Any]


def ask(client: Client, *, expanded: bool) -> None:
    """The form; `expanded` where there is nothing else to see."""
    with st.expander(t("simulation.new"), expanded=expanded, icon=":material/add:"):
        source = st.radio(
            t("simulation.source"),
            ("scenario", "files") if ready_made() else ("files",),
            format_func=lambda one: t(f"simulation.source.{one}"),
            horizontal=True,
            key="simulation-source",
        )
        what = _scenario() if source == "scenario" else _files()
        with st.form("simulate", border=False):
            how = _how(source)
            sent = st.form_submit_button(t("simulation.start"), type="primary", key="start-simulation")
        if sent and _is_complete(source, what, how):
            with told():
                asked = client.simulate(**what, **how)
                st.session_state[SHOWN] = asked.id
                tell(t("simulation.started"))


def _scenario() -> Wish:
    chosen = st.selectbox(
        t("simulation.scenario"),
        SCENARIOS,
        index=1,
        format_func=lambda one: t(f"simulation.scenario.{one}"),
        key="simulation-scenario",
    )
    st.caption(t("simulation.scenario_note"))
    return {"scenario": chosen}


def _files() -> Wish:
    st.info(t("simulation.privacy"), icon=":material/lock:")
    found = {name: _file(name) for name in ("stream", "base")}
    shuffle = st.checkbox(t("simulation.shuffle"), key="simulation-shuffle")
    return {**found, "shuffle": shuffle}


def _file(which: str) -> str | None:
    label = t("simulation.stream") if which == "stream" else t("simulation.base")
    chosen = st.file_uploader(label, type=["csv", "tsv", "txt"], key=f"simulation-{which}")
    if chosen is None:
        return None
    upload = uploads.read(chosen.getvalue(), chosen.name)
    if not upload.columns:
        return upload.content.decode("utf-8", errors="replace")  # the service says what is wrong with it
    left, right = st.columns(2)
    name, names = plain(chosen.name), upload.columns
    with left:
        at = uploads.likely(names, TEXT_NAMES)
        text = st.selectbox(t("simulation.text_of", name=name), names, at, key=f"{which}-text")
    with right:
        at = uploads.likely(names, LABEL_NAMES)
        label = st.selectbox(t("simulation.label_of", name=name), names, at, key=f"{which}-label")
    return uploads.renamed(upload, text, label)


def _how(source: str) -> Wish:
    arms = st.multiselect(
        t("simulation.arms"),
        ARMS,
        default=USUAL,
        format_func=lambda one: t(f"simulation.arm.{one}"),
        key="simulation-arms",
    )
    left, right = st.columns(2)
    with left:
        seeds = st.number_input(
            t("simulation.seeds"), 1, MOST_SEEDS, 1, help=t("simulation.seeds_help"), key="simulation-seeds"
        )
    with right:
        block = st.number_input(
            t("simulation.block_size"),
            10,
            5_000,
            100,
            10,
            help=t("simulation.block_help"),
            key="simulation-block",
        )
    with st.expander(t("simulation.more"), key="simulation-readers"):
        readers = _readers(source)
    name = st.text_input(t("simulation.name"), max_chars=80, key="simulation-name").strip()
    return {"name": name, "arms": arms, "seeds": seeds, "block": block, **readers}


def _readers(source: str) -> Wish:
    audit = _share(t("simulation.audit"), 0.03, "audit")
    habits = {
        "click_wrong": _share(t("simulation.click_wrong"), HABITS["click_wrong"], "click-wrong"),
        "click_right": _share(t("simulation.click_right"), HABITS["click_right"], "click-right"),
        "noise": _share(t("simulation.noise"), HABITS["noise"], "noise"),
    }
    found: Wish = {"audit": audit, "readers": None if habits == HABITS else habits}
    if source == "files":  # a scenario says itself who lies
        found["attack"] = _share(t("simulation.attack"), 0, "attack", most=90)
    return found


def _share(name: str, usual: float, key: str, most: int = 100) -> float:
    return st.slider(name, 0, most, round(100 * usual), format="%d %%", key=f"simulation-{key}") / 100


def _is_complete(source: str, what: Wish, how: Wish) -> bool:
    """Whether it can be sent; what is missing is said."""
    if source == "files" and not what["stream"]:
        st.warning(t("simulation.no_stream"), icon=":material/upload_file:")
        return False
    if not how["arms"]:
        st.warning(t("simulation.no_arm"), icon=":material/touch_app:")
        return False
    return True
