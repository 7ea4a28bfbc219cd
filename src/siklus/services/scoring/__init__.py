"""Score a file of reviews: streaming, on all cores, and going on where it was interrupted."""

from siklus.services.scoring.service import Order, Scored, ScoringService

__all__ = ["Order", "Scored", "ScoringService"]
