"""A row is a link of the chain of active versions; the last link is the active pointer."""

from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.exc import IntegrityError

from siklus.database.schema import deployments
from siklus.database.table import TableAccess
from siklus.domain.lifecycle import Action, Deployment
from siklus.errors import DeploymentRaced


class Deployments(TableAccess):
    """The chain."""

    __slots__ = ()

    def last(self) -> Deployment | None:
        """The link that stands; None before the first version."""
        query = select(deployments).order_by(deployments.c.seq.desc()).limit(1)
        row = self.connection.execute(query).first()
        return _deployment(row) if row else None

    def chain(self) -> list[Deployment]:
        """Every link, the oldest first."""
        query = select(deployments).order_by(deployments.c.seq)
        return [_deployment(row) for row in self.connection.execute(query)]

    def add(self, link: Deployment) -> None:
        """Append a link: the compare-and-swap.

        Raises:
            DeploymentRaced: another link has this number already.
        """
        try:
            with self.connection.begin_nested():
                self.connection.execute(
                    insert(deployments).values(
                        seq=link.seq,
                        version=link.version,
                        previous=link.previous,
                        action=link.action,
                        reason=link.reason,
                        actor=link.actor,
                        at=link.at,
                    )
                )
        except IntegrityError:
            last = self.last()
            raise DeploymentRaced(link.previous, last.version if last else None) from None


def _deployment(row: Row[Any]) -> Deployment:
    return Deployment(row.seq, row.version, row.previous, Action(row.action), row.reason, row.actor, row.at)
