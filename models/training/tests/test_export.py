"""What is written to ONNX files."""

import numpy as np
import onnx
import onnxruntime
import pytest

from models.training.export import store_small


def table_of(values: np.ndarray) -> onnx.ModelProto:
    """Return a model that looks numbers up in a table."""
    tensor, kinds = onnx.numpy_helper.from_array(values.astype(np.float32), "table"), onnx.TensorProto
    place = onnx.helper.make_tensor_value_info("place", kinds.INT32, ["n"])
    found = onnx.helper.make_tensor_value_info("found", kinds.FLOAT, ["n"])
    graph = onnx.helper.make_graph([onnx.helper.make_node("Gather", ["table", "place"], ["found"])], "lookup", [place], [found], [tensor])
    return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)


@pytest.mark.parametrize(
    ("values", "smaller"),
    [
        (np.arange(20_000), True),
        (np.arange(20_000) + 0.5, False),
        (np.arange(20_000) * 2, False),
        (np.arange(20_000) * 1e5, False),
        (np.linspace(-3.0, 3.0, 20_000).astype(np.float16), True),
        (np.arange(100), False),
    ],
    ids=["counts", "fractions", "beyond 16 bits", "beyond floats of 16 bits", "rounded weights", "too few to matter"],
)
def test_tables_that_16_bits_hold_take_half_the_space_and_answer_the_same(values: np.ndarray, smaller: bool) -> None:
    model = table_of(values)
    before = model.ByteSize()
    store_small(model.graph)
    onnx.checker.check_model(model, full_check=True)
    assert (model.ByteSize() < 0.6 * before) == smaller
    asked = np.arange(0, len(values), 7, dtype=np.int32)
    answer = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"]).run(None, {"place": asked})[0]
    np.testing.assert_array_equal(answer, values[asked].astype(np.float32))
