"""Sentences that were spoken before: an edited article speaks only what changed, and takeaways what was trimmed."""

from pathlib import Path

import soundfile

from tts.errors import EncodingFailed
from tts.manifest import Manifest, ManifestSentence
from tts.utterance import Utterance


class SpokenBefore:
    """The sentences of an earlier master, found by their keys. Only what is asked for is decoded."""

    def __init__(self, manifest: Manifest, master: Path) -> None:
        """Raises EncodingFailed if the master cannot be read."""
        self._sentences = {sentence.key: sentence for sentence in manifest.sentences}
        try:
            self._master = soundfile.SoundFile(master)
        except soundfile.LibsndfileError as error:
            raise EncodingFailed(f"{master.name} cannot be read: {error}") from error

    def find(self, key: str, words: int) -> Utterance | None:
        """The utterance with this key, if it has that number of words and the master is whole there."""
        known = self._sentences.get(key)
        if known is None or len(known.words) != words:
            return None
        pcm = self._pcm(known)
        spans = tuple((w.start - known.start, w.start - known.start + w.length) for w in known.words)
        return Utterance(pcm, known.length, spans) if len(pcm) == 2 * known.length else None

    def close(self) -> None:
        self._master.close()

    def _pcm(self, sentence: ManifestSentence) -> bytes:
        """Nothing where the file is damaged."""
        try:
            self._master.seek(sentence.start)
            return bytes(self._master.buffer_read(sentence.length, dtype="int16"))
        except (soundfile.LibsndfileError, AssertionError):  # the latter where fewer samples came
            return b""
