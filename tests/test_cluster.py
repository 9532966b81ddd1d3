"""Work on a real Dask cluster on this machine: two workers, one of which is killed on the way."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from elman.__main__ import main
from elman.commands import work
from elman.errors import InputError
from elman.jobs import run

distributed = pytest.importorskip("dask.distributed", reason="the extra 'cluster' is not installed")

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # sockets of the cluster, closed by the collector
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.skipif(sys.platform == "win32", reason="kills a worker as POSIX does"),
]


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as made:
        yield made


def kill_one(cluster):
    os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)


def slow_square(x):
    time.sleep(0.3)
    return {"square": np.array([x, x]) ** 2}


def test_a_killed_worker_loses_nothing(cluster, tmp_path):
    with work.cluster(cluster.scheduler_address) as executor:
        killer = threading.Timer(1.0, kill_one, [cluster])
        killer.start()
        tasks = {str(x): (x,) for x in range(20)}
        results = run(slow_square, tasks, folder=tmp_path, identity={}, executor=executor)
        killer.join()
    assert [int(results[str(x)]["square"][1]) for x in range(20)] == [x * x for x in range(20)]


def test_no_scheduler_there():
    with (
        pytest.raises(InputError, match=r"--scheduler 'tcp://127\.0\.0\.1:1': .*dask scheduler"),
        work.cluster("tcp://127.0.0.1:1"),
    ):
        pass


def test_a_service_that_says_nothing_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(work, "PATIENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(InputError, match=address), work.cluster(address):
            pass


def test_without_dask_says_what_to_install(without):
    without("dask")
    with pytest.raises(InputError, match=r"pip install '.\[cluster\]'"), work.cluster("tcp://127.0.0.1:1"):
        pass


@pytest.mark.long
def test_reproduce_on_a_cluster_gives_the_same_bits(cluster, tmp_path):
    assert main(["reproduce", "--quick", "--jobs", "1", "--out", str(tmp_path / "here")]) == 0
    command = [sys.executable, "-m", "elman", "reproduce", "--quick", "--out", str(tmp_path / "there")]
    process = subprocess.Popen([*command, "--scheduler", cluster.scheduler_address], stdout=subprocess.DEVNULL)
    time.sleep(5)
    kill_one(cluster)
    assert process.wait(300) == 0
    assert (tmp_path / "there" / "table1.csv").read_bytes() == (tmp_path / "here" / "table1.csv").read_bytes()
