"""What tells a finding from all others, in every run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from mic_datapkg.finding import Finding


def identified(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, each with its ``id``: made of file, sheet, table, rule, key and columns, and of no line or value.

    So it stays when rows move, when a wrong value becomes another wrong value, and whatever becomes of other files. A
    finding about what was sent has no key, but what was found. Equal ones are numbered in their order.
    """
    seen: Counter[str] = Counter()
    made = []
    for finding in findings:
        place = finding.place
        key = [finding.period, finding.span, finding.area] if finding.columns else [finding.value, finding.expected]
        parts = [place.file, place.sheet, finding.table, finding.rule, *key, *finding.columns]
        # The name of a file may have bytes that are no text.
        digest = sha256(json.dumps(parts).encode()).hexdigest()[:32]
        seen[digest] += 1
        made.append(replace(finding, id=digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"))
    return tuple(made)
