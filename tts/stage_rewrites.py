"""Rewrites of a stage of convolutions: the same samples, by what onnxruntime computes fastest.

Its blocked kernels (NCHWc) are for images: everything becomes an image of height 1. Stages read no more than one
sentence, so masks go; upsamplings become convolutions, which have blocked kernels, followed by a reordering.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import onnx
from onnx import helper

from tts.graph_tools import Graph, GraphUnknown, attribute, set_attribute

MOST_PHASES = 16  # samples made at once by the last convolution: as many as a block has channels
SHUFFLE = "/shuffle"  # ends the names of what `shuffle` makes, but for its last


def neutral_parts(graph: Graph, inside: set[str], masks: set[str]) -> dict[str, str]:
    """Tensors of `inside` that only add zeros to another or multiply it by one, and that other one.

    Zeros made by ConstantOfShape have the shape of what they are added to: exporters leave them of disused options.
    """
    filled = dict.fromkeys(masks, 1.0)
    instead: dict[str, str] = {}
    for node in graph.nodes:
        first, last, out = node.input[0] if node.input else "", node.input[-1] if node.input else "", node.output[0]
        if node.op_type == "ConstantOfShape":
            value = attribute(node, "value")
            filled[out] = float(onnx.numpy_helper.to_array(value).ravel()[0]) if value is not None else 0.0
        elif node.op_type == "Neg" and first in filled:
            filled[out] = -filled[first]
        elif node.op_type == "Exp" and first in filled:
            filled[out] = math.exp(filled[first])
        elif out in inside and node.op_type in {"Add", "Sub", "Mul", "Div"}:
            neutral = 0.0 if node.op_type in {"Add", "Sub"} else 1.0
            if filled.get(last) == neutral:
                instead[out] = first
            elif filled.get(first) == neutral and node.op_type in {"Add", "Mul"}:
                instead[out] = last
    return instead


def rewrite_stage(part: Graph, phases: int) -> int:
    """Rewrite a stage in place; from then on its tensors have a height: [1, channels, 1, n].

    `phases` divides the length of all output; what is given must divide the length of the outputs of windows.
    """
    _split_convolutions(part)
    _fold_divisions(part)
    _make_flat_images(part)
    part.replace(lambda node: _upsampling(part, node) if node.op_type == "ConvTranspose" else None)
    before = len(part.nodes)
    part.replace(lambda node: _last_convolution(part, node, phases) if node.op_type == "Conv" else None)
    part.tidy()
    return phases if len(part.nodes) > before else 1


def _split_convolutions(part: Graph) -> None:
    """A convolution whose channels go separate ways becomes several: slicing blocked tensors would unblock them."""
    consumers = part.consumers()
    sliced: set[str] = set()  # outputs of slices that are made by convolutions of their own

    def split(node: onnx.NodeProto) -> list[onnx.NodeProto] | None:
        if node.output[0] in sliced:
            return []
        if node.op_type != "Conv" or attribute(node, "group", 1) != 1:
            return None
        users, count = consumers[node.output[0]], len(part.constants[node.input[1]])
        borders = [_channel_range(part, user, count) for user in users]
        if not users or None in borders:
            return None
        sliced.update(user.output[0] for user in users)
        pairs = [zip(user.output, pairwise(b or ()), strict=True) for user, b in zip(users, borders, strict=True)]
        return [_rows(part, node, output, begin, end) for pair in pairs for output, (begin, end) in pair]

    part.replace(split)


def _rows(part: Graph, node: onnx.NodeProto, output: str, begin: int, end: int) -> onnx.NodeProto:
    """The convolution to some of another's channels only."""
    names = [f"{output}/{index}" for index in range(1, len(node.input))]
    for name, source in zip(names, node.input[1:], strict=True):
        part.constants[name] = part.constants[source][begin:end]
    return _like(node, [node.input[0], *names], output)


def _channel_range(part: Graph, node: onnx.NodeProto, count: int) -> Sequence[int] | None:
    """Where the outputs of a slice or split of the channels begin, and where the last ends; None for all else."""
    if node.op_type == "Split" and attribute(node, "axis", 0) == 1 and len(node.input) == 2:
        return [0, *np.cumsum(part.constants[node.input[1]]).tolist()]
    if node.op_type == "Slice" and all(name in part.constants for name in node.input[1:]):
        begin, end, axis, step = ([part.constants[n].ravel().tolist() for n in node.input[1:]] + [[1]])[:4]
        if (axis, step) == ([1], [1]):
            return list(slice(begin[0], end[0]).indices(count)[:2])
    return None


def _like(node: onnx.NodeProto, inputs: Sequence[str], output: str) -> onnx.NodeProto:
    made = onnx.NodeProto()
    made.CopyFrom(node)
    made.input[:], made.output[:], made.name = inputs, [output], output
    return made


def _fold_divisions(part: Graph) -> None:
    """x / c, then LeakyRelu, then a convolution: the convolution's weights are divided instead."""
    consumers = part.consumers()
    instead: dict[str, str] = {}
    for node in part.nodes:
        divisor = part.constants.get(node.input[1]) if node.op_type == "Div" else None
        if divisor is None or divisor.size != 1 or float(divisor.ravel()[0]) <= 0:
            continue
        after = consumers[node.output[0]]
        last = consumers[after[0].output[0]] if len(after) == 1 and after[0].op_type == "LeakyRelu" else after
        if len(last) == 1 and last[0].op_type in {"Conv", "ConvTranspose"}:
            name = f"{last[0].output[0]}/divided"
            part.constants[name] = (part.constants[last[0].input[1]] / divisor.ravel()[0]).astype(np.float32)
            last[0].input[1] = name
            instead[node.output[0]] = node.input[0]
    part.bypass(instead)


