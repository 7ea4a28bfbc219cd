"""Fits on one thread: sums that several threads share come out with other last bits than those of one."""

from functools import cache

from threadpoolctl import threadpool_info, threadpool_limits


@cache
def fit_alone() -> None:
    """Keep linear algebra to one thread from here on, in this process.

    It stays so: a limit that is lifted at the end of one fit would be lifted in the middle of another. Our
    matrices are small, so nothing is lost by it; several threads mostly wait for each other.
    """
    # Loaded first, or its library would not be there to be limited.
    import scipy.linalg  # noqa: F401, PLC0415

    threadpool_limits(limits=1, user_api="blas")


def arithmetic() -> str:
    """The linear algebra that fits use: library, version, kind of processor, threads.

    The kind of processor decides in which order products are summed up.
    """
    fit_alone()
    found = {
        f"{one['internal_api']} {one['version']} {one.get('architecture', '')}".strip()
        + f", threads {one['num_threads']}"
        for one in threadpool_info()
        if one["user_api"] == "blas"
    }
    return "; ".join(sorted(found))
