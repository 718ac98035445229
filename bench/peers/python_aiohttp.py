"""aiohttp, one after the other and many in flight."""

import asyncio
import os
import ssl

import aiohttp
import measure


async def read(answer):
    async with answer as got:
        got.raise_for_status()
        return await got.json()


def works(loop, session):
    get = lambda url: read(session.get(url))
    post = lambda url: read(session.post(url, data=measure.BODY, headers=measure.JSON))

    async def some(fn, left):
        total = 0
        for _ in left:
            total += measure.value(await fn(measure.URL))
        return total

    async def pages(count):
        total, place = 0, measure.URL
        for _ in range(count):
            answer = await get(place)
            total, place = total + measure.value(answer), measure.following(answer)
        return total

    async def flight(count):
        left = iter(range(count))
        return sum(await asyncio.gather(*(some(get, left) for _ in range(measure.IN_FLIGHT))))

    run = loop.run_until_complete
    return {
        "get": lambda count: run(some(get, range(count))),
        "post": lambda count: run(some(post, range(count))),
        "pages": lambda count: run(pages(count)),
        "flight": lambda count: run(flight(count)),
    }


async def open_session():
    tls = ssl.create_default_context(cafile=os.environ.get("CA_FILE"))
    connector = aiohttp.TCPConnector(limit=measure.IN_FLIGHT, ssl=tls)
    return aiohttp.ClientSession(connector=connector, headers=measure.HEADERS)


loop = asyncio.new_event_loop()
session = loop.run_until_complete(open_session())
measure.run(works(loop, session))
loop.run_until_complete(session.close())
