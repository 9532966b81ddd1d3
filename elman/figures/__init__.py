"""Every picture. Only this room imports matplotlib."""

import os
from contextlib import suppress

from elman.errors import InputError, shortened

# A backend is needed by pyplot only, which elman does not use; one that does not exist would end the import.
_backend = os.environ.pop("MPLBACKEND", None)
try:
    import matplotlib  # reads its settings, from the current folder first
except Exception as error:
    why = f"{type(error).__name__}: {shortened(error, 200)}"
    raise InputError(
        f"matplotlib cannot be loaded ({why}); a file matplotlibrc, in this folder or your own, may be the reason"
    ) from error
finally:
    if _backend is not None:
        os.environ["MPLBACKEND"] = _backend
if _backend is not None:
    with suppress(ValueError):
        matplotlib.rcParams["backend"] = _backend
