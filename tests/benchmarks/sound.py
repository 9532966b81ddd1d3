"""How fast and how lean the extractor is: PYTHONPATH=. python tests/benchmarks/sound.py

Prints, for made-up music: the 29 types of a 45 s clip against the bare calls of Essentia's algorithms; two processes
against one; the peak memory of a 10-minute song; and the seconds a clip takes for each set. Run it on a machine that
does nothing else; each time is the best of several, and what is compared is measured in turns.
"""

import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from scipy.io import wavfile

from elman.sound import essentia_types
from elman.sound.decode import decode
from elman.sound.features import SETS
from elman.sound.frames import FRAME, RATE
from elman.sound.songbook import made_up_song


def best(functions, repeats):
    """The shortest time of each function, measured in turns."""
    times = [[] for _ in functions]
    for _ in range(repeats):
        for function, list_of_times in zip(functions, times, strict=True):
            begin = time.perf_counter()
            function()
            list_of_times.append(time.perf_counter() - begin)
    return [min(list_of_times) for list_of_times in times]


def bare_calls(samples):
    """Every algorithm on every frame, and nothing else: no checks, no rows."""
    a = essentia_types.algorithms()
    for t in range(len(samples) // FRAME):
        windowed = a.window(samples[t * FRAME : (t + 1) * FRAME])
        S = a.spectrum(windowed)
        for algorithm in (a.rms, a.flux, a.centroid, a.rolloff, a.decrease, a.hfc, a.mfcc, a.gfcc, a.contrast):
            algorithm(S)
        for bank in (a.bark, a.erb, a.mel):
            bands = bank(S)
            for algorithm in (a.crest, a.flatness, a.moments):
                algorithm(bands)
        for algorithm in (a.loudness, a.zcr, a.danceability):
            algorithm(windowed)
        a.dissonance(*a.peaks(S))
        for algorithm in (a.salience, a.complexity):
            algorithm(S)


def one_clip(path):
    """What one task of `elman extract --set essentia196` costs, without the file it writes: its CPU seconds."""
    begin = time.process_time()
    essentia_types.whole_sound([decode(path)])
    return time.process_time() - begin


def one_thread():
    """One thread a process, or the processes get in each other's way."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)


def two_against_one(path, n_clips=16, repeats=4):
    """Seconds for n_clips clips, and CPU seconds for one, with one worker and with two, both started and warm."""
    pools = [ProcessPoolExecutor(n, mp_context=get_context("spawn"), initializer=one_thread) for n in (1, 2)]
    cpu = [[], []]
    try:
        for pool in pools:
            list(pool.map(one_clip, [path] * 8))
        work = [lambda n=n, p=p: cpu[n].extend(p.map(one_clip, [path] * n_clips)) for n, p in enumerate(pools)]
        return best(work, repeats), [min(seconds) for seconds in cpu]
    finally:
        for pool in pools:
            pool.shutdown()


def peak_memory(path, set_name, to):
    """Peak memory (MB, 10^6 bytes) of `elman extract` with one process on one song.

    Linux counts it anew for every program that is started (VmHWM). It is not ru_maxrss, which a child inherits from us.
    """
    script = (
        "import sys; from elman.__main__ import main; status = main(sys.argv[1:]); "
        "print('peak', *[line.split()[1] for line in open('/proc/self/status') if 'VmHWM' in line]); sys.exit(status)"
    )
    command = [sys.executable, "-c", script, "extract", str(path), "--set", set_name, "--to", str(to), "--jobs", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout.split("peak")[1]) * 1024 / 1e6


def ten_minutes(folder, samples):
    """A 10-minute song in stereo as wav and, where soundfile is installed, as mp3."""
    long = np.tile(samples, 14)[: 600 * RATE]
    stereo = np.stack([long, 0.5 * long], axis=1)
    wavfile.write(folder / "long.wav", RATE, np.round(stereo * 2**15).astype(np.int16))
    try:
        import soundfile
    except ImportError:
        return [folder / "long.wav"]
    soundfile.write(folder / "long mp3.mp3", stereo, RATE)
    return [folder / "long.wav", folder / "long mp3.mp3"]


def main():
    """Measure and print."""
    _, samples = made_up_song(1, seed=0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wavfile.write(folder / "clip.wav", RATE, np.round(samples * 2**15).astype(np.int16))
        essentia_types.whole_sound([samples])
        ours, bare = best([lambda: essentia_types.whole_sound([samples]), lambda: bare_calls(samples)], 15)
        print(f"29 types of a 45 s clip: {ours:.3f} s; bare calls {bare:.3f} s; ratio {ours / bare:.3f} (at most 1.15)")
        (one, two), (cpu_one, cpu_two) = two_against_one(folder / "clip.wav")
        print(f"16 clips: one process {one:.2f} s, two {two:.2f} s; ratio {one / two:.2f} (1.8 if both cores are free)")
        print(
            f"CPU of a clip: {cpu_one:.3f} s with one, {cpu_two:.3f} s with two; ratio {2 * cpu_one / cpu_two:.2f} of 2"
        )
        for path in ten_minutes(folder, samples) if sys.platform == "linux" else ():
            for set_name in SETS:
                peak = peak_memory(path, set_name, folder / f"out {path.stem}")
                limit = "at most 300"
                print(f"10-minute {path.suffix[1:]}, {set_name}: peak memory {peak:.0f} MB ({limit})")
        for set_name in SETS:
            (seconds,) = best([lambda set_name=set_name: SETS[set_name][2]([samples], reading="code")], 2)
            print(f"{set_name}: {seconds:.2f} s for a 45 s clip")


if __name__ == "__main__":
    main()
