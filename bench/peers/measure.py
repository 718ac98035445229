"""What the programs in Python share. See README.md beside this."""

import os
import sys
import time

WORK, URL, COUNT, WARM = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
IN_FLIGHT = int(os.environ.get("IN_FLIGHT", 64))
CA_FILE = os.environ.get("CA_FILE") or True
BODY = os.environ.get("BODY", "").encode()
HEADERS = {"x-api-key": "bench-key-0000000000", "Accept": "application/json"}
JSON = {"Content-Type": "application/json"}


def value(answer):
    """What an answer adds to the sum."""
    response = answer["data"]["data"]["response"]
    if "id" in response:
        return len(response["id"])
    return sum(1 + chat["unreadCount"] for chat in response["data"])


def following(answer):
    return URL + "?cursor=" + answer["data"]["nextCursor"]


def peak_memory():
    with open("/proc/self/status") as file:
        return next(line.split()[1] for line in file if line.startswith("VmHWM:"))


def run(works):
    """Warms up, measures and prints."""
    work = works[WORK]
    if WARM:
        work(WARM)
    wall, cpu = time.monotonic(), time.process_time()
    total = work(COUNT)
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    print(f"{cpu:.6f} {wall:.6f} {total} {peak_memory()}")


def works_of(request, flight):
    """The works of a client that waits for each request."""

    def pages(count):
        total, place = 0, URL
        for _ in range(count):
            answer = request(place)
            total, place = total + value(answer), following(answer)
        return total

    return {
        "get": lambda count: sum(value(request(URL)) for _ in range(count)),
        "post": lambda count: sum(value(request(URL, True)) for _ in range(count)),
        "pages": pages,
        "flight": flight,
    }
