"""Processes that do the same to one piece of work after the other, on this machine or on many."""

from siklus.services.crew.errand import Act, Crew, Errand
from siklus.services.crew.pool import Alone, Pool, of_jobs

__all__ = ["Act", "Alone", "Crew", "Errand", "Pool", "of_jobs"]
