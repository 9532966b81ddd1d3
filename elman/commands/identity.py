"""What the results of a job depend on, down to their last bits."""

import hashlib
import platform
from pathlib import Path

import elman

WITHOUT_PART = {
    *("figures", "commands", "gradcheck", "diagnosis", "sound", "exercises", "experiments"),
    *("__main__.py", "tables.py", "formats.py", "progress.py"),
}
"""What of the package has no part in the results."""


def identity(corpus, folds, args, executor, **more):
    """The identity of a job, for `elman.jobs.run`.

    Parameters
    ----------
    corpus : Corpus
    folds : tuple of tuple of str
    args : argparse.Namespace
        With ``seed``, ``reading``, ``order`` and ``engine``.
    executor : concurrent.futures.Executor or None
        Where it will be computed.
    **more
        What else this job depends on, as JSON can write it.
    """
    from elman.lockstep import engines
    from elman.readings import READINGS, with_order

    return {
        "seed": args.seed,
        "reading": args.reading,
        **more,
        "settings of the reading": repr(with_order(READINGS[args.reading], args.order)),
        "folds": folds,
        "corpus": corpus.fingerprint(),
        "sources of elman": sources(),
        "engine": engines.version(args.engine),
        "libraries": libraries(),
        "processor": " or ".join(getattr(executor, "processors", [processor()])),
    }


def sources():
    """A short text that changes when any file changes that has a part in the results: a student may edit the network."""
    package = Path(elman.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        if path.relative_to(package).parts[0] not in WITHOUT_PART:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def libraries():
    """The versions of Python, NumPy and SciPy."""
    import numpy as np
    import scipy

    return f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}"


def processor():
    """The kind of processor, as NumPy and the libraries of linear algebra see it: another kind rounds in another way."""
    import numpy as np
    import scipy.linalg  # noqa: F401, brings its own library of linear algebra
    from threadpoolctl import threadpool_info

    algebra = {
        f"{pool['internal_api']} {pool.get('architecture', '')}"
        for pool in threadpool_info()
        if pool["user_api"] == "blas"
    }
    extensions = np.show_config(mode="dicts").get("SIMD Extensions", {}).get("found", [])
    return ", ".join([platform.machine(), *sorted(algebra), *extensions])
