"""Attention by relative position, exported as if every distance had its own embedding: made as narrow as it is.

VITS knows embeddings for the few distances within a window (-4 to 4), and pads them with zeros to all distances of
the sentence: twice its length. Multiplying by those zeros is most of the work. Here only the known distances are
multiplied, and their band is then skewed into its place by reading rows one longer, or shorter, than they were made.
"""

import numpy as np
import onnx
from onnx import helper

from tts.graph_tools import Array, Graph, set_attribute

_SKEW = ("Slice", "Reshape", "Pad", "Reshape", "Pad")  # last to first
_UP_TO_EMBEDDINGS = {"Transpose", "Unsqueeze", "Slice"}


def narrow_relative_attention(graph: Graph) -> None:
    """Rewrite it in place, wherever it is found as VITS has it."""
    producers, consumers = graph.producers(), graph.consumers()
    for node in list(graph.nodes):
        embeddings = _embeddings(graph, producers, node) if node.op_type == "MatMul" else None
        if embeddings is None:
            continue
        table, turned = embeddings
        maker = _Maker(graph, node.output[0])
        if turned and (placed := _skewed_from(consumers, node.output[0])):
            graph.nodes = [each for each in graph.nodes if each.output[0] != placed] + maker.scores(
                node.input[0], table, placed
            )
        elif not turned and (weights := _skewed_to(producers, node.input[0])):
            graph.nodes = [each for each in graph.nodes if each is not node] + maker.values(
                weights, table, node.output[0]
            )


def _embeddings(graph: Graph, producers: dict[str, onnx.NodeProto], node: onnx.NodeProto) -> tuple[Array, bool] | None:
    """The table [distances, channels] that a product multiplies by, and whether transposed."""
    made, turned = producers.get(node.input[1]), False
    while made is not None and made.op_type in _UP_TO_EMBEDDINGS:
        turned |= made.op_type == "Transpose"
        made = producers.get(made.input[0])
    if made is None or made.op_type != "Pad":
        return None
    table = graph.constants.get(made.input[0])
    if table is None or table.ndim != 3 or len(table) != 1 or table.shape[1] % 2 == 0:
        return None
    return table[0], turned


def _skewed_from(consumers: dict[str, list[onnx.NodeProto]], name: str) -> str | None:
    """What the skewing steps make of a tensor; others may ask for its shape."""
    for kind in reversed(_SKEW):
        users = [node for node in consumers[name] if node.op_type != "Shape"]
        if len(users) != 1 or users[0].op_type != kind:
            return None
        name = users[0].output[0]
    return name


def _skewed_to(producers: dict[str, onnx.NodeProto], name: str) -> str | None:
    for kind in _SKEW:
        node = producers.get(name)
        if node is None or node.op_type != kind:
            return None
        name = node.input[0]
    return name


class _Maker:
    """Makes the narrow operations. A row's length is its sentence's: n; the table knows 2 * reach + 1 distances."""

    def __init__(self, graph: Graph, tag: str) -> None:
        self._graph, self._tag = graph, f"{tag}/narrow"
        self._nodes: list[onnx.NodeProto] = []

    def scores(self, queries: str, table: Array, output: str) -> list[onnx.NodeProto]:
        """[1, heads, n, channels] to [1, heads, n, n]: query i times the embedding of j - i, or 0 out of reach."""
        distances = len(table)
        n = self._length(queries)
        band = self._do("MatMul", queries, self._constant(table.T))
        padded = self._do("Pad", band, self._do("Concat", *[self._ints(0)] * 7, n, axis=0))
        # Rows of n + distances, read as rows one shorter: each lies one further right than the row before.
        row = self._do("Add", n, self._ints(distances - 1))
        flat = self._do("Reshape", padded, self._ints(0, 0, -1))
        flat = self._do("Slice", flat, self._ints(0), self._do("Mul", n, row), self._ints(2))
        skewed = self._do("Reshape", flat, self._do("Concat", self._ints(0, 0, -1), row, axis=0))
        reach = self._ints(distances // 2)
        self._do("Slice", skewed, reach, self._do("Add", n, reach), self._ints(3), output=output)
        return self._nodes

    def values(self, weights: str, table: Array, output: str) -> list[onnx.NodeProto]:
        """[1, heads, n, n] to [1, heads, n, channels]: the sum over j of weight (i, j) times the embedding of j - i."""
        distances, reach = len(table), len(table) // 2
        n = self._length(weights)
        padded = self._do("Pad", weights, self._ints(0, 0, 0, reach, 0, 0, 0, reach))
        flat = self._do("Reshape", padded, self._ints(0, 0, -1))
        flat = self._do("Pad", flat, self._do("Concat", *[self._ints(0)] * 5, n, axis=0))
        row = self._do("Add", n, self._ints(distances))
        skewed = self._do("Reshape", flat, self._do("Concat", self._ints(0, 0, -1), row, axis=0))
        band = self._do("Slice", skewed, self._ints(0), self._ints(distances), self._ints(3))
        self._do("MatMul", band, self._constant(table), output=output)
        return self._nodes

    def _length(self, name: str) -> str:
        return self._do("Slice", self._do("Shape", name), self._ints(2), self._ints(3))

    def _do(self, kind: str, *inputs: str, output: str = "", axis: int | None = None) -> str:
        output = output or f"{self._tag}/{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [output], name=f"{output}/narrow"))
        if axis is not None:
            set_attribute(self._nodes[-1], "axis", axis)
        return output

    def _ints(self, *values: int) -> str:
        return self._constant(np.array(values, np.int64), "_".join(map(str, values)))

    def _constant(self, value: Array, name: str = "table") -> str:
        key = f"{self._tag}/constant/{name}"
        self._graph.constants[key] = value
        return key
