"""A Piper voice of a few kB, made here: every phoneme is a tone, so tests are quick and hear what was said.

It has the inputs, outputs and durations of a real Piper model and goes through espeak like one. `BROKEN` is
a sound its table does not have: a sentence with it makes the engine itself fail.
"""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

SAMPLE_RATE = 16_000
HOP = 256
FRAMES_PER_ID = 2
IDS = 200
BROKEN = "x"  # as in "loch"
BROKEN_ID = 500
_SILENT = ("_", "^", "$", " ", ".", ",", "?", "!", ":", ";", "-", "ˈ", "ˌ", "ː")


def tone(symbol: str) -> float:
    """Hertz of a phoneme's tone."""
    return 150.0 + 12.0 * DEFAULT_PHONEME_ID_MAP[symbol][0]


def make_tiny_voice(
    folder: Path, name: str = "en_US-tiny-low", speakers: int = 1, sample_rate: int = SAMPLE_RATE
) -> Path:
    """Write NAME.onnx and NAME.onnx.json; the model's path."""
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / f"{name}.onnx"
    onnx.save(_model(speakers, sample_rate), str(model))
    locale = name.split("-", 1)[0]
    id_map = {**DEFAULT_PHONEME_ID_MAP, BROKEN: [BROKEN_ID]}
    config = {
        "audio": {"sample_rate": sample_rate, "quality": "low"},
        "espeak": {"voice": "en-us" if locale == "en_US" else locale.split("_")[0]},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "num_symbols": IDS,
        "num_speakers": speakers,
        "speaker_id_map": {f"speaker{n}": n for n in range(speakers)} if speakers > 1 else {},
        "phoneme_id_map": id_map,
        "language": {"code": locale},
        "hop_length": HOP,
    }
    model.with_name(f"{name}.onnx.json").write_text(json.dumps(config, ensure_ascii=False))
    return model


def _model(speakers: int, sample_rate: int) -> onnx.ModelProto:
    frequency = np.full(IDS, 440.0, np.float32)
    amplitude = np.full(IDS, 0.3, np.float32)
    for symbol, ids in DEFAULT_PHONEME_ID_MAP.items():
        frequency[ids[0]] = tone(symbol)
        if symbol in _SILENT:
            amplitude[ids[0]] = 0.0
    constants = {
        "frequency": frequency,
        "amplitude": amplitude,
        "frames": np.array([FRAMES_PER_ID], np.float32),
        "hop": np.array([HOP], np.float32),
        "one": np.array([1], np.int64),
        "zero": np.array(0, np.int64),
        "step": np.array(1, np.int64),
        "turn": np.array(2 * np.pi / sample_rate, np.float32),
        "column": np.array([-1, 1], np.int64),
        "audio_shape": np.array([1, 1, 1, -1], np.int64),
        "widths_shape": np.array([1, 1, -1], np.int64),
        "scalar": np.array([], np.int64),
    }
    node = helper.make_node
    nodes = [
        node("Reshape", ["input", "flat_shape"], ["ids"]),
        node("Gather", ["frequency", "ids"], ["f"]),
        node("Gather", ["amplitude", "ids"], ["a"]),
        node("Slice", ["scales", "one", "two"], ["length_scale"]),
        node("Mul", ["frames", "length_scale"], ["stretched"]),
        node("Shape", ["ids"], ["count"]),
        node("Expand", ["stretched", "count"], ["widths"]),
        node("Reshape", ["widths", "widths_shape"], ["widths_row"]),
        node("Ceil", ["widths_row"], ["w_ceil"]),
        node("Round", ["stretched"], ["whole"]),
        node("Mul", ["whole", "hop"], ["samples_f"]),
        node("Cast", ["samples_f"], ["samples_1"], to=TensorProto.INT64),
        node("Reshape", ["samples_1", "scalar"], ["samples"]),
        node("Range", ["zero", "samples", "step"], ["n"]),
        node("Cast", ["n"], ["n_f"], to=TensorProto.FLOAT),
        node("Reshape", ["f", "column"], ["f_column"]),
        node("Reshape", ["a", "column"], ["a_column"]),
        node("Mul", ["n_f", "turn"], ["t"]),
        node("Mul", ["f_column", "t"], ["phase"]),
        node("Sin", ["phase"], ["sine"]),
        node("Mul", ["sine", "a_column"], ["tones"]),
        node("Reshape", ["tones", "audio_shape"], ["output"]),
    ]
    constants["flat_shape"] = np.array([-1], np.int64)
    constants["two"] = np.array([2], np.int64)
    value = helper.make_tensor_value_info
    inputs = [
        value("input", TensorProto.INT64, [1, None]),
        value("input_lengths", TensorProto.INT64, [1]),
        value("scales", TensorProto.FLOAT, [3]),
    ]
    if speakers > 1:
        inputs.append(value("sid", TensorProto.INT64, [1]))
    graph = helper.make_graph(
        nodes,
        "tiny",
        inputs,
        [value("output", TensorProto.FLOAT, [1, 1, 1, None])],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
