"""Spreads the heavy part of a command over cores, or over the machines of a Dask cluster."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Annotated, Any

import typer

Cores = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="用几个核；不写就用这台机器的全部")
]
Cluster = Annotated[
    str, typer.Option(metavar="ADDRESS", help="Dask 集群的地址，如 tcp://10.0.0.5:8786")
]
Spread = Callable[[], AbstractContextManager[Any]]
_WAIT = "5s"


@contextmanager
def workers(cores: int | None, cluster: str) -> Iterator[Spread]:
    """Give what makes the work inside it run on so many cores (None: all), or on the cluster.

    The cluster is asked at once, before anything is read. Raises ``BadInput`` where the extra is
    not installed, nobody answers at the address, or no worker is there.
    """
    import joblib

    if not cluster:
        yield partial(joblib.parallel_config, "threading", n_jobs=cores or -1)
        return
    with _client(cluster):
        yield partial(joblib.parallel_config, "dask")


@contextmanager
def _client(address: str) -> Iterator[None]:
    from service.domain.errors import BadInput

    try:
        from distributed import Client
    except ImportError as problem:
        raise BadInput("用集群要先装 cluster 这一项：pip install '.[cluster]'。") from problem
    try:
        client: Any = Client(address, timeout=_WAIT)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as problem:
        raise BadInput(f"连不上集群“{address}”：要有一个在运行的 dask scheduler。") from problem
    with client:
        if not client.scheduler_info()["workers"]:
            raise BadInput(f"集群“{address}”里一个 worker 也没有。")
        yield
