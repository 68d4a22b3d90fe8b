"""The main job on the real figures of January 2022: read, validate, publish, and catch a mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import mic_datapkg as mic

ROOT = Path(__file__).parents[1]
JANUARY = ROOT / "datapackage" / "submissions" / "2022-01"
MADE = ROOT / "build" / "demo"


def main() -> None:
    shutil.rmtree(MADE, ignore_errors=True)
    print(f"1. The bulletin of January 2022, as received: {JANUARY.relative_to(ROOT)}")
    report = mic.validate(mic.read(JANUARY))
    print(report)

    print("\n2. The same with one slip: 1016 malware incidents for 1061")
    slipped = MADE / "submission-with-a-slip"
    shutil.copytree(JANUARY, slipped)
    table = slipped / "cyber_incidents.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("1061", "1016"), encoding="utf-8")
    for finding in mic.validate(mic.read(slipped)).findings:
        print(f"{finding.place.cell} of {table.name}: {finding.message('vi')}")
        print(f"{finding.place.cell} of {table.name}: {finding.message('en')}")

    package = mic.publish(report, to=MADE / "datapackage")
    print(f"\n3. Published as a Data Package with {len(package.resources)} resources, each as CSV and Parquet")
    for path in ("datapackage.json", "README.md", "checksums.txt", "data/cyber_incidents.csv"):
        print(f"   {(package.path / path).relative_to(ROOT)}")
    print(
        f"   and {len(list((package.path / 'data').iterdir())) - 1} more in {(package.path / 'data').relative_to(ROOT)}"
    )


if __name__ == "__main__":
    main()
