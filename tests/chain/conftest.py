from tests.collection.conftest import desks, hall

__all__ = ["desks", "hall"]
