"""pyxform's time on one workbook, as JSON: arguments are the form's name, the workbook, where the XForm goes."""

import json
import sys
import time
from pathlib import Path

from pyxform.xls2xform import convert

name, workbook, xform = sys.argv[1:4]
times = []
for _ in range(1 if name == "choices" else 3):
    begun = time.perf_counter_ns()
    converted = convert(workbook, validate=False)
    times.append(time.perf_counter_ns() - begun)
Path(xform).write_text(converted.xform, encoding="utf-8")
times.sort()
print(
    json.dumps(
        {"name": f"{name}: convert the workbook", "p50_ns": times[len(times) // 2], "p99_ns": times[-1], "count": len(times)}
    )
)
