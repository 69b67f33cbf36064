"""How the ground works a parameter out: which formula, of what, over how long. Data alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """What `telemetry.derived_formulas` needs to know of one parameter.

    Parameters
    ----------
    kind : str
        One of `telemetry.derived_formulas.KINDS`.
    inputs : tuple of str
        Parameters, in the order the formula takes them.
    window_s : int
        How many seconds it looks back; 1 for those that look at the moment only.
    least_s : int
        Of so many of these seconds it must know the inputs to say anything.
    weights : tuple of float
        Shares of the inputs that are averaged, with a sum of 1; empty where all count alike.
    constants : mapping of str to float
        What the formula asks for by name.
    """

    kind: str
    inputs: tuple[str, ...]
    window_s: int = 1
    least_s: int = 1
    weights: tuple[float, ...] = ()
    constants: Mapping[str, float] = field(default_factory=dict)
