"""Schema compatibility: one module a format, one public function, `compare`."""

from headgate.impact.compat.compare import compare

__all__ = ["compare"]
