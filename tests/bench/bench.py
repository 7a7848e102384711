"""Runs the benchmarks of the build folder given, shows them and keeps their rows in
tests/bench: results.tsv, profile.tsv (where our time goes) and draw.tsv.  `make bench`
calls it.

WORKLOADS (of T1 .. T7, those of autoencoders, sweep and draw), FORMS (of notebook, eager, script and lehmer), ROUNDS
and ROUND_SECONDS in the environment choose.  All processes of a workload are pinned to
one core and take turns, so that a ratio compares what ran side by side."""
import datetime
import os
import resource
import statistics
import subprocess
import sys
import tempfile

import sweep

HERE = os.path.dirname(os.path.abspath(__file__))
BATCH = 1024
SIZES = {"T1": (5, 2, 10), "T2": (20, 5, 1), "T3": (80, 20, 10), "T4": (400, 30, 8),
         "T5": (2, 1, 5760), "T6": (4096, 256, 1), "T7": (65536, 512, 1)}
# Autoencoders: latents, width, rows of a batch.
SAES = {"S1-1024": (4096, 256, 1024), "S1-4096": (4096, 256, 4096),
        "S1-1024-L0-60": (4096, 256, 1024), "S1-4096-L0-60": (4096, 256, 4096),
        "S2-1024": (4096, 256, 1024), "S2-4096": (4096, 256, 4096),
        "SA": (16, 32, 1024)}
FORMS = ("notebook", "eager", "script", "lehmer")
# One step of the other forms takes many seconds and gigabytes there.
ONLY = {"T7": ("script",), "SA": ()}
MEMORY = 4 << 30  # what ours may take of address space
COLUMNS = ("workload", "threads", "form", "ours_steps_s", "peer_steps_s", "ratio",
           "peak_share", "peak_mb", "command", "cpu", "date")


def cpu(key):
    with open("/proc/cpuinfo") as lines:
        return next((line.split(":")[1].strip() for line in lines
                     if line.startswith(key)), "unknown")


def peer_environment():
    """Everything a user can set to make torch faster on this machine."""
    out = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1",
               PYTHONDONTWRITEBYTECODE="1")
    if "avx512f" in cpu("flags"):
        out.update(OPENBLAS_CORETYPE="SkylakeX", ATEN_CPU_CAPABILITY="avx512")
    return out


class Process:
    """A program that answers each line, pinned to one core."""

    def __init__(self, core, words, **more):
        pin = ["taskset", "-c", str(core)] if core is not None else []
        self.program = subprocess.Popen(pin + words, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, **more)

    def answer(self):
        line = self.program.stdout.readline()
        if not line:
            sys.exit(f"{' '.join(self.program.args)} gave no answer")
        return line

    def ask(self, line):
        self.program.stdin.write(f"{line}\n")
        self.program.stdin.flush()
        return [float(word) for word in self.answer().split()]

    def end(self):
        self.program.stdin.close()
        self.program.wait()


class Speed:
    """Steps a second of one side, round by round."""

    def __init__(self, process):
        self.process, self.rate, self.megabytes = process, [], 0

    def round(self, seconds):
        steps, taken, self.megabytes = self.process.ask(seconds)
        self.rate.append(steps / taken)


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def open_peers(core, forms, folder):
    """Each verifies its gradient, finds its fastest way and says both."""
    out = {}
    for form in forms:
        script = os.path.join(HERE, "peers", "peer.py")
        process = Process(core, ["/usr/bin/python3", script, form, folder],
                          env=peer_environment())
        error, way = process.answer().strip().split(" ", 1)
        print(f"    {form}: gradient within {error} of ours; {way}", flush=True)
        out[form] = Speed(process)
    return out


