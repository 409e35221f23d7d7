"""Sentences that were spoken before: an edited article speaks only what changed."""

from pathlib import Path

import numpy as np

from tts.audio.encode import decode
from tts.manifest import Manifest
from tts.utterance import Utterance


class SpokenBefore:
    """The sentences of an earlier master, found by their keys. The samples stay in a file, not in memory."""

    def __init__(self, manifest: Manifest, master: Path) -> None:
        """Decodes the master beside itself. Raises EncodingFailed."""
        self.sample_rate = manifest.sample_rate
        self._sentences = {sentence.key: sentence for sentence in manifest.sentences}
        pcm = master.with_suffix(".pcm")
        decode(master, pcm)
        self._samples = np.memmap(pcm, dtype="<i2", mode="r")

    def find(self, key: str, words: int) -> Utterance | None:
        """The utterance with this key, if it has that number of words."""
        known = self._sentences.get(key)
        if known is None or len(known.words) != words:
            return None
        spans = tuple((w.start - known.start, w.start - known.start + w.length) for w in known.words)
        return Utterance(self._samples[known.start : known.start + known.length].tobytes(), known.length, spans)
