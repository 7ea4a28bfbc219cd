"""The interface: three pages over the HTTP API, through `siklus.client` and nothing else."""

from pathlib import Path

SCRIPT = Path(__file__).with_name("main.py")
ASSETS = Path(__file__).with_name("assets")
