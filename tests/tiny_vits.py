"""A VITS voice of a few kB with random weights, built as torch exports Piper's: for what takes such voices apart.

Every node of the cut and of the stages is as in a real voice, masks and disused options included; what the encoder
does with its phonemes is the least that gives frames.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

HOP = 16
FRAMES_PER_ID = 3.5
_CHANNELS = 32
_HALF = _CHANNELS // 2
_SPEAKER = 8
_IDS = 200


def make_tiny_vits(folder: Path, name: str = "en_US-vits-low", speakers: int = 1) -> Path:
    """Write NAME.onnx and NAME.onnx.json; the model's path."""
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / f"{name}.onnx"
    onnx.save(tiny_vits(speakers), str(model))
    config = {
        "audio": {"sample_rate": 16_000, "quality": "low"},
        "espeak": {"voice": "en-us"},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "num_symbols": _IDS,
        "num_speakers": speakers,
        "speaker_id_map": {f"speaker{n}": n for n in range(speakers)} if speakers > 1 else {},
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
        "language": {"code": "en_US"},
        "hop_length": HOP,
    }
    model.with_name(f"{name}.onnx.json").write_text(json.dumps(config, ensure_ascii=False))
    return model


def tiny_vits(speakers: int = 1) -> onnx.ModelProto:
    builder = _Builder()
    if speakers > 1:
        table = builder.weight(speakers, _SPEAKER)
        row = builder.node("Gather", table, "sid", axis=0)
        builder.speaker = builder.node("Unsqueeze", row, builder.ints(-1))
    frames, mask = builder.encoder()
    for layer in (2, 0):
        frames = builder.coupling(builder.flip(frames), mask, layer)
    builder.vocoder(builder.node("Mul", frames, mask))
    value = helper.make_tensor_value_info
    inputs = [
        value("input", TensorProto.INT64, ["batch", "phonemes"]),
        value("input_lengths", TensorProto.INT64, ["batch"]),
        value("scales", TensorProto.FLOAT, [3]),
    ]
    if speakers > 1:
        inputs.append(value("sid", TensorProto.INT64, ["batch"]))
    output = value("output", TensorProto.FLOAT, ["batch", 1, 1, "time"])
    graph = helper.make_graph(builder.nodes, "vits", inputs, [output], builder.constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)


