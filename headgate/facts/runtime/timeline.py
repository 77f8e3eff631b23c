"""How many cores worked when, in a bounded number of steps."""

from __future__ import annotations

from dataclasses import dataclass, field

_MOST_STEPS = 2048


@dataclass(slots=True)
class Timeline:
    """Core-milliseconds of tasks by equal steps of time; the steps grow with the run."""

    start: int = 0
    step: int = 100
    """Milliseconds."""
    busy: list[float] = field(default_factory=list)

    def add(self, launched: int, finished: int) -> None:
        """A task that held a core from `launched` to `finished`, in milliseconds since 1970."""
        if not self.start:
            self.start = launched
        begin, end = max(launched - self.start, 0), max(finished - self.start, 0)
        while end >= self.step * _MOST_STEPS:
            self._double()
        last = end // self.step
        if len(self.busy) <= last:
            self.busy.extend([0.0] * (last + 1 - len(self.busy)))
        for at in range(begin // self.step, last + 1):
            low, high = max(begin, at * self.step), min(end, (at + 1) * self.step)
            self.busy[at] += max(high - low, 0)

    def _double(self) -> None:
        self.step *= 2
        pairs = range(0, len(self.busy), 2)
        self.busy = [sum(self.busy[at : at + 2]) for at in pairs]

    def cores(self, begin: int, end: int) -> float:
        """Cores that worked between two moments, on average."""
        if end <= begin:
            return 0.0
        first, last = max(begin - self.start, 0) // self.step, max(end - self.start, 0) // self.step
        return sum(self.busy[first : last + 1]) / ((last + 1 - first) * self.step)
