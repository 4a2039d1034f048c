"""SERVICE"""

from kg.settings import Settings


def federated(text: str, settings: Settings) -> str:
    """x"""
    return text
