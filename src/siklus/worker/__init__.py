"""The slow half of the loop: measure, decide, retrain; carried on by another worker where one dies."""

from siklus.worker.jobs import migrate
from siklus.worker.run import work

__all__ = ["migrate", "work"]
