"""What is trained: the twins, the models that ship, the split by chemical system and the ablations, with the passes of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .compounds import PAPER_FOLDS, TEST_FOLD
from .data import CACHE, CONDITIONAL, HSE, HULL, MP, PAPER, PBE
from .layers import Config
from .prepared import Split, held_out

NETWORKS = 4
"""Networks of an ensemble; each costs a user time."""
TWIN_EPOCHS = 44
SHIPPED_EPOCHS = 34
"""Fewer passes over more rows: about as many steps as the twin has."""
HULL_TWIN_EPOCHS = 26
HULL_SHIPPED_EPOCHS = 20
"""The same for the networks of the hull."""
VARIANT_EPOCHS = 8
HULL_CONFIG = Config(dropout=0.2)
"""The hull is learned from fewer rows than all kinds of gap together, and fits them too closely without."""
DISTRUST = 0.15
"""Share of training rows of which the crystal system is told but the space group is not trusted. Else only rare structures would show
what that means, and they are not like the common ones. The hull depends more on the structure, and few are asked for that no row backs."""
GAP_FACTORS = {HSE: 1.0, PAPER: 1.0, MP: 0.5, PBE: 0.5, HULL: 2.0, CONDITIONAL: 1.0}
HULL_FACTORS = {HSE: 0.5, PAPER: 0.3, MP: 0.3, PBE: 0.3, HULL: 25.0, CONDITIONAL: 0.5}
"""Factors of the labels in the loss, besides their rows' weights, for the network of the gap and for that of the hull; that of the HSE gap is its gate's."""


@dataclass(frozen=True)
class Variant:
    """How a run differs from the twin.

    Attributes:
        folder: where its checkpoints lie, in the cache.
        split: which rows are trained on.
        mixed: whether rows between isostructural compounds are added, and substitutions kept near straight lines.
        hull: whether it is the energy above the hull that matters, and not the gap.
        config: the sizes of a network.
        networks: how many are trained, each from a seed of its own.
        epochs: the usual number of passes.
    """

    folder: str
    split: Split = Split()
    mixed: bool = True
    hull: bool = False
    config: Config = Config()
    networks: int = 1
    epochs: int = VARIANT_EPOCHS

    @property
    def factors(self) -> dict[int, float]:
        """The factor of each label in the loss."""
        return HULL_FACTORS if self.hull else GAP_FACTORS

    @property
    def distrust(self) -> float:
        """The share of training rows whose space group is not trusted."""
        return 0.0 if self.hull else DISTRUST

    def checkpoints(self) -> list[Path]:
        """Where the networks lie, one file each."""
        return [CACHE / self.folder / str(number) / "last.pt" for number in range(self.networks)]


VARIANTS = {
    "twin": Variant("twin", networks=NETWORKS, epochs=TWIN_EPOCHS),
    "shipped": Variant("shipped", Split(everything=True), networks=NETWORKS, epochs=SHIPPED_EPOCHS),
    "hull-twin": Variant("hull-twin", mixed=False, hull=True, config=HULL_CONFIG, networks=NETWORKS, epochs=HULL_TWIN_EPOCHS),
    "hull-shipped": Variant("hull-shipped", Split(everything=True), mixed=False, hull=True, config=HULL_CONFIG, networks=NETWORKS, epochs=HULL_SHIPPED_EPOCHS),
    "gap-known": Variant("gap-known", Split(also_known=held_out), epochs=TWIN_EPOCHS),
    "by-system": Variant("by-system", Split(by_system=True)),
    "short": Variant("short"),
    "no-electrons": Variant("no-electrons", config=Config(knows_electrons=False)),
    "no-space-group": Variant("no-space-group", config=Config(knows_space_group=False)),
    "one-fidelity": Variant("one-fidelity", Split(only_true=True)),
    "no-mixing": Variant("no-mixing", mixed=False),
}
"""The twin, the model that ships, the split by chemical system, and the ablations; ``short`` is the twin with their number of epochs."""

FOLDS = {number: Variant(f"fold-{number}", Split(test_fold=number), epochs=TWIN_EPOCHS) for number in range(PAPER_FOLDS) if number != TEST_FOLD}
"""One network each for those folds of the paper that the twin has seen; what it has for the twin's own fold is the first of the twin's."""
VARIANTS |= {variant.folder: variant for variant in FOLDS.values()}
