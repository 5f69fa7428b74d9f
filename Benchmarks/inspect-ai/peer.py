# SPDX-License-Identifier: Apache-2.0
"""One evaluation with Inspect AI: peer.py QUERIES EPOCHS LOGS

Two mock models answer every query with the text that is expected, and `exact` grades it. Nothing is asked of a network. The
database for its live view, which nobody looks at here, is turned off in its favour; DEFAULTS=1 leaves it on.
"""

import os
import sys

from inspect_ai import Task, eval
from inspect_ai.dataset import FieldSpec, json_dataset
from inspect_ai.model import ModelOutput, ModelUsage, get_model
from inspect_ai.scorer import exact
from inspect_ai.solver import generate

def answer(messages, tools, tool_choice, config):
    number = int(messages[-1].text.split()[2]) + 1
    # With its usage, so that Inspect need not count tokens.
    output = ModelOutput.from_content("mockllm/model", str(number))
    output.usage = ModelUsage(input_tokens=20, output_tokens=6, total_tokens=26)
    return output


queries, epochs, logs = sys.argv[1], int(sys.argv[2]), sys.argv[3]
dataset = json_dataset(queries, FieldSpec(input="query", target="expected", id="id"))
results = eval(
    Task(dataset=dataset, solver=generate(), scorer=exact(), epochs=epochs, name="peer"),
    model=[get_model(f"mockllm/{name}", custom_outputs=answer, memoize=False) for name in ("one", "two")],
    max_connections=16, log_dir=logs, display="none", log_realtime=bool(os.environ.get("DEFAULTS")),
)
for result in results:
    assert result.status == "success", result.error
    assert result.results.completed_samples == len(dataset) * epochs, result.results
    assert result.results.scores[0].metrics["mean"].value > 0.99, result.results
