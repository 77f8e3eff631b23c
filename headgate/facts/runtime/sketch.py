"""Distributions of what tasks measured, in memory that does not grow with their number."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, log

_GAMMA = 1.04
_LOG = log(_GAMMA)


@dataclass(slots=True)
class Sketch:
    """Counts of values by buckets that each span 4 %, so that a quantile is within 2 % of the true one.

    Source: Masson, Rim and Lee, "DDSketch: a fast and fully-mergeable quantile sketch with relative-error
    guarantees", 2019. Values below one, in whatever unit, count as zero.
    """

    count: int = 0
    total: float = 0.0
    least: float = 0.0
    most: float = 0.0
    buckets: dict[int, int] = field(default_factory=dict)

    def add(self, value: float) -> None:
        """One more value; negative ones, which broken clocks make, count as zero."""
        value = max(value, 0.0)
        if self.count == 0 or value < self.least:
            self.least = value
        self.most = max(self.most, value)
        self.count += 1
        self.total += value
        bucket = ceil(log(value) / _LOG) if value >= 1 else -1
        self.buckets[bucket] = self.buckets.get(bucket, 0) + 1

    def quantile(self, share: float) -> float:
        """The value that `share` (0 to 1) of all values do not exceed; 0 where there are none."""
        if not self.count:
            return 0.0
        rank = share * (self.count - 1)
        passed = 0
        for bucket in sorted(self.buckets):
            passed += self.buckets[bucket]
            if passed > rank:
                middle = 0.0 if bucket < 0 else 2 * _GAMMA**bucket / (_GAMMA + 1)
                return min(max(middle, self.least), self.most)
        return self.most

    @property
    def median(self) -> float:
        return self.quantile(0.5)

    @property
    def mean(self) -> float:
        return self.total / self.count if self.count else 0.0
