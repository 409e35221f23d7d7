"""A stage of a voice with its convolutions in 8-bit integers: half the time, not quite the same samples.

Weights are quantized a channel at a time, what flows between by the range that it has in some real speech.
"""

import logging
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray

from tts.batching import Feed

_FRAME, _HOP, _BANDS = 1024, 256, 80  # of the spectrum that is compared, samples; mel bands
_QUIET = 0.1  # power in a band of what is 60 dB below full scale, where nobody hears a difference


class _Speech:
    """A CalibrationDataReader."""

    def __init__(self, feeds: Iterable[Feed]) -> None:
        self._feeds = iter(feeds)

    def get_next(self) -> Feed | None:
        return next(self._feeds, None)


def in_integers(stage: onnx.ModelProto, speech: Iterable[Feed]) -> onnx.ModelProto:
    """The stage with quantized convolutions; `speech` is what it is given in some sentences."""
    # A tenth of a second, and memory, that most never need.
    from onnxruntime.quantization import QuantFormat, QuantType, quantize_static

    with tempfile.TemporaryDirectory(prefix="readcast-") as folder, _silent():
        exact, fast = Path(folder) / "exact.onnx", Path(folder) / "fast.onnx"
        onnx.save(stage, str(exact))
        quantize_static(
            str(exact),
            str(fast),
            _Speech(speech),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["Conv"],
        )
        return onnx.load(str(fast))


def _is_ours(record: logging.LogRecord) -> bool:
    return "onnxruntime" not in record.pathname


@contextmanager
def _silent() -> Iterator[None]:
    """Without the advice that the quantizer logs about preparing models, which ours are."""
    logging.root.addFilter(_is_ours)
    try:
        yield
    finally:
        logging.root.removeFilter(_is_ours)


def log_mel_distance(wanted: NDArray[np.float32], samples: NDArray[np.float32]) -> float:
    """Mean difference of two equally long sounds, in decibels, over the bands and frames of their mel spectra."""
    return float(np.abs(_log_mel(wanted) - _log_mel(samples)).mean())


def _log_mel(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    padded = np.pad(samples, (0, max(0, _FRAME - len(samples))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP] * np.hanning(_FRAME)
    power = np.abs(np.fft.rfft(frames)) ** 2
    mel = np.log1p(np.linspace(0, 1, power.shape[1]) * 16)  # 16 x 700 Hz is half a usual sample rate
    centres = np.linspace(0, mel[-1], _BANDS + 2)
    bands = np.maximum(0, 1 - np.abs(mel[:, None] - centres[None, 1:-1]) / centres[1])
    levels: NDArray[np.float64] = 10 * np.log10(power @ bands + _QUIET)
    return levels
