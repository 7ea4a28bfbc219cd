"""Train on more rows than memory holds, on one machine or on many."""

from siklus.services.out_of_core.service import Learnt, OutOfCore

__all__ = ["Learnt", "OutOfCore"]
