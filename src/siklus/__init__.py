"""Siklus: a closed-loop sentiment classifier for Indonesian reviews."""

from importlib.metadata import version

__version__ = version("siklus")
