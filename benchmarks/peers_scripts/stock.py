"""Stock Piper, warm: for each line {"text": FILE, "audio": FILE} it writes a WAV and answers {"seconds", "speech"}."""

import json
import sys
import time
import wave
from pathlib import Path

from piper import PiperVoice

voice = PiperVoice.load(sys.argv[1])
for line in sys.stdin:
    job = json.loads(line)
    text = Path(job["text"]).read_text("utf-8")
    started = time.perf_counter()
    with wave.open(job["audio"], "wb") as audio:
        voice.synthesize_wav(text, audio)
    seconds = time.perf_counter() - started
    with wave.open(job["audio"]) as audio:
        speech = audio.getnframes() / audio.getframerate()
    print(json.dumps({"seconds": seconds, "speech": speech}), flush=True)
