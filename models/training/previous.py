"""Figures of version 1.0.0, measured once from its file on the same rows, for the card."""

PREVIOUS: dict[str, float] = {
    "MAE, fold 0, formulas held out (all)": 0.4234,
    "MAE, fold 0, formulas held out (non-metals)": 0.6517,
    "MAE, fold 0, formulas held out (metals)": 0.2129,
    "MAE, fold 0, formulas held out (block kept, true HSE)": 0.4696,
    "MAE, fold 0, formulas held out (block kept, non-metals)": 0.7472,
    "MAE, fold 0, formulas held out (block nonmetal)": 0.6269,
    "MAE, fold 0, formulas held out (block U)": 0.5342,
    "MAE, fold 0, formulas held out (block metal)": 0.2048,
    "metal or not right at 0.1 eV, fold 0 (all)": 87.5928,
    "MAE, true HSE, formulas held out (all)": 0.627,
    "MAE, true HSE, formulas held out (non-metals)": 0.9461,
    "MAE, true HSE, formulas held out (metals)": 0.169,
    "MAE, true HSE, formulas held out (oxides and fluorides of U metals)": 1.5701,
    "MAE, true HSE, formulas held out (oxides and fluorides of U metals, non-metals)": 1.884,
    "MAE, spinel oxides, true HSE, never trained on (all)": 1.53,
    "MAE, spinel oxides, true HSE, never trained on (HSE gap above zero)": 1.8429,
    "MAE, spinel oxides, true HSE, never trained on (without 3d, Mo or W metals)": 0.7474,
    "MAE, spinel oxides, true HSE, never trained on (with 3d, Mo or W metals)": 1.8744,
    "mean change of the gap per step of 0.1, spinel chains, both ends >= 0.5 eV": 0.2423,
    "steps of 0.1 that cross 0.5 eV, spinel chains": 6.3254,
    "steps of 0.1 that jump by more than 1.5 eV, spinel chains": 1.7771,
}
"""Mean absolute errors in eV and shares in percent, by description."""
