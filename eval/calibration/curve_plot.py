"""Draws the risk-coverage curve of a calibration (the extra `calibrate`)."""

from __future__ import annotations

from pathlib import Path

from eval.calibration.calibrate import FittedCalibration
from index.errors import ReaderError


def draw_curve(fitted: FittedCalibration, name: str, path: Path) -> None:
    """The risk-coverage curve with its operating point, as .svg or .png.

    Raises:
        ReaderError: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ReaderError("Drawing needs matplotlib: pip install 'netral[calibrate]'") from error
    # `Figure` itself and not pyplot, which would look for a display and keep every figure alive.
    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.subplots()
    chosen = fitted.chosen
    axes.plot(
        [100 * p.coverage for p in fitted.curve], [100 * p.risk for p in fitted.curve], color="#1d4ed8", linewidth=1.5
    )
    axes.plot(100 * chosen.coverage, 100 * chosen.risk, "o", color="#b91c1c")
    axes.annotate(
        f"from {chosen.threshold:.2f} on: {100 * chosen.right:.0f} % of the answerable right,\n"
        f"{100 * chosen.refused:.0f} % of the others refused",
        (100 * chosen.coverage, 100 * chosen.risk),
        xytext=(0.04, 0.9),
        textcoords="axes fraction",
        va="top",
        arrowprops={"arrowstyle": "-", "color": "#6b7280"},
    )
    axes.set(
        xlabel="coverage: questions answered, %",
        ylabel="risk: answers that are wrong, %",
        title=f"{name}, questions that each fold left out",
        xlim=(0, 100),
        ylim=(0, None),
    )
    axes.grid(alpha=0.3)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
