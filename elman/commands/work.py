"""Who does the work: this process, several on this machine, or a Dask cluster."""

import asyncio
import gc
import importlib
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from concurrent.futures import InvalidStateError, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import wait

from elman.errors import InputError, quoted

PATIENCE = 15
"""So long (s) a scheduler may need to answer, and a cluster to have its first worker."""

WITHOUT_WORKERS = 60
"""So long (s) a cluster may be without any worker while there is work."""


def n_cores():
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def workers(args):
    """A context manager that gives the executor which ``--jobs`` and ``--scheduler`` ask for (None: this process)."""
    return processes(args.jobs or n_cores()) if args.scheduler is None else cluster(args.scheduler)


def threads(args):
    """As `workers`, for work that waits for processes of its own: threads in place of processes."""
    return ThreadPoolExecutor(args.jobs or n_cores()) if args.scheduler is None else cluster(args.scheduler)


@contextmanager
def one_thread():
    """In this block linear algebra works in one thread: sums keep their order, so that the bits are the same everywhere."""
    import scipy.linalg  # noqa: F401, brings a library of its own, which must be there to be limited
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield


@contextmanager
def processes(jobs):
    """An executor with ``jobs`` processes, or None for one job; when the block is interrupted, they are ended at once.

    On Linux the processes are forked, so that they share the corpus that is loaded already; call this after loading,
    and before any thread is started.

    Raises
    ------
    InputError
        The system does not give so many processes.
    """
    if jobs == 1:
        yield None
        return
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    others = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin_worker)
    try:
        _start(executor, jobs)
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        threading.excepthook = partial(_forgive_cancelled, threading.excepthook)
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise
    executor.shutdown()


def _start(executor, jobs):
    """Start the processes now, so that what the system refuses is told before any work."""
    try:
        with _signals_held():
            first = executor.submit(int)
        first.result()
    except OSError as error:
        raise InputError(
            f"--jobs {jobs}: the system does not give this user so many processes ({error.strerror}); ask for fewer"
        ) from error


SIGNALS = {signal.SIGINT, signal.SIGTERM}


@contextmanager
def _signals_held():
    """In this block Ctrl-C and SIGTERM wait: in a process that is born here, until `_begin_worker` has said what they mean."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _forgive_cancelled(hook, event):
    # Python 3.11 and 3.12 stumble, in a thread of their own, over a task that was cancelled before its process was ended.
    if not isinstance(event.exc_value, InvalidStateError):
        hook(event)


def _begin_worker():
    # Ctrl-C reaches every process; the one that waits for the others deals with it. And when that one is killed, its
    # workers would wait for ever.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    # What is shared since the fork is left alone by the search for garbage, which would write into it and so copy it.
    gc.freeze()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent():
    wait([multiprocessing.parent_process().sentinel])
    os._exit(1)


@contextmanager
def cluster(address):
    """The executor of a running Dask cluster.

    Raises
    ------
    InputError
        Dask is not installed, no scheduler answers, or there is no worker; or, later, the work cannot go on there.
    """
    try:
        importlib.import_module("dask.distributed")
    except ImportError:
        raise InputError("--scheduler needs Dask; in the folder of elman: pip install '.[cluster]'") from None
    where = f"--scheduler {quoted(address)}"
    if not address.strip():
        raise InputError(f"{where}: the address of a Dask scheduler was expected, such as tcp://127.0.0.1:8786")
    logging.disable(logging.CRITICAL)  # Dask tells in many lines what is told below in one
    try:
        with _client(address, where) as client:
            executor = client.get_executor(pure=False)
            executor.check = Watch(client, where)
            yield executor
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def _client(address, where):
    """A client of a scheduler that answers and has a worker; what Dask raises meanwhile is told as an `InputError`."""
    from dask.distributed import Client

    try:
        asyncio.run(_expect_scheduler(address))
        client = Client(address, timeout=PATIENCE)
    except Exception as error:  # no answer, another protocol, a certificate that lacks, a name that is none
        raise InputError(
            f"{where}: no Dask scheduler answers there ({type(error).__name__}); give the address that 'dask scheduler' "
            f"prints, such as tcp://127.0.0.1:8786, or leave the option out"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except Exception as error:
            raise InputError(f"{where}: the scheduler has no worker; start one with 'dask worker {address}'") from error
        try:
            yield client
        except Exception as error:
            if type(error).__module__.partition(".")[0] not in ("distributed", "dask"):
                raise
            raise InputError(
                f"{where}: the cluster gave up ({type(error).__name__}); what is done is kept. See whether its workers have "
                f"memory enough and elman installed, then run the same command again"
            ) from error


async def _expect_scheduler(address):
    """Raise unless one answers: a client of Dask waits for ever for a service that takes a connection and says nothing."""
    from distributed.comm import connect

    comm = await asyncio.wait_for(connect(address, timeout=PATIENCE), PATIENCE)
    comm.abort()


class Watch:
    """Called now and then while tasks run: raises `InputError` when a cluster has been without workers for too long."""

    def __init__(self, client, where):
        self.client, self.where = client, where
        self.asked = self.seen = time.monotonic()

    def __call__(self):
        now = time.monotonic()
        if now - self.asked < WITHOUT_WORKERS / 12:
            return
        self.asked = now
        with suppress(Exception):  # no answer is as bad as no worker
            if self.client.nthreads():
                self.seen = now
        if now - self.seen > WITHOUT_WORKERS:
            raise InputError(
                f"{self.where}: the cluster has had no worker for {WITHOUT_WORKERS} s; what is done is kept. Start one, then "
                f"run the same command again"
            )
