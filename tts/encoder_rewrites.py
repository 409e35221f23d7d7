"""Rewrites of the encoder, which decides how soon the first samples come: the same frames in about half the time.

What is not found is left as it is.
"""

import numpy as np
import onnx
from onnx import helper

from tts.graph_tools import Graph, attribute, set_attribute
from tts.relative_attention import narrow_relative_attention

_LENGTHS = "input_lengths"  # the input that tells the length of each sentence of a batch


def rewrite_encoder(graph: Graph) -> None:
    """Rewrite it in place, for batches of one sentence."""
    _drop_masks(graph)
    _join_norms(graph)
    _join_padding(graph)
    graph.tidy()
    _flatten_feed_forward(graph)
    graph.tidy()
    narrow_relative_attention(graph)
    graph.tidy()


def _drop_masks(graph: Graph) -> None:
    """A single sentence has no padding to be masked."""
    ones, rows, hidden, lengths = set[str](), set[str](), set[str](), {_LENGTHS}
    instead: dict[str, str] = {}
    for node in graph.nodes:
        sources, out = list(node.input), node.output[0]
        if node.op_type in {"Unsqueeze", "Cast"}:
            for kind in (ones, lengths):
                if sources[0] in kind:
                    kind.add(out)
            if node.op_type == "Cast" and out in ones:
                rows.add(out)  # [1, 1, n]: what is derived from it has more dimensions, and may widen what it masks
        elif node.op_type == "Less" and sources[1] in lengths:
            ones.add(out)
        elif node.op_type == "Equal" and sources[0] in ones and not graph.constants.get(sources[1], np.ones(1)).any():
            hidden.add(out)
        elif node.op_type == "Where" and sources[0] in hidden:
            instead[out] = sources[2]
        elif node.op_type == "Mul" and ones.issuperset(sources):
            ones.add(out)
        elif node.op_type == "Mul" and not rows.isdisjoint(sources) and not set(sources) & set(graph.constants):
            instead[out] = sources[1] if sources[0] in rows else sources[0]
    for name in set(instead) & set(graph.outputs):
        del instead[name]
    graph.bypass(instead)


def _join_norms(graph: Graph) -> None:
    """Layer normalization that was exported as its arithmetic becomes the one operation."""
    producers, consumers = graph.producers(), graph.consumers()

    def back(name: str, *kinds: str) -> onnx.NodeProto | None:
        node = None
        for kind in kinds:
            node = producers.get(name)
            if node is None or node.op_type != kind:
                return None
            name = node.input[0]
        return node

    def join(node: onnx.NodeProto) -> list[onnx.NodeProto] | None:
        scaled = producers.get(node.input[0]) if node.op_type == "Add" else None
        shifted = scaled is not None and scaled.op_type == "Mul" and producers.get(scaled.input[0])
        if scaled is None or not shifted or shifted.op_type != "Div":
            return None
        centred, spread = back(shifted.input[0], "Sub"), back(shifted.input[1], "Sqrt", "Add")
        squared = spread is not None and back(spread.input[0], "ReduceMean", "Pow")
        mean = centred is not None and back(centred.input[1], "ReduceMean")
        names = [scaled.input[1], node.input[1], *(spread.input[1:] if spread is not None else [])]
        if not squared or not mean or centred is None or not set(names) <= set(graph.constants):
            return None
        same = squared.input[0] == shifted.input[0] and mean.input[0] == centred.input[0]
        if not same or attribute(mean, "axes") != [-1] or len(consumers[scaled.output[0]]) != 1:
            return None
        epsilon = float(graph.constants[names[2]].ravel()[0])
        inputs = [centred.input[0], *names[:2]]
        return [helper.make_node("LayerNormalization", inputs, node.output, name=node.name, epsilon=epsilon, axis=-1)]

    graph.replace(join)


def _join_padding(graph: Graph) -> None:
    """Zeros put around what a convolution reads are put there by the convolution."""
    producers = graph.producers()
    for node in graph.nodes:
        pad = producers.get(node.input[0]) if node.op_type == "Conv" else None
        if pad is None or pad.op_type != "Pad" or attribute(node, "pads", [0, 0]) != [0, 0]:
            continue
        amounts = graph.constants.get(pad.input[1])
        plain = attribute(pad, "mode", b"constant") == b"constant" and not any(pad.input[2:])
        if plain and amounts is not None and amounts.shape == (6,) and not amounts[[0, 1, 3, 4]].any():
            set_attribute(node, "pads", [int(amounts[2]), int(amounts[5])])
            node.input[0] = pad.input[0]


def _flatten_feed_forward(graph: Graph) -> None:
    """Conv, Relu, Conv along a line: done as images one pixel high, for which there are blocked kernels."""
    producers, consumers = graph.producers(), graph.consumers()
    for last in list(graph.nodes):
        relu = producers.get(last.input[0]) if last.op_type == "Conv" else None
        first = producers.get(relu.input[0]) if relu is not None and relu.op_type == "Relu" else None
        if relu is None or first is None or first.op_type != "Conv":
            continue
        if len(consumers[relu.output[0]]) == len(consumers[first.output[0]]) == 1:
            _flatten(graph, first, last)


def _flatten(graph: Graph, first: onnx.NodeProto, last: onnx.NodeProto) -> None:
    height = f"{last.output[0]}/height"
    graph.constants[height] = np.array([2], np.int64)
    for node in (first, last):
        name = f"{node.output[0]}/flat"
        graph.constants[name] = graph.constants[node.input[1]][:, :, None]
        node.input[1] = name
        before, after = attribute(node, "pads", [0, 0])
        for key, value in (("pads", [0, before, 0, after]), ("kernel_shape", [1, graph.constants[name].shape[3]])):
            set_attribute(node, key, value)
        for key in ("dilations", "strides"):
            set_attribute(node, key, [1, *attribute(node, key, [1])])
    source, target = first.input[0], last.output[0]
    first.input[0], last.output[0] = f"{target}/raised", f"{target}/high"
    graph.nodes += [
        helper.make_node("Unsqueeze", [source, height], [first.input[0]], name=first.input[0]),
        helper.make_node("Squeeze", [last.output[0], height], [target], name=target),
    ]