class _Builder:
    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.speaker: str | None = None
        self._random = np.random.default_rng(7)

    def node(self, kind: str, *inputs: str, outputs: int = 1, **attributes: Any) -> Any:
        names = [f"/{kind}_{len(self.nodes)}_output_{index}" for index in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, name=f"/{kind}_{len(self.nodes)}", **attributes))
        return names[0] if outputs == 1 else names

    def constant(self, value: Any) -> str:
        name = f"onnx::Constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def ints(self, *values: int) -> str:
        return self.constant(np.array(values, np.int64))

    def weight(self, *shape: int) -> str:
        scale = 0.7 / np.sqrt(max(1, np.prod(shape[1:])))
        return self.constant((self._random.standard_normal(shape) * scale).astype(np.float32))

    def conv(self, x: str, channels_in: int, channels: int, size: int = 1, dilation: int = 1, bias: bool = True) -> str:
        inputs = [x, self.weight(channels, channels_in, size)] + ([self.weight(channels)] if bias else [])
        pad = dilation * (size - 1) // 2
        window = {"kernel_shape": [size], "pads": [pad, pad], "strides": [1], "dilations": [dilation], "group": 1}
        return str(self.node("Conv", *inputs, **window))

    def mask(self, count: str, lengths: str) -> str:
        """[1, 1, count], one where before `lengths`."""
        zero, one = self.constant(np.int64(0)), self.constant(np.int64(1))
        places = self.node("Unsqueeze", self.node("Range", zero, count, one), self.ints(0))
        inside = self.node("Less", places, self.node("Unsqueeze", lengths, self.ints(1)))
        return str(self.node("Cast", self.node("Unsqueeze", inside, self.ints(1)), to=TensorProto.FLOAT))

    def scale(self, index: int) -> str:
        return str(self.node("Gather", "scales", self.constant(np.int64(index)), axis=0))

    def encoder(self) -> tuple[str, str]:
        """Frames with their noise, and their mask."""
        rows = self.node("Gather", self.weight(_IDS, _CHANNELS), "input")
        x = self.node("Transpose", rows, perm=[0, 2, 1])
        count = self.node("Gather", self.node("Shape", x), self.constant(np.int64(2)), axis=0)
        mask = self.mask(count, "input_lengths")
        x = self.node("Mul", x, mask)
        stats = self.node("Mul", self.conv(x, _CHANNELS, 2 * _CHANNELS), mask)
        mean, deviation = self.node("Split", stats, self.ints(_CHANNELS, _CHANNELS), outputs=2, axis=1)
        lengths = self.node("Mul", mask, self.constant(np.float32(FRAMES_PER_ID)))
        widths = self.node("Ceil", self.node("Mul", lengths, self.scale(1)))
        total = self.node(
            "Clip", self.node("ReduceSum", widths, self.ints(1, 2), keepdims=0), self.constant(np.float32(1))
        )
        total = self.node("Cast", total, to=TensorProto.INT64)
        most = self.node("ReduceMax", total, keepdims=0)
        frame_mask = self.mask(most, total)
        path = self.path(widths, most)
        mean, deviation = (self.spread(path, tensor) for tensor in (mean, deviation))
        noise = self.node("Mul", self.node("RandomNormalLike", mean, dtype=1), self.node("Exp", deviation))
        return self.node("Add", mean, self.node("Mul", noise, self.scale(0))), frame_mask

    def path(self, widths: str, most: str) -> str:
        """[1, frames, phonemes]: one where a frame is of a phoneme."""
        ends = self.node("CumSum", widths, self.constant(np.int64(2)))
        places = self.node("Range", self.constant(np.int64(0)), most, self.constant(np.int64(1)))
        places = self.node("Unsqueeze", self.node("Cast", places, to=TensorProto.FLOAT), self.ints(0, 2))
        before = [self.node("Less", places, each) for each in (ends, self.node("Sub", ends, widths))]
        return str(self.node("Sub", *(self.node("Cast", each, to=TensorProto.FLOAT) for each in before)))

    def spread(self, path: str, tensor: str) -> str:
        turned = self.node("MatMul", path, self.node("Transpose", tensor, perm=[0, 2, 1]))
        return str(self.node("Transpose", turned, perm=[0, 2, 1]))

    def flip(self, x: str) -> str:
        least = np.iinfo(np.int64).min + 1
        return str(self.node("Slice", x, self.ints(-1), self.ints(least), self.ints(1), self.ints(-1)))

    def zeros(self, like: str) -> str:
        value = numpy_helper.from_array(np.zeros(1, np.float32))
        return str(self.node("ConstantOfShape", self.node("Shape", like), value=value))

    def slices(self, x: str, half: int) -> list[str]:
        borders = ((0, half), (half, np.iinfo(np.int64).max))
        return [self.node("Slice", x, self.ints(a), self.ints(b), self.ints(1), self.ints(1)) for a, b in borders]

    def coupling(self, x: str, mask: str, layer: int) -> str:
        first, second = self.node("Split", x, self.ints(_HALF, _HALF), outputs=2, axis=1)
        hidden = self.node("Mul", self.conv(first, _HALF, _CHANNELS), mask)
        inner = self.conv(hidden, _CHANNELS, 2 * _CHANNELS, size=3)
        told = self.conv(self.speaker, _SPEAKER, 2 * _CHANNELS) if self.speaker else self.zeros(inner)
        tanh, sigmoid = self.slices(self.node("Add", inner, told), _CHANNELS)
        gated = self.node("Mul", self.node("Tanh", tanh), self.node("Sigmoid", sigmoid))
        residual, skip = self.slices(self.conv(gated, _CHANNELS, 2 * _CHANNELS), _CHANNELS)
        hidden = self.node("Mul", self.node("Add", hidden, residual), mask)
        skipped = self.node("Add", self.zeros(hidden), skip)
        out = self.node("Mul", self.conv(self.node("Add", skipped, hidden), _CHANNELS, _HALF), mask)
        ones = self.node("Exp", self.node("Neg", self.zeros(out)))
        second = self.node("Mul", self.node("Mul", self.node("Sub", second, out), ones), mask)
        return str(self.node("Concat", first, second, axis=1))

    def vocoder(self, x: str) -> None:
        x = self.conv(x, _CHANNELS, _CHANNELS, size=7)
        if self.speaker:
            x = self.node("Add", x, self.conv(self.speaker, _SPEAKER, _CHANNELS))
        for channels_in, channels, size, pad in ((32, 32, 8, 2), (32, 16, 7, 1)):
            x = self.node("LeakyRelu", x, alpha=0.1)
            inputs = [x, self.weight(channels_in, channels, size), self.weight(channels)]
            window = {"kernel_shape": [size], "pads": [pad, pad], "strides": [4], "dilations": [1], "group": 1}
            if size == 7:
                window["output_padding"] = [0]
                window["pads"] = [1, 2]
            x = self.node("ConvTranspose", *inputs, **window)
            blocks = [self.residual(x, channels, size, dilation) for size, dilation in ((3, 1), (5, 2))]
            x = self.node("Div", self.node("Add", *blocks), self.constant(np.float32(2)))
        x = self.conv(self.node("LeakyRelu", x, alpha=0.01), 16, 1, size=7, bias=False)
        x = self.node("Tanh", x)
        self.node("Unsqueeze", x, self.ints(1))
        self.nodes[-1].output[0] = "output"

    def residual(self, x: str, channels: int, size: int, dilation: int) -> str:
        for each in (dilation, 2 * dilation):
            x = self.node("Add", self.conv(self.node("LeakyRelu", x, alpha=0.1), channels, channels, size, each), x)
        return x
