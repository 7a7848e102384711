"""Whether threads of one sweep cost each other anything: jobs a second of a sweep on
two threads, beside two processes of one thread that do half the jobs each, with
databases of their own, at the same time, and beside one thread."""
import os
import subprocess
import tempfile
import time

JOBS = 32
EXPERIMENT = """# How long do equal jobs take?
source: {{features: 20, density: 0.1}}
toy: {{hidden: 5}}
train: {{steps: 5000}}
seed: {{first: {first}, count: {count}}}
measure: [geometry]
"""


def begin(build, folder, name, first, count, threads):
    path = os.path.join(folder, f"{name}.yaml")
    with open(path, "w") as out:
        out.write(EXPERIMENT.format(first=first, count=count))
    return subprocess.Popen(
        [f"{build}/superpose", "run", path, "--quiet", "--threads", str(threads),
         "--out", os.path.join(folder, f"{name}.db")])


def jobs_a_second(build, parts):
    """PARTS: first seed, seeds and threads of each process."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        running = [begin(build, folder, f"part{k}", *part)
                   for k, part in enumerate(parts)]
        if any(process.wait() for process in running):
            raise SystemExit("sweep: superpose run failed")
        return JOBS / (time.perf_counter() - began)


def measure(build, rounds):
    """Jobs a second of a sweep on two threads, and those of others, round by round."""
    half = JOBS // 2
    ours, others = [], {"two processes": [], "one thread": []}
    for _ in range(rounds):
        ours.append(jobs_a_second(build, [(0, JOBS, 2)]))
        others["two processes"].append(
            jobs_a_second(build, [(0, half, 1), (half, half, 1)]))
        others["one thread"].append(jobs_a_second(build, [(0, JOBS, 1)]))
    return ours, others
