"""Cuts a Piper voice (VITS) in two: what must see the whole sentence, and stages that see a few frames at a time.

The encoder turns phoneme ids into a row of frames, noise included, and durations. The flow and the vocoder behind
it are plain convolutions, so each stage works on a window of frames with some context to either side and gives
the very samples that it would give for the whole. Cuts are found by what nodes do, not by what they are named.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import onnx

from tts.encoder_rewrites import rewrite_encoder
from tts.graph_tools import Graph, GraphUnknown, attribute
from tts.stage_rewrites import MOST_PHASES, neutral_parts, rewrite_stage

# What a stage may consist of: each acts on one frame, or on neighbours that `_reach` can count.
_LOCAL = {"Add", "Concat", "Conv", "ConvTranspose", "Div", "LeakyRelu", "Mul", "Relu", "Sigmoid", "Slice", "Split"}
_LOCAL |= {"Sub", "Tanh"}
_WRAPPING = ("Reshape", "Squeeze", "Unsqueeze")


@dataclass(frozen=True)
class StageGraph:
    """One step from frames to samples: [1, channels, 1, n] in, [1, channels, 1, n * ratio] out."""

    model: onnx.ModelProto
    inputs: tuple[str, ...]  # the frames, then what describes the speaker: tensors of the encoder, [1, x, 1, 1]
    ratio: int
    left: int  # context needed before and after a window, in units of the input
    right: int
    step: int  # windows begin and end at multiples of it, counted from the sentence's begin
    width: int  # the most values that one unit of input becomes inside, to choose windows that fit the cache


@dataclass(frozen=True)
class VoiceGraph:
    encoder: onnx.ModelProto  # the voice's inputs; gives `outputs`
    outputs: tuple[str, ...]  # frames [1, channels, n], frames of each phoneme id, speaker tensors [1, x, 1]
    stages: tuple[StageGraph, ...]


def split_voice(model: onnx.ModelProto) -> VoiceGraph:
    """The voice in parts that do the same as the whole. Raises GraphUnknown when it is not built like VITS."""
    graph = Graph(model)
    durations = _only([node.output[0] for node in graph.nodes if node.op_type == "Ceil"], "Ceil")
    timed = graph.below([durations])
    frames = _noisy_frames(graph, timed)
    samples = _samples(graph)
    speaker = _free_stages(graph, frames, timed)
    hop = math.prod(
        attribute(node, "strides", [1])[0] for node in graph.nodes if node.op_type == "ConvTranspose"
    )  # samples a frame
    cuts = [frames, *_stage_cuts(graph, frames, samples), samples]
    outputs = (frames, durations, *speaker)
    encoder = graph.part({}, outputs)
    rewrite_encoder(encoder)
    stages = [_stage(graph, begin, end, speaker, hop) for begin, end in pairwise(cuts)]
    return VoiceGraph(encoder.model(), outputs, tuple(stages))


def _only(found: Sequence[str], what: str) -> str:
    if len(found) != 1:
        raise GraphUnknown(f"One {what} was expected, not {len(found)}.")
    return found[0]


def _noisy_frames(graph: Graph, timed: set[str]) -> str:
    """The frames with their noise: the sum at the end of the way of the noise drawn for each frame."""
    name = _only([n.output[0] for n in graph.nodes if n.op_type == "RandomNormalLike" and n.input[0] in timed], "noise")
    consumers = graph.consumers()
    while True:
        users = consumers[name]
        if len(users) != 1 or users[0].op_type not in {"Mul", "Add"}:
            raise GraphUnknown("The noise is not simply scaled and added.")
        name = str(users[0].output[0])
        if users[0].op_type == "Add":
            return name


def _samples(graph: Graph) -> str:
    """The output before it is given more dimensions."""
    producers, name = graph.producers(), graph.outputs[0]
    while name in producers and producers[name].op_type in _WRAPPING:
        name = str(producers[name].input[0])
    return name


def _free_stages(graph: Graph, frames: str, timed: set[str]) -> tuple[str, ...]:
    """Take out of the stages what does nothing; the other tensors that they read, all about the speaker."""
    inside = graph.below([frames])
    masks = {name for name in _read_from_outside(graph, inside, frames) if name in timed}
    producers = graph.producers()
    for mask in masks:
        name = mask
        while producers[name].op_type in {"Cast", "Unsqueeze"}:
            name = producers[name].input[0]
        if producers[name].op_type not in {"Less", "LessOrEqual", "Greater"}:
            raise GraphUnknown(f"{mask} is no mask.")
    # A mask hides the padding of the shorter sentences of a batch; ours are of one sentence.
    graph.bypass(neutral_parts(graph, inside, masks))
    graph.tidy()
    inside = graph.below([frames])
    outer = _read_from_outside(graph, inside, frames)
    if any(name in timed for name in outer):
        raise GraphUnknown("The stages read more than the frames.")
    return outer


def _read_from_outside(graph: Graph, inside: set[str], frames: str) -> tuple[str, ...]:
    read = [name for node in graph.nodes if node.output[0] in inside - {frames} for name in node.input]
    return tuple(dict.fromkeys(name for name in read if name and name not in inside and name not in graph.constants))


def _stage_cuts(graph: Graph, frames: str, samples: str) -> list[str]:
    """Where frames become the vocoder's, and where each upsampling but the first begins."""
    producers, inside = graph.producers(), graph.below([frames])
    order = [node for node in graph.nodes if node.op_type == "ConvTranspose" and node.output[0] in inside]
    if not order:
        raise GraphUnknown("The voice has no upsampling.")
    cuts = []
    for index, node in enumerate(order):
        name = node.input[0]
        while producers[name].op_type in {"Div", "LeakyRelu"} or (index == 0 and producers[name].op_type == "Add"):
            name = next(source for source in producers[name].input if source in inside)
        if index == 0:
            if producers[name].op_type != "Conv":
                raise GraphUnknown("The vocoder does not begin with a convolution.")
            name = producers[name].input[0]
        cuts.append(name)
    return cuts


