"""A typed client of Fascicle, with nothing but Python: `Fascicle(address).post_v1_assessments({"sites": …})`."""

from fascicle_client.client import Fascicle, FascicleError

__all__ = ["Fascicle", "FascicleError"]
