"""How fast a month is read as a whole: hot topics beside average-linkage clustering."""

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.feature_extraction.text import TfidfVectorizer

from analytics.hot_topics import hot_topics
from service.bench.measure import Result, compare
from service.bench.reading import reader_for_benchmarks
from service.bench.texts import requests

_REFERENCE_LIMIT = 8000


def hot(size: int) -> Result:
    """Hot topics of ``size`` tickets from stored words.

    The reference is what prize-winning contest entries do: TF-IDF and average linkage over all
    pairs; it needs memory for every pair, so sizes above 8 000 are refused.
    """
    if size > _REFERENCE_LIMIT:
        raise ValueError(f"the reference holds every pair in memory: at most {_REFERENCE_LIMIT}")
    tickets = frame(size)
    documents = [tokens.split() for tokens in tickets["tokens"]]

    def average_linkage() -> None:
        matrix = TfidfVectorizer(analyzer=lambda words: words).fit_transform(documents)
        similar = (matrix @ matrix.T).toarray()
        condensed = [1 - similar[i, i + 1 :] for i in range(size - 1)]
        fcluster(linkage(np.concatenate(condensed).clip(min=0), "average"), 0.7, "distance")

    return compare(
        "hot",
        size,
        lambda: hot_topics(tickets),
        average_linkage,
        "TF-IDF and average linkage over all pairs, topics not named or ranked",
        rounds=1,
    )


def frame(size: int) -> pd.DataFrame:
    """The tickets frame that the monthly job would load for these requests."""
    incidents = requests(size)
    readings = reader_for_benchmarks().read_many(
        [i.text for i in incidents], [i.title for i in incidents]
    )
    return pd.DataFrame(
        {
            "no": [i.key for i in incidents],
            "registered_at": pd.to_datetime([i.at for i in incidents], utc=True),
            "tokens": [" ".join(r.tokens) for r in readings],
            "title": [i.title for i in incidents],
            "places": ["|".join(p.text for p in r.places) for r in readings],
            "caller": [str(i.caller.index) for i in incidents],
            "weight": 1.0,
        }
    )
