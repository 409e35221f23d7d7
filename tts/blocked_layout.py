"""Keeps a stage in onnxruntime's blocked layout (NCHWc) from end to end.

onnxruntime turns convolutions into blocked ones, and reorders before and after each, because it does not know that
LeakyRelu, Add and Mul care for no order. This moves them, and the reordering of an upsampling, into blocked memory.
"""

from collections.abc import Sequence

import onnx
from onnx import helper

from tts.graph_tools import Graph, attribute
from tts.stage_rewrites import SHUFFLE, shuffle

DOMAIN = "com.microsoft.nchwc"
_ELEMENTWISE = {"Add", "LeakyRelu", "Mul", "Relu", "Sigmoid", "Sub", "Tanh"}
_BLOCKED = "/blocked"


def keep_blocked(model: onnx.ModelProto, block: int) -> onnx.ModelProto:
    """A stage that onnxruntime has optimized for this processor, whose blocks have `block` channels."""
    graph = Graph(model)
    mover = _Mover(graph, block)
    for node in graph.nodes:
        mover.move(node)
    graph.nodes = mover.finish()
    graph.tidy()
    _add_in_convolutions(graph)
    graph.tidy()
    return graph.model()


class _Mover:
    """Goes through the nodes in order; knows for each plain tensor its blocked twin, and makes what is missing."""

    def __init__(self, graph: Graph, block: int) -> None:
        self._graph, self._block = graph, block
        self._consumers = graph.consumers()
        self._made: list[onnx.NodeProto] = []
        self._twins: dict[str, str] = {}  # plain to blocked
        self._channels: dict[str, int] = {}  # of the plain tensors that have twins
        self._plain = {*graph.constants, *graph.inputs, ""}
        self._computed = {name for node in graph.nodes for name in node.output}
        self._blocked: set[str] = set()  # what onnxruntime itself keeps blocked
        self._replaced: dict[str, str] = {}  # of these, to an equal one of ours
        self._done: set[str] = set()  # outputs made with an earlier node

    def move(self, node: onnx.NodeProto) -> None:
        if node.output[0] in self._done:
            return
        if node.op_type == "ReorderOutput":
            self._twins[node.output[0]] = self._replaced.get(node.input[0], node.input[0])
            self._channels[node.output[0]] = attribute(node, "channels")
        elif node.op_type == "ReorderInput":
            self._replaced[node.output[0]] = self._twin(node.input[0])
            self._blocked.update(node.output)
        elif node.domain == DOMAIN or not self._blocked.isdisjoint(node.input):
            self._blocked.update(node.output)
            node.input[:] = [self._replaced.get(name, name) for name in node.input]
            self._made.append(node)
        elif not self._move_elementwise(node) and not self._move_shuffle(node):
            self._keep(node)

    def finish(self) -> list[onnx.NodeProto]:
        for name in self._graph.outputs:
            self._need_plain(name)
        return self._made

    def _move_elementwise(self, node: onnx.NodeProto) -> bool:
        # Only tensors that are computed here: a speaker's is one value a channel, and would not fit in blocks.
        if node.op_type not in _ELEMENTWISE or not self._computed.issuperset(node.input):
            return False
        known = [self._channels[name] for name in node.input if name in self._twins]
        wanted = any(user.op_type == "ReorderInput" for user in self._consumers[node.output[0]])
        if not known or not (wanted or len(known) == len(node.input)):
            return False
        moved = onnx.NodeProto()
        moved.CopyFrom(node)
        moved.input[:] = [self._twin(name) for name in node.input]
        moved.output[:] = [node.output[0] + _BLOCKED]
        moved.name = moved.output[0]
        self._made.append(moved)
        self._twins[node.output[0]], self._channels[node.output[0]] = moved.output[0], known[0]
        return True

    def _move_shuffle(self, first: onnx.NodeProto) -> bool:
        """The chain that `shuffle` made, where all of its channels fill blocks."""
        if first.input[0] not in self._twins or not first.output[0].endswith(SHUFFLE):
            return False
        chain = [first]
        while chain[-1].output[0].endswith(SHUFFLE):
            chain.append(self._consumers[chain[-1].output[0]][0])
        phases, channels, _ = self._graph.constants[first.input[1]].tolist()
        if channels % self._block:
            return False
        crop = [int(self._graph.constants[name][0]) for n in chain if n.op_type == "Slice" for name in n.input[1:3]]
        name = chain[-1].output[0]
        source = self._twins[first.input[0]]
        self._made += shuffle(self._graph, name + _BLOCKED, source, (phases, channels), crop=crop, block=self._block)
        self._twins[name], self._channels[name] = name + _BLOCKED, channels
        self._done.update(node.output[0] for node in chain)
        return True

    def _keep(self, node: onnx.NodeProto) -> None:
        for name in node.input:
            self._need_plain(name)
        self._plain.update(node.output)
        self._made.append(node)

    def _need_plain(self, name: str) -> None:
        if name not in self._plain:
            self._plain.add(name)
            reorder = helper.make_node("ReorderOutput", [self._twins[name]], [name], name=name, domain=DOMAIN)
            reorder.attribute.append(helper.make_attribute("channels", self._channels[name]))
            self._made.append(reorder)

    def _twin(self, name: str) -> str:
        if name not in self._twins:
            self._twins[name] = name + _BLOCKED
            node = helper.make_node("ReorderInput", [name], [name + _BLOCKED], name=name + _BLOCKED, domain=DOMAIN)
            self._made.append(node)
        return self._twins[name]


def _add_in_convolutions(graph: Graph) -> None:
    """A sum with a convolution's output, read nowhere else, is done by the convolution itself."""
    producers, consumers = graph.producers(), graph.consumers()
    dropped: list[onnx.NodeProto] = []
    for node in graph.nodes:
        if node.op_type != "Add" or not node.output[0].endswith(_BLOCKED):
            continue
        for name, other in (tuple(node.input), tuple(reversed(node.input))):
            conv = producers.get(name)
            if conv is not None and len(consumers[name]) == 1 and _can_add(conv):
                conv.input[:] = [*_three(conv.input), other]
                conv.output[:] = node.output
                producers[node.output[0]] = conv
                dropped.append(node)
                break
    gone = {id(node) for node in dropped}
    graph.nodes = [node for node in graph.nodes if id(node) not in gone]


def _can_add(node: onnx.NodeProto) -> bool:
    return (
        node.op_type == "Conv" and node.domain == DOMAIN and len(node.input) < 4 and not attribute(node, "activation")
    )


def _three(inputs: Sequence[str]) -> list[str]:
    return [*inputs, "", ""][:3]
