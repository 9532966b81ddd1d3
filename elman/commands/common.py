"""What several commands share: where songs come from, and how many processes work."""

import argparse
import math
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from pathlib import Path

from elman.corpus.source import SYNTHETIC, Source
from elman.errors import InputError
from elman.network.settings import ORDERS
from elman.readings import READINGS


def whole_number(least):
    """An argparse type: a whole number, ``least`` or more."""

    def read(text):
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if value < least:
            raise argparse.ArgumentTypeError(f"{text!r} was given, a whole number, {least} or more, was expected")
        return value

    return read


def number(text):
    """An argparse type: a finite number."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text!r} was given, a number was expected")
    return value


def add_corpus_options(parser):
    """The options that say which songs."""
    group = parser.add_argument_group("songs")
    group.add_argument(
        "--corpus",
        default="synthetic",
        metavar="synthetic|DIR",
        help="songs made up with a known law (default), or a folder: DEAM as it was downloaded, or your own with "
        "labels.csv and features/<song>.csv",
    )
    group.add_argument(
        "--songs",
        default="all",
        metavar="all|2015|FILE",
        help="of DEAM: all songs (default), the 431 of 2015 with the authors' folds, or a file with one id a line",
    )
    group.add_argument(
        "--labels",
        metavar="FILE",
        help="the authors' own label file, dynamic_arousals_valences.csv (with --songs 2015)",
    )
    group.add_argument(
        "--features", metavar="DIR", help="where the feature files lie, if not in the corpus's own folder"
    )
    group.add_argument(
        "--quick", action="store_true", help="only the first 100 development and 8 evaluation songs, in 3 folds"
    )


def add_model_options(parser):
    """The options that say how a system learns."""
    group = parser.add_argument_group("learning")
    group.add_argument(
        "--reading",
        choices=READINGS,
        default="code",
        help="follow the authors' code (default), or the paper's text to the letter",
    )
    group.add_argument("--seed", type=whole_number(0), default=0, help="of everything random (default 0)")
    group.add_argument(
        "--order",
        choices=ORDERS,
        default="seed",
        help="in which networks visit their training songs: drawn once with the seed (default), drawn anew in each epoch, "
        "by id, or, with --songs 2015, fold after fold, a guess at the authors' order",
    )


def add_work_options(parser):
    """The options that say who works."""
    group = parser.add_argument_group("work")
    group.add_argument("--jobs", type=whole_number(1), metavar="N", help="processes (default: one for each core)")
    group.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="of a running Dask cluster, as tcp://host:8786, which does the work in place of processes here; its workers "
        "need elman and, at the same path, the songs",
    )
    return group


def source(args, **more):
    """The `Source` that the corpus options describe, and ``more`` of its parameters."""
    # An absolute path means the same to a worker that was started elsewhere.
    place = args.corpus if args.corpus == SYNTHETIC else str(Path(args.corpus).absolute())
    features = args.features and str(Path(args.features).absolute())
    return Source(place, args.seed, args.songs, args.labels, features, args.quick, **more)


def check_writable(folder):
    """Refuse, before any work, a folder in which nothing can be written; it need not be there yet.

    Raises
    ------
    InputError
    """
    there = folder.absolute()
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        raise InputError(f"{folder}: cannot be a folder, because {there} is a file; choose another place")
    if not os.access(there, os.W_OK):
        raise InputError(f"{folder}: cannot be written, because {there} is closed to you; choose another place")


def n_cores():
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def workers(args):
    """A context manager that gives the executor which ``--jobs`` and ``--scheduler`` ask for (None: this process)."""
    return cluster(args.scheduler) if args.scheduler else processes(args.jobs or n_cores())


@contextmanager
def cluster(address):
    """The executor of a running Dask cluster.

    Raises
    ------
    InputError
        Dask is not installed, or no scheduler answers.
    """
    try:
        from dask.distributed import Client
    except ImportError:
        raise InputError("--scheduler needs Dask; in the folder of elman: pip install '.[cluster]'") from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise InputError(
            f"--scheduler {address}: no Dask scheduler answers there ({error}); start one with 'dask scheduler', or leave "
            f"the option out"
        ) from error
    with client:
        yield client.get_executor(pure=False)


@contextmanager
def processes(jobs):
    """An executor with ``jobs`` processes, or None for one job; when the block is interrupted, they are ended at once.

    On Linux the processes are forked, so that they share the corpus that is loaded already; call this after loading,
    and before any thread is started.
    """
    if jobs == 1:
        yield None
        return
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    executor = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin_worker)
    try:
        executor.submit(int).result()  # starts the processes now
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    executor.shutdown()


def _begin_worker():
    # Ctrl-C reaches every process; the one that waits for the others deals with it. And when that one is killed, its
    # workers would wait for ever.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent():
    wait([multiprocessing.parent_process().sentinel])
    os._exit(1)
