"""loudness-tts, warm: for each line {"text": FILE, "audio": FILE} a levelled WAV; answers {"seconds", "speech"}."""

import json
import sys
import time
from pathlib import Path

from loudness_tts import TTS

engine = TTS(sys.argv[1], language="en-US")
engine.preload()
for line in sys.stdin:
    job = json.loads(line)
    text = Path(job["text"]).read_text("utf-8")
    started = time.perf_counter()
    speech = engine.synthesize(text)
    speech.save(job["audio"])
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "speech": len(speech.samples) / speech.sample_rate}), flush=True)
