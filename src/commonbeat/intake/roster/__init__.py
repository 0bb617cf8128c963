"""What a department says about its people and areas: officers, postings, areas, languages, barriers."""

from commonbeat.intake.roster.areas import AreaFile, read_areas
from commonbeat.intake.roster.barriers import read_barriers
from commonbeat.intake.roster.languages import read_languages
from commonbeat.intake.roster.officers import read_officers, read_postings

__all__ = ["AreaFile", "read_areas", "read_barriers", "read_languages", "read_officers", "read_postings"]
