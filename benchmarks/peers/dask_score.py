"""A CSV scored by scikit-learn over the partitions of a Dask dataframe: IN OUT WORKERS FOLDER.

Seconds on stdout. The pipeline is that of `stock.py` in the folder; texts are not anonymised and not checked.
"""

import json
import sys
import time
from functools import cache
from pathlib import Path

import dask.dataframe as dd
import joblib
import numpy as np
import pandas as pd
import stock
from distributed import Client, LocalCluster
from sklearn.pipeline import Pipeline

BLOCK = "8MB"


@cache
def fitted(folder: str) -> Pipeline:
    return joblib.load(Path(folder) / stock.FILE)


def judged(rows: pd.DataFrame, folder: str) -> pd.DataFrame:
    pipeline = fitted(folder)
    shares = pipeline.predict_proba(rows["text"]) if len(rows) else np.empty((0, len(pipeline.classes_)))
    found = pd.DataFrame(shares.round(6), index=rows.index, columns=[f"p_{c}" for c in pipeline.classes_])
    found["label"] = pipeline.classes_[shares.argmax(axis=1)] if len(rows) else []
    return pd.concat([rows, found.astype({"label": "str"})], axis=1)


def main() -> None:
    source, target, workers, folder = sys.argv[1:]
    cluster = LocalCluster(int(workers), threads_per_worker=1, dashboard_address=None, host="127.0.0.1")
    with cluster, Client(cluster):
        started = time.perf_counter()
        rows = dd.read_csv(source, blocksize=BLOCK)
        rows.map_partitions(judged, folder, meta=judged(rows.head(2), folder)).to_csv(
            target, single_file=True, index=False
        )
        taken = time.perf_counter() - started
    json.dump({"seconds": taken}, sys.stdout)


if __name__ == "__main__":
    main()
