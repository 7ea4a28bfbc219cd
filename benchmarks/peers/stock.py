"""What one builds of scikit-learn's own parts for such features: TRAIN.csv FOLDER fits it and keeps it."""

import csv
import sys
from pathlib import Path

import joblib
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.pipeline import Pipeline, make_pipeline, make_union

FILE = "stock.joblib"


def pipeline() -> Pipeline:
    """Words and pairs, and pieces of 2 to 5 characters, each at length 1; the classifier of our recipe."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True)
    classifier = SGDClassifier(loss="log_loss", alpha=8e-6, max_iter=10, tol=None, random_state=0)
    return make_pipeline(make_union(words, pieces), classifier)


def main() -> None:
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    fitted = pipeline().fit([row["text"] for row in rows], [row["label"] for row in rows])
    joblib.dump(fitted, Path(sys.argv[2]) / FILE)


if __name__ == "__main__":
    main()
