"""Turns the workbooks of a folder into XForms with pyxform, in one go.

convert.py FOLDER: BOOK (.xlsx, .xls, .csv, .md ...) becomes BOOK.xform, or BOOK.refused with pyxform's reason.
"""

import pathlib
import sys

from pyxform.xls2xform import convert

for book in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    if book.suffix.lower() not in {".xlsx", ".xls", ".xlsm", ".csv", ".md"} or book.stem == "itemsets":
        continue
    try:
        made = convert(xlsform=book, validate=False)
        book.with_name(book.name + ".xform").write_text(made.xform, encoding="utf-8")
    except Exception as refused:  # whatever it is, the reason is told
        book.with_name(book.name + ".refused").write_text(f"{type(refused).__name__}: {refused}", encoding="utf-8")
