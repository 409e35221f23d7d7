"""What each feature of a set of takeaways counts; made by benchmarks/train_takeaways.py."""

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    "inverse_place": 1.9112,
    "first": 0.7576,
    "second": 1.8647,
    "third": 0.9509,
    "early": 1.2927,
    "log_place": -2.5522,
    "relative_place": -2.4134,
    "last_two": 0.5257,
    "like_all": 18.3029,
    "like_lead": 2.3340,
    "rank": 2.4402,
    "frequency": 0.4212,
    "size": -2.5261,
    "size_off": -0.7455,
    "opens_quote": -1.5476,
    "capitals": 7.7351,
    "says": 0.1542,
    "repeated": -8.6364,
}
