"""stub"""
from __future__ import annotations
from pathlib import Path
class Unreadable(Exception):
    """No text."""
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")
