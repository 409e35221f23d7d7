"""What each feature of a word, and of a set of takeaways, counts; made by benchmarks/train_takeaways.py."""

from typing import Final, NamedTuple


class Weights(NamedTuple):
    words: dict[str, float]
    sets: dict[str, float]


WEIGHTS: Final = Weights(
    words={
        "always": -2.1874,
        "log_times": 0.8370,
        "times": -0.2960,
        "spread": 2.5688,
        "inverse_place": 0.5942,
        "log_place": -1.6448,
        "first": -0.6250,
        "early": -0.3006,
        "very_early": -0.0630,
        "times_early": 2.9694,
        "named": 0.1502,
        "ever_named": 0.0161,
        "digits": 0.6243,
        "size": 0.4336,
        "named_often": 0.2632,
        "named_early": 0.5848,
        "early_often": -1.0782,
        "article": -0.3168,
    },
    sets={
        "inverse_place": 1.4829,
        "first": 0.8156,
        "second": 1.4993,
        "third": 0.4980,
        "early": 0.6146,
        "log_place": -1.9574,
        "relative_place": -1.7405,
        "last_two": -0.3904,
        "like_all": 16.5265,
        "like_lead": 1.9801,
        "rank": 1.2110,
        "frequency": 2.0282,
        "size": -0.4083,
        "size_off": 0.3868,
        "opens_quote": -2.5034,
        "capitals": 6.6655,
        "says": -0.2527,
        "repeated": -4.5242,
        "hit": 84.7504,
        "length": -2.4419,
        "length_off": -1.7122,
    },
)
