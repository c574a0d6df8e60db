"""The bundled model, and the library that runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

OPEN = "from assistant.reader.bundled import BundledModel; print(BundledModel().id)"


def test_the_model_is_run_without_telemetry(tmp_path: Path) -> None:
    """In a home folder of its own, where onnxruntime would put a device's id and its events."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "XDG_"))}
    environment |= {"HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", OPEN], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip()
    assert list(tmp_path.rglob("*")) == []


def test_it_is_off_whatever_the_environment_says(tmp_path: Path) -> None:
    environment = os.environ | {"HOME": str(tmp_path), "ORT_DISABLE_TELEMETRY": "0", "XDG_CACHE_HOME": ""}
    subprocess.run([sys.executable, "-c", OPEN], env=environment, capture_output=True, check=True)
    assert not (tmp_path / ".cache").exists()


def test_nothing_else_of_the_package_imports_it_first() -> None:
    """But for the training, which runs by hand."""
    root = Path(__file__).parents[3]
    importing = [
        path.relative_to(root).as_posix()
        for package in ("index", "assistant", "eval")
        for path in (root / package).rglob("*.py")
        if "import onnxruntime" in path.read_text(encoding="utf-8")
    ]
    assert importing == ["assistant/reader/bundled.py"]
