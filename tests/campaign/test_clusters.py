"""A Dask scheduler or its workers that are not there, or die on the way; afterwards the same command, here, makes the whole."""

import os
import re
import socket
import subprocess
import sys
import threading
import time

import pytest

pytest.importorskip("dask.distributed", reason="the extra 'cluster' is not installed")
pytestmark = [pytest.mark.campaign, pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")]

JOB = ("search", "--corpus", "own", "--folds", "3", "--hidden", "2", "--epochs", "20", "--out", "r")
PATIENCE = ("from elman.commands import work; work.PATIENCE = 4; work.WITHOUT_WORKERS = 6",)


def dask(*words, folder):
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def scheduler(here):
    """A scheduler and its address; what is in ``workers`` is ended with it."""
    port = free_port()
    process = dask("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", folder=here)
    for line in process.stdout:
        if "Scheduler at" in line:
            break
    threading.Thread(target=process.stdout.read, daemon=True).start()
    workers = []
    yield f"tcp://127.0.0.1:{port}", process, workers
    for each in (*workers, process):
        each.kill()
        each.wait()
        each.stdout.close()


def work_for(address, folder):
    return dask("worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny", folder=folder)


def search(folder, *more, before=PATIENCE[0]):
    """Status, out, err of the job; None where it hangs."""
    code = f"import sys\n{before}\nfrom elman.__main__ import main\nsys.exit(main())"
    try:
        end = subprocess.run(
            [sys.executable, "-c", code, *JOB, *more], cwd=folder, capture_output=True, text=True, timeout=120
        )
    except subprocess.TimeoutExpired:
        return None
    return end


def faults_of(end, *facts):
    """What is wrong with a search that could not go on."""
    if end is None:
        return ["HANG: it did not end"]
    faults = [] if "Traceback" not in end.stderr else [f"TRACEBACK: {end.stderr}"]
    faults += [] if end.returncode == 2 else [f"STATUS: {end.returncode}"]
    errors = re.findall(r"^elman: error: .*$", end.stderr, flags=re.MULTILINE)
    faults += [] if len(errors) == 1 and len(errors[0]) < 2000 else [f"UNCLEAR: {end.stderr}"]
    return faults + [f"UNCLEAR: lacks {fact}" for fact in facts if fact not in end.stderr]


def resumed(folder, whole):
    """What is wrong with the same job when it goes on in this process."""
    end = search(folder, "--jobs", "1")
    if end is None or end.returncode:
        return [f"STATUS: resumed: {end}"]
    same = (folder / "r" / "search.csv").read_bytes() == whole
    return [] if same else ["SILENT: resumed, other numbers"]


@pytest.fixture(scope="module")
def whole(songs, tmp_path_factory):
    """What the job makes when nothing disturbs it."""
    folder = tmp_path_factory.mktemp("whole") / "here"
    subprocess.run(["cp", "-r", songs, folder], check=True)
    assert search(folder, "--jobs", "1").returncode == 0
    return (folder / "r" / "search.csv").read_bytes()


def test_nobody_there(campaign, here):
    campaign.report("clusters", faults_of(search(here, "--scheduler", f"tcp://127.0.0.1:{free_port()}"), "--scheduler"))


def test_another_service_there(campaign, here):
    """It takes the connection and says nothing, as a web server that waits for a request does."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        end = search(here, "--scheduler", f"tcp://127.0.0.1:{other.getsockname()[1]}")
    campaign.report("clusters", faults_of(end, "--scheduler"))


@pytest.mark.parametrize(
    "address", ["", " ", "nowhere", "http://127.0.0.1:1", "tcp://", "tcp://127.0.0.1:port", "\x1b[31m"]
)
def test_addresses_that_are_none(campaign, here, address):
    campaign.report("clusters", faults_of(search(here, "--scheduler", address), "--scheduler"))


def test_no_worker(campaign, here, scheduler):
    campaign.report("clusters", faults_of(search(here, "--scheduler", scheduler[0]), "worker"))


@pytest.mark.parametrize("victim", ["scheduler", "worker"])
def test_one_that_is_killed_on_the_way(campaign, here, whole, scheduler, victim):
    address, process, workers = scheduler
    workers.append(work_for(address, here))

    def kill():
        until = time.monotonic() + 60
        while not list((here / "r" / "parts").glob("*.npz")) and time.monotonic() < until:
            time.sleep(0.01)
        (process if victim == "scheduler" else workers[0]).kill()

    killer = threading.Thread(target=kill)
    killer.start()
    end = search(here, "--scheduler", address)
    killer.join()
    ended_before = end is not None and end.returncode == 0
    faults = [] if ended_before else faults_of(end)
    campaign.report("clusters", faults + resumed(here, whole), end)


def test_a_second_worker_goes_on(campaign, here, whole, scheduler):
    address, _, workers = scheduler
    workers += [work_for(address, here), work_for(address, here)]
    end_of_first = threading.Timer(8, workers[0].kill)
    end_of_first.start()
    end = search(here, "--scheduler", address)
    end_of_first.cancel()
    faults = [] if end is not None and end.returncode == 0 else [f"STATUS: {end}"]
    same = not faults and (here / "r" / "search.csv").read_bytes() == whole
    campaign.report("clusters", faults or ([] if same else ["SILENT: other numbers"]), end)
