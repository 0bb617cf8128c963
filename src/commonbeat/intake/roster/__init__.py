"""What a department says about its people and areas: officers.csv, postings.csv, and the file of areas."""

from commonbeat.intake.roster.areas import read_areas
from commonbeat.intake.roster.officers import read_officers, read_postings

__all__ = ["read_areas", "read_officers", "read_postings"]
