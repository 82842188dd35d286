"""Two hundred kills around a desk: of seats, of the server, of connections half-way through.

    cd tests && python -m torture.desk_kills [--kills 200] [--seed N]

It needs only what the tests need, and some minutes. One seat sends what it keeps, ever more of it,
through a proxy; every third time its process or the server's processes are killed, else the proxy
cuts the connection after some bytes. At the end each event must be at the desk, once, in order, as
it is on disk. Exit code 1 tells that it was not so.
"""

import argparse
import random
import shutil
import tempfile
from pathlib import Path

from desk.kept_calls import places_in
from desk.killing import KilledDesk
from desk.proxy import proxy_of
from desk.server import running_server, with_logins


def main(kills: int, seed: int) -> None:
    """Kill so often, and say what was found."""
    chance = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="kept-", dir="/tmp"))
    with running_server() as server:
        desk = with_logins(server)
        with proxy_of(desk.named("kim")) as proxy:
            killed = KilledDesk(desk, proxy, places_in(folder), chance)
            kinds = {
                "connections cut": killed.cut_connection,
                "servers killed": killed.kill_server,
                "seats killed": killed.kill_seat,
            }
            order = ["connections cut", "connections cut", "servers killed"]
            order += ["connections cut", "connections cut", "seats killed"]
            tally = dict.fromkeys(kinds, 0)
            for n in range(kills):
                kind = order[n % len(order)]
                kinds[kind]()
                tally[kind] += 1
            killed.finish()
    shutil.rmtree(folder)
    told = ", ".join(f"{count} {kind}" for kind, count in tally.items())
    print(f"{kills} kills (seed {seed}): {told}; {proxy.cuts} of the cuts within a message")
    print(f"none lost, doubled or out of order of {killed.events} events")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    main(**vars(asked.parse_args()))
