"""What a query means, in a form that two versions of it can be compared by."""

from headgate.impact.query.compare import QueryChange, compare
from headgate.impact.query.denote import Denotation, denote
from headgate.impact.query.relation import Fault, Relation, base_table

__all__ = ["Denotation", "Fault", "QueryChange", "Relation", "base_table", "compare", "denote"]
