"""Small tools for taking ONNX graphs apart and putting them together again."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

Array = NDArray[Any]


class GraphUnknown(Exception):
    """The graph has not the shape that a rewrite needs; the voice then runs as its publisher made it."""


class Graph:
    """A model's graph by name, for rewriting: nodes in order, and constants as arrays."""

    def __init__(self, model: onnx.ModelProto) -> None:
        """Takes the model apart; constants kept in nodes or behind identities become plain ones."""
        self.opsets = list(model.opset_import)
        self.ir_version = model.ir_version
        self.inputs = {value.name: value for value in model.graph.input}
        self.outputs: list[str] = [value.name for value in model.graph.output]
        self.constants: dict[str, Array] = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
        self.nodes: list[onnx.NodeProto] = []
        same: dict[str, str] = {}
        for original in model.graph.node:
            node = onnx.NodeProto()
            node.CopyFrom(original)
            node.input[:] = [same.get(name, name) for name in node.input]
            if node.op_type == "Constant" and attribute(node, "value") is not None:
                self.constants[node.output[0]] = numpy_helper.to_array(attribute(node, "value"))
            elif node.op_type == "Identity" and node.input[0] in self.constants:
                same[node.output[0]] = node.input[0]
            else:
                self.nodes.append(node)

    def producers(self) -> dict[str, onnx.NodeProto]:
        return {name: node for node in self.nodes for name in node.output if name}

    def consumers(self) -> dict[str, list[onnx.NodeProto]]:
        found: dict[str, list[onnx.NodeProto]] = defaultdict(list)
        for node in self.nodes:
            for name in node.input:
                found[name].append(node)
        return found

    def below(self, tensors: Iterable[str]) -> set[str]:
        """The tensors given and all that are computed from them."""
        found = set(tensors)
        for node in self.nodes:
            if not found.isdisjoint(node.input):
                found.update(node.output)
        return found

    def replace(self, make: Callable[[onnx.NodeProto], Sequence[onnx.NodeProto] | None]) -> None:
        """Put what `make` gives in a node's place; None keeps the node."""
        nodes: list[onnx.NodeProto] = []
        for node in self.nodes:
            made = make(node)
            nodes.extend([node] if made is None else made)
        self.nodes = nodes

    def bypass(self, instead: Mapping[str, str]) -> None:
        """Read another tensor instead of each one named, and drop the nodes that made those."""

        def target(name: str) -> str:
            while name in instead:
                name = instead[name]
            return name

        self.nodes = [node for node in self.nodes if node.output[0] not in instead]
        for node in self.nodes:
            node.input[:] = [target(name) for name in node.input]
        self.outputs = [target(name) for name in self.outputs]

    def part(self, inputs: Mapping[str, Sequence[int | None]], outputs: Sequence[str]) -> "Graph":
        """What computes `outputs` from `inputs`, float tensors of the shapes given, or from the graph's own inputs.

        Raises GraphUnknown when an output hangs on nothing known.
        """
        part = Graph(onnx.ModelProto())
        part.opsets, part.ir_version, part.outputs = self.opsets, self.ir_version, list(outputs)
        for name, shape in inputs.items():
            part.inputs[name] = helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, list(shape))
        part.nodes, part.constants = self.nodes, self.constants
        part.tidy(stop=set(inputs) | set(self.inputs))
        for node in part.nodes:
            for name in node.input:
                if name in self.inputs:
                    part.inputs.setdefault(name, self.inputs[name])
        return part

    def tidy(self, stop: set[str] | None = None) -> None:
        """Drop what no output needs, looking no further than `stop`, and bring the nodes in order."""
        stop = (stop or set()) | set(self.inputs)
        needed, producers, order = {""} | stop, self.producers(), list[onnx.NodeProto]()
        opened = set[str]()
        stack = [(name, False) for name in reversed(self.outputs)]
        while stack:
            name, ready = stack.pop()
            if name in needed or (name in self.constants and name not in producers):
                continue
            if name not in producers:
                raise GraphUnknown(f"Nothing makes {name}.")
            node = producers[name]
            if ready:
                order.append(node)
                needed.update(node.output)
            elif name in opened:
                raise GraphUnknown(f"{name} is made of itself.")
            else:
                opened.update(node.output)
                stack.append((name, True))
                stack.extend((source, False) for source in node.input if source not in needed)
        self.nodes = order
        used = {name for node in order for name in node.input}
        self.constants = {name: value for name, value in self.constants.items() if name in used}

    def model(self) -> onnx.ModelProto:
        """The graph as a model again; it shares its nodes."""
        outputs = [onnx.ValueInfoProto(name=name) for name in self.outputs]
        constants = [numpy_helper.from_array(np.asarray(v, order="C"), name) for name, v in self.constants.items()]
        graph = helper.make_graph(self.nodes, "voice", list(self.inputs.values()), outputs, constants)
        return helper.make_model(graph, opset_imports=self.opsets, ir_version=self.ir_version)


def attribute(node: onnx.NodeProto, name: str, default: Any = None) -> Any:
    """An attribute's value in Python's terms."""
    for each in node.attribute:
        if each.name == name:
            return helper.get_attribute_value(each)
    return default


def set_attribute(node: onnx.NodeProto, name: str, value: Any) -> None:
    kept = [each for each in node.attribute if each.name != name]
    del node.attribute[:]
    node.attribute.extend([*kept, helper.make_attribute(name, value)])
