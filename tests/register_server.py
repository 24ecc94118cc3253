"""A process that keeps a register open and computes its jobs, for tests that kill it.

Called with the address of the register and what to do: ``compute``, ``die`` (the jobs of the web application, killed in
one of them), or ``write`` (studies and runs, one after another, the key of each on standard output once it is kept).
"""

from __future__ import annotations

import os
import sys
import time

from dying_kinds import dying_kinds
from oxyura.publish.result_folder import OutputFile
from oxyura.register.options import RunOptions
from oxyura.register.store import Register
from register_kinds import KINDS


def open_and_close(address: str) -> None:
    Register.open(address).close()


def compute(address: str) -> None:
    with Register.open(address, workers=1, kinds=KINDS):
        print("open", flush=True)
        time.sleep(600)


def die(address: str) -> None:
    with Register.open(address, workers=1, kinds=dying_kinds()):
        print("open", flush=True)
        time.sleep(600)


def write(address: str) -> None:
    with Register.open(address) as register:
        for number in range(100_000):
            study = register.add_study(f"study-{number}", {"study.toml": os.urandom(300_000), "n.txt": b"%d" % number})
            files = [OutputFile(f"{part}.bin", os.urandom(150_000), "x/y", "") for part in range(5)]
            run = register.save_run(study.key, RunOptions(), files)
            print(study.key, run.key, flush=True)


if __name__ == "__main__":
    {"compute": compute, "die": die, "write": write}[sys.argv[2]](sys.argv[1])
