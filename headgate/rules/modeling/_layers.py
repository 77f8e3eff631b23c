"""The layers of a dbt project: which names and folders stand for them, and limits of shape.

Set in headgate.toml on the base, for instance:

    [rules.options.modeling]
    staging_prefixes = ["stg_"]
    staging_folders = ["staging"]
    fan_out = 3
"""

from __future__ import annotations

from pathlib import PurePosixPath

from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project

LAYERS = ("base", "staging", "intermediate", "marts", "other")
_PREFIXES = {
    "base": ("base_",),
    "staging": ("stg_",),
    "intermediate": ("int_",),
    "marts": ("fct_", "dim_"),
    "other": ("rpt_",),
}
_LIMITS = {"fan_out": 3, "joins": 7, "view_chain": 5}


class Layers:
    """What the settings say, and the defaults of dbt's own guide where they say nothing."""

    def __init__(self, whole: Project) -> None:
        self._options = whole.settings.rules.options.get("modeling", {})

    def prefixes(self, layer: str) -> tuple[str, ...]:
        return self._listed(f"{layer}_prefixes", _PREFIXES[layer])

    def folders(self, layer: str) -> tuple[str, ...]:
        return self._listed(f"{layer}_folders", (layer,) if layer != "other" else ())

    def limit(self, name: str) -> int:
        """A threshold: `fan_out`, `joins`, `view_chain`."""
        found = self._options.get(name)
        return found if isinstance(found, int) and found > 0 else _LIMITS[name]

    def by_name(self, model: DbtModel) -> str:
        """The layer that the name speaks of; empty for none."""
        name = model.name.lower()
        return next((layer for layer in LAYERS if name.startswith(self.prefixes(layer))), "")

    def by_folder(self, model: DbtModel) -> str:
        """The layer of the nearest folder that stands for one; empty for none."""
        for part in reversed(PurePosixPath(model.path).parent.parts):
            for layer in LAYERS:
                if part.lower() in self.folders(layer):
                    return layer
        return ""

    def of(self, model: DbtModel) -> str:
        """The layer of a model: as its name says, else as its folder says, else `other`."""
        return self.by_name(model) or self.by_folder(model) or "other"

    def _listed(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        found = self._options.get(name)
        return tuple(str(one).lower() for one in found) if isinstance(found, list) else default
