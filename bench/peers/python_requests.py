"""requests with a session; many in flight by threads."""

from concurrent.futures import ThreadPoolExecutor

import measure
import requests

session = requests.Session()
session.trust_env = False
session.verify = measure.CA_FILE
session.headers.update(measure.HEADERS)
adapter = requests.adapters.HTTPAdapter(pool_connections=1, pool_maxsize=measure.IN_FLIGHT)
session.mount("http://", adapter)
session.mount("https://", adapter)


def request(url, post=False):
    answer = session.post(url, data=measure.BODY, headers=measure.JSON) if post else session.get(url)
    answer.raise_for_status()
    return answer.json()


def flight(count):
    return sum(pool.map(lambda _: measure.value(request(measure.URL)), range(count)))


with ThreadPoolExecutor(measure.IN_FLIGHT) as pool:
    measure.run(measure.works_of(request, flight))