def training(build, workload, forms, rounds, seconds, core):
    """Rows of one workload."""
    print(f"{workload} ({described(workload)})", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        steps = Process(core, [f"{build}/tests/bench/{driver(workload)}", workload, folder],
                        preexec_fn=limited)
        steps.answer()
        ours = Speed(steps)
        peers = open_peers(core, [form for form in forms
                                  if form in ONLY.get(workload, forms_of(workload))], folder)
    peak = Process(core, [f"{build}/tests/bench/peak"])
    peaks = []
    for _ in range(rounds):
        peaks.append(peak.ask("")[0])
        for side in (ours, *peers.values()):
            side.round(seconds)
    for side in (ours, *peers.values()):
        side.process.end()
    peak.end()
    flops = operations(workload)
    share = statistics.median(flops * rate * 1e-9 / top
                              for rate, top in zip(ours.rate, peaks))
    print(f"    ours: {median(ours.rate, 4)} steps a second, {share:.3g} of the peak "
          f"of {median(peaks, 3)} GFLOP/s, {ours.megabytes:.0f} MB", flush=True)
    for form, peer in peers.items():
        ratios = [a / b for a, b in zip(ours.rate, peer.rate)]
        yield row(workload, 1, form, ours.rate, peer.rate, ratios, share,
                  ours.megabytes)
    if not peers:
        yield row(workload, 1, "none", ours.rate, [], [], share, ours.megabytes)


def forms_of(workload):
    """Nothing random is drawn where batches come from a pool."""
    return FORMS[:3] if workload in SAES else FORMS


def driver(workload):
    return "sae_steps" if workload in SAES else "steps"


def described(workload):
    if workload in SAES:
        return f"latents, width, batch: {SAES[workload]}"
    return f"n, m, instances: {SIZES[workload]}"


def operations(workload):
    """Of a step, as if all its five products were dense."""
    if workload in SAES:
        latents, width, rows = SAES[workload]
        return 10 * rows * latents * width
    n, m, instances = SIZES[workload]
    return 10 * BATCH * n * m * instances


def sweeping(build, rounds):
    ours, others = sweep.measure(build, rounds)
    print(f"sweep\n    ours: {median(ours, 4)} jobs a second on two threads",
          flush=True)
    for form, rate in others.items():
        ratios = [a / b for a, b in zip(ours, rate)]
        yield row("sweep", 2, form, ours, rate, ratios, float("nan"), float("nan"))


def median(values, digits):
    return f"{statistics.median(values):.{digits}g}" if values else "nan"


def row(workload, threads, form, ours, peer, ratios, share, megabytes):
    if ratios:
        print(f"    {median(ratios, 3):>6} times {form:<14} ({min(ratios):.3g} to "
              f"{max(ratios):.3g}), which does {median(peer, 4)} a second", flush=True)
    return (workload, threads, form, median(ours, 4), median(peer, 4),
            median(ratios, 3), f"{share:.3g}", f"{megabytes:.0f}")


def keep(name, columns, rows):
    path = os.path.join(HERE, name)
    new = not os.path.exists(path)
    with open(path, "a") as out:
        for words in [columns] * new + rows:
            out.write("\t".join(map(str, words)) + "\n")


def command():
    chosen = [f'{key}="{os.environ[key]}"' for key in
              ("WORKLOADS", "FORMS", "ROUNDS", "ROUND_SECONDS") if os.environ.get(key)]
    return " ".join(["make bench"] + chosen)


def profile(build, workload, core, origin):
    """Microseconds a step of one instance spends in each part."""
    words = subprocess.run(
        ["taskset", "-c", str(core), f"{build}/tests/bench/{driver(workload)}",
         workload, "--profile"], check=True, text=True, stdout=subprocess.PIPE).stdout.split()
    print("    drawing {}, loss and gradient {}, update {} us a step of one instance"
          .format(*words[1:]), flush=True)
    keep("profile.tsv", ("workload", "draw_us", "slope_us", "update_us", "command",
                         "cpu", "date"), [words + origin])


def draws(build, origin):
    text = subprocess.run([f"{build}/tests/bench/draw"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    print(text, end="")
    lines = [line.split("\t") for line in text.splitlines()]
    keep("draw.tsv", lines[0] + ["command", "cpu", "date"],
         [line + origin for line in lines[1:]])


def main():
    build = os.path.abspath(sys.argv[1])
    known = [*SIZES, *SAES, "sweep", "draw"]
    workloads = (os.environ.get("WORKLOADS") or " ".join(known)).split()
    forms = (os.environ.get("FORMS") or " ".join(FORMS)).split()
    rounds = int(os.environ.get("ROUNDS") or 5)
    seconds = float(os.environ.get("ROUND_SECONDS") or 0.5)
    wrong = [word for word in workloads if word not in known]
    wrong += [word for word in forms if word not in FORMS]
    if wrong:
        sys.exit(f"bench: no such workload or form: {' '.join(wrong)}")
    origin = [command(), cpu("model name"), datetime.date.today().isoformat()]
    core = max(os.sched_getaffinity(0))
    for workload in workloads:
        if workload == "draw":
            draws(build, origin)
            continue
        rows = (sweeping(build, rounds) if workload == "sweep" else
                training(build, workload, forms, rounds, seconds, core))
        keep("results.tsv", COLUMNS, [[*words, *origin] for words in rows])
        if workload in SIZES or workload in SAES:
            profile(build, workload, core, origin)


if __name__ == "__main__":
    main()