def _stage(graph: Graph, begin: str, end: str, speaker: tuple[str, ...], hop: int) -> StageGraph:
    inputs: dict[str, list[int | None]] = {begin: [1, None, 1, None]}
    part = graph.part({**inputs, **{name: [1, None, 1, 1] for name in speaker}}, [end])
    used = {name for node in part.nodes for name in node.input}
    part.inputs = {name: value for name, value in part.inputs.items() if name in used}
    names = tuple(part.inputs)
    unknown = {node.op_type for node in part.nodes} - _LOCAL
    if names[:1] != (begin,) or not set(names) <= {begin, *speaker} or unknown:
        raise GraphUnknown(f"A stage has more in it than is known: {sorted(unknown) or names}.")
    ratio, left, right, width = _reach(part, begin, end)
    phases = rewrite_stage(part, math.gcd(MOST_PHASES, hop))
    step = phases // math.gcd(phases, ratio)
    left, right = (-(-context // step) * step for context in (left, right))
    return StageGraph(part.model(), names, ratio, left, right, step, width)


def _reach(part: Graph, begin: str, end: str) -> tuple[int, int, int, int]:
    """Output per unit of input, units of context before and after, and the most values a unit becomes.

    Every tensor that hangs on `begin` knows its rate, and how far from a value's place its sources lie, in input units.
    """
    zero = Fraction(0)
    known: dict[str, tuple[Fraction, Fraction, Fraction]] = {begin: (Fraction(1), zero, zero)}
    width = 0
    for node in part.nodes:
        sources = [known[name] for name in node.input if name in known]
        if not sources:
            continue
        rate, left, right = sources[0][0], max(s[1] for s in sources), max(s[2] for s in sources)
        if node.op_type in {"Conv", "ConvTranspose"}:
            weight = part.constants[node.input[1]]
            size = (weight.shape[2] - 1) * attribute(node, "dilations", [1])[0]
            before, after = attribute(node, "pads", [0, 0])
            stride = attribute(node, "strides", [1])[0]
            if node.op_type == "Conv":
                if stride != 1 or before + after != size:
                    raise GraphUnknown("A convolution changes the length.")
                left, right = left + before / rate, right + after / rate
            else:
                if size + 1 + attribute(node, "output_padding", [0])[0] - before - after != stride:
                    raise GraphUnknown("An upsampling does not give its stride.")
                left, right = left + (size - before) / rate / stride, right + before / rate / stride
                rate *= stride
            count = weight.shape[0] if node.op_type == "Conv" else weight.shape[1]
            width = max(width, int(count * rate))
        known.update(dict.fromkeys(node.output, (rate, left, right)))
    rate, left, right = known[end]
    # The last of the samples that one unit becomes lies almost a unit later than the unit.
    return int(rate), math.ceil(left), math.ceil(right + 1 - 1 / rate), width
