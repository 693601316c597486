#!/usr/bin/env bash
# From the data to weights, ONNX, figures, manifest, card and parity table. Run it from anywhere.
# An interrupted training resumes from .cache/training; remove its folders twin and shipped to start anew.
set -euo pipefail
cd "$(dirname "$0")/../.."
python="${PYTHON:-python3}"
# One thread, so that sums are added in one order and a run can be repeated to the last digit.
export OMP_NUM_THREADS=1 MKL_NUM_THREADS=1

"$python" -m pytest -q models/training/tests --ignore models/training/tests/test_shipped.py
"$python" -m models.training.train
"$python" -m models.training.train --continued
"$python" -m models.training.export
"$python" -m models.training.evaluate
"$python" -m models.training.parity
"$python" -m pytest -q models/training/tests/test_shipped.py
