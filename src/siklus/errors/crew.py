"""Errors about work on other machines, and about training on more than memory holds."""

from siklus.errors.tree import Conflict, Invalid, Unavailable


class ClusterUnreachable(Unavailable):
    """No Dask scheduler answers at the address, or it has no worker."""

    advice = (
        "Start `dask scheduler` and `dask worker` there; for tls:// name the certificates with --dask-tls."
    )

    def __init__(self, address: str, why: str) -> None:
        self.address, self.why = address, why
        super().__init__(f"no Dask cluster at {address}: {why}")


class ClusterUnfit(Conflict):
    """The machines of a Dask cluster would make something else of the work than this one."""

    advice = "Install on scheduler and workers what is installed here, by the same uv.lock."

    def __init__(self, address: str, why: str) -> None:
        self.address, self.why = address, why
        super().__init__(f"the Dask cluster at {address} is not like this machine: {why}")


class ClusterLost(Unavailable):
    """The Dask scheduler went away in the midst, or workers died again and again; what was done is kept."""

    advice = "Look at the logs of scheduler and workers (memory?), and run the command again."

    def __init__(self, address: str, why: str) -> None:
        self.address, self.why = address, why
        super().__init__(f"the Dask cluster at {address} was lost: {why}")


class OutOfCoreImpossible(Invalid):
    """Such a model cannot be trained on more rows than memory holds."""

    advice = "Train it in memory: without --out-of-core and --dask."

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"out of core only our own features and the linear model can be trained, not {what}")
