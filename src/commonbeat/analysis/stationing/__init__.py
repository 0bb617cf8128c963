"""Who stands where: the posting program, its proof, its price, and what to give up when no plan exists."""

from commonbeat.analysis.stationing.officers import Conflict, ExpansionStep, Officer, Posting, PostingPlan, PostingRules
from commonbeat.analysis.stationing.station import NoPlanError, station

__all__ = [
    "Conflict",
    "ExpansionStep",
    "NoPlanError",
    "Officer",
    "Posting",
    "PostingPlan",
    "PostingRules",
    "station",
]
