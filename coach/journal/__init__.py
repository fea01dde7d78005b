"""The one way to record something: checks it, writes it down for good, and says in one sentence what was done."""

from coach.journal.journal import Journal
from coach.journal.ledger import KEPT_MONTHS
from coach.journal.receipt import Receipt

__all__ = ["KEPT_MONTHS", "Journal", "Receipt"]
