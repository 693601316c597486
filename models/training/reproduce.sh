#!/usr/bin/env bash
# From the data to weights, ONNX, figures, manifest, cards and parity table. Run it from anywhere, after `npm run build`.
# An interrupted training resumes from .cache/training; remove its folders twin, shipped, hull-twin and hull-shipped to start anew.
set -euo pipefail
cd "$(dirname "$0")/../.."
python="${PYTHON:-python3}"
# One thread, so that sums are added in one order and a run can be repeated to the last digit.
export OMP_NUM_THREADS=1 MKL_NUM_THREADS=1

"$python" -m pytest -q models/training/tests --ignore models/training/tests/test_shipped.py
# The trainings know nothing of each other; on two cores two run side by side.
(
  "$python" -m models.training.train --variant twin
  "$python" -m models.training.train --variant hull-twin
) &
twins=$!
"$python" -m models.training.train --variant shipped
"$python" -m models.training.train --variant hull-shipped
wait "$twins"
"$python" -m models.training.export
"$python" -m models.training.correct
"$python" -m models.training.spinel
"$python" -m models.training.spinel_folds
"$python" -m models.training.evaluate
"$python" -m models.training.parity
"$python" -m pytest -q models/training/tests/test_shipped.py
