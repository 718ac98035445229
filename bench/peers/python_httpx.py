"""httpx: the plain client for one after the other, the one of asyncio for many in flight. HTTP/2 where the server has it."""

import asyncio
import os
import ssl

import httpx
import measure

verify = ssl.create_default_context(cafile=os.environ.get("CA_FILE"))
options = dict(http2=True, verify=verify, trust_env=False, headers=measure.HEADERS, timeout=30)
client = httpx.Client(**options)


def request(url, post=False):
    answer = client.post(url, content=measure.BODY, headers=measure.JSON) if post else client.get(url)
    answer.raise_for_status()
    return answer.json()


async def all_of(many, count):
    left = iter(range(count))

    async def worker():
        total = 0
        for _ in left:
            answer = await many.get(measure.URL)
            answer.raise_for_status()
            total += measure.value(answer.json())
        return total

    return sum(await asyncio.gather(*(worker() for _ in range(measure.IN_FLIGHT))))


loop = asyncio.new_event_loop()
pool = httpx.Limits(max_connections=measure.IN_FLIGHT, max_keepalive_connections=measure.IN_FLIGHT)
many = httpx.AsyncClient(limits=pool, **options)
measure.run(measure.works_of(request, lambda count: loop.run_until_complete(all_of(many, count))))
