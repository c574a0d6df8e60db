"""`make sbom`: the CycloneDX bill of materials of what Netral installs, without the tools beside it.

The tool `cyclonedx-py` describes all that is installed; what Netral does not need is taken out, and the rest is checked against
CycloneDX's own schema.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name

from index.errors import ReleaseError
from release.closure import closure

ROOT = Path(__file__).parents[1]
_VERSION = SchemaVersion.V1_6


def bill_of_materials(extras: Sequence[str] = ()) -> dict[str, Any]:
    """A CycloneDX 1.6 document: Netral, what it needs here with versions, licences and purls, and who needs whom.

    Args:
        extras: extras of Netral whose installed packages count, too.

    Raises:
        ReleaseError: `cyclonedx-py` failed, a package that Netral needs is missing, or the document is not valid CycloneDX.
    """
    bill = _only(_installed(), closure(extras))
    if problem := JsonStrictValidator(_VERSION).validate_str(json.dumps(bill)):
        raise ReleaseError(f"The bill of materials is not valid CycloneDX: {problem.data}")
    return bill


def _installed() -> dict[str, Any]:
    """All that is installed beside this Python, as `cyclonedx-py` sees it: no times, no random numbers."""
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", str(ROOT / "pyproject.toml")]
    form = ["--output-reproducible", "--sv", _VERSION.to_version(), "--of", "JSON", "--no-validate", sys.executable]
    done = subprocess.run([*command, *form], capture_output=True, text=True, check=False)
    if done.returncode:
        raise ReleaseError(f"cyclonedx-py failed: {done.stderr.strip()}. Install it with `pip install -e '.[supply]'`.")
    bill: dict[str, Any] = json.loads(done.stdout)
    return bill


def _only(bill: dict[str, Any], names: set[str]) -> dict[str, Any]:
    components = [part for part in bill["components"] if canonicalize_name(part["name"]) in names]
    missing = names - {canonicalize_name(part["name"]) for part in components}
    if missing:
        raise ReleaseError(
            f"cyclonedx-py does not see {', '.join(sorted(missing))}: install Netral into one environment."
        )
    root = bill["metadata"]["component"]["bom-ref"]
    refs = {root, *(part["bom-ref"] for part in components)}
    dependencies = [
        {**entry, "dependsOn": [ref for ref in entry["dependsOn"] if ref in refs]} if "dependsOn" in entry else entry
        for entry in bill["dependencies"]
        if entry["ref"] in refs
    ]
    return {**bill, "components": components, "dependencies": dependencies}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the bill; the exit status is 0, or 1 with a message."""
    parser = argparse.ArgumentParser(prog="make sbom", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("sbom.json"), help="file to write (default: sbom.json)")
    out: Path = parser.parse_args(arguments).out
    try:
        bill = bill_of_materials()
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    out.write_text(json.dumps(bill, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{out}: {len(bill['components'])} components, valid CycloneDX {bill['specVersion']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