def _make_flat_images(part: Graph) -> None:
    """Convolutions along a line become convolutions of images that are one pixel high."""
    flat: dict[str, str] = {}
    for node in part.nodes:
        if node.op_type == "Conv":
            old = node.input[1]
            flat[old] = name = f"{old}/flat"
            part.constants[name] = part.constants[old][:, :, None]
            node.input[1] = name
            _set_window(node, attribute(node, "pads", [0, 0]), attribute(node, "strides", [1])[0])
            set_attribute(node, "dilations", [1, *attribute(node, "dilations", [1])])
            set_attribute(node, "kernel_shape", [1, part.constants[name].shape[3]])


def _set_window(node: onnx.NodeProto, pads: Sequence[int], stride: int) -> None:
    set_attribute(node, "pads", [0, pads[0], 0, pads[1]])
    set_attribute(node, "strides", [1, stride])


def _upsampling(part: Graph, node: onnx.NodeProto) -> list[onnx.NodeProto]:
    """A transposed convolution as a convolution with an output for each phase of its stride.

    Sample stride * q + r is the sum over taps j of x[q - j] * weight[stride * j + r].
    """
    weight = part.constants[node.input[1]]
    channels_in, channels, size = weight.shape
    stride = attribute(node, "strides", [1])[0]
    if attribute(node, "group", 1) != 1 or attribute(node, "dilations", [1])[0] != 1:
        raise GraphUnknown("An upsampling is grouped or dilated.")
    taps = -(-size // stride)
    whole = np.zeros((channels_in, channels, taps * stride), np.float32)
    whole[:, :, :size] = weight
    phases = whole.reshape(channels_in, channels, taps, stride)[:, :, ::-1].transpose(3, 1, 0, 2)
    before, after = attribute(node, "pads", [0, 0])
    after += taps * stride - size - attribute(node, "output_padding", [0])[0]
    tag = node.output[0]
    bias = part.constants[node.input[2]] if len(node.input) > 2 else np.zeros(channels, np.float32)
    part.constants[f"{tag}/weight"] = phases.reshape(stride * channels, channels_in, 1, taps)
    part.constants[f"{tag}/bias"] = np.tile(bias, stride)
    conv = helper.make_node(
        "Conv", [node.input[0], f"{tag}/weight", f"{tag}/bias"], [f"{tag}/phases"], name=f"{tag}/phases"
    )
    _set_window(conv, [taps - 1, taps - 1], 1)
    set_attribute(conv, "kernel_shape", [1, taps])
    crop = (before, -after if after else np.iinfo(np.int64).max)
    return [conv, *shuffle(part, tag, f"{tag}/phases", (stride, channels), crop=crop)]


def _last_convolution(part: Graph, node: onnx.NodeProto, phases: int) -> list[onnx.NodeProto] | None:
    """A convolution to a single channel would waste a block's other channels: it makes several samples at once."""
    weight = part.constants[node.input[1]]
    if weight.shape[0] != 1 or attribute(node, "strides", [1, 1]) != [1, 1] or attribute(node, "dilations")[1] != 1:
        return None
    size = weight.shape[3]
    wide = np.zeros((phases, weight.shape[1], 1, phases + size - 1), np.float32)
    for phase in range(phases):
        wide[phase, :, :, phase : phase + size] = weight[0]
    tag = node.output[0]
    part.constants[f"{tag}/weight"] = wide
    names = [node.input[0], f"{tag}/weight"]
    if len(node.input) > 2:
        part.constants[f"{tag}/bias"] = np.repeat(part.constants[node.input[2]], phases)
        names.append(f"{tag}/bias")
    made = _like(node, names, f"{tag}/phases")
    set_attribute(made, "kernel_shape", [1, phases + size - 1])
    _set_window(made, attribute(node, "pads")[1::2], phases)
    return [made, *shuffle(part, tag, f"{tag}/phases", (phases, 1))]


def shuffle(
    part: Graph, tag: str, source: str, shape: tuple[int, int], *, crop: Sequence[int] = (), block: int = 1
) -> list[onnx.NodeProto]:
    """From [1, phases * channels, 1, n], phases first, to `tag`: [1, channels, 1, phases * n], its ends cropped.

    `shape` is (phases, channels). With a block size the memory is that of a blocked tensor, in which so many
    neighbouring channels lie together.
    """
    phases, channels = shape
    inner, blocks = ([block], channels // block) if block > 1 else ([], channels)
    made: list[onnx.NodeProto] = []

    def step(kind: str, *constants: Sequence[int], perm: Sequence[int] | None = None, last: bool = False) -> None:
        name = f"{tag}/{len(made)}"
        names = [f"{name}/{index}" for index in range(len(constants))]
        part.constants.update({n: np.array(value, np.int64) for n, value in zip(names, constants, strict=True)})
        output = tag if last else f"{name}{SHUFFLE}"
        made.append(helper.make_node(kind, [made[-1].output[0] if made else source, *names], [output], name=output))
        if perm:
            set_attribute(made[-1], "perm", perm)

    step("Reshape", [phases, blocks, -1, *inner])
    step("Transpose", perm=[1, 2, 0, *([3] if inner else [])])
    if crop:
        step("Reshape", [blocks, -1, *inner])
        step("Slice", crop[:1], crop[1:], [1])
    step("Reshape", [1, channels, 1, -1], last=True)
    return made
