"""A made city with a known truth: the demo, and the oracle of the tests."""

from commonbeat.synthetic.behavior import Behavior, Program
from commonbeat.synthetic.city import City
from commonbeat.synthetic.export import ExportTruth
from commonbeat.synthetic.mess import Mess

__all__ = ["Behavior", "City", "ExportTruth", "Mess", "Program"]
