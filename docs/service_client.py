"""A client of the service of `rubrics app`, with nothing but Python: notices, doubts, changes, scores.

rubrics app --port 8700 --no-open          # with a token in rubrics.toml
python docs/service_client.py http://127.0.0.1:8700 TOKEN
"""

import json
import sys
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen


class Service:
    """The service at an address; what it refuses is raised with its code."""

    def __init__(self, address, token):
        """The address without a path, and the token of the project."""
        self.address, self.token = address.rstrip("/") + "/api/v1", token

    def ask(self, path, given=None, **query):
        """The answer of a path; with something given, it is sent."""
        url = self.address + path + (f"?{urlencode(query)}" if query else "")
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if given is None else json.dumps(given).encode()
        try:
            with urlopen(Request(url, data, headers)) as answer:
                return json.load(answer)
        except HTTPError as error:
            told = json.load(error)["error"]
            raise LookupError(f"{told['code']}: {told['message']}") from None

    def notices(self, **query):
        """The notices: year="2025", q="安全"."""
        return self.ask("/notices", **query)["notices"]

    def notice(self, notice):
        """A notice with its records."""
        return self.ask(f"/notices/{quote(notice, safe='')}")

    def findings(self, notice):
        """What is to be looked at in it."""
        return self.ask(f"/notices/{quote(notice, safe='')}/findings")["findings"]

    def diff(self, old, new):
        """What changed from one notice to another."""
        return self.ask("/diff", old=old, new=new)

    def score(self, notice, marks):
        """Score sheets: marks are {"unit": "甲站", "id": "1/2", "value": "18"}."""
        return self.ask(f"/notices/{quote(notice, safe='')}/score", {"marks": marks})


if __name__ == "__main__":
    for line in Service(*sys.argv[1:3]).notices():
        print(line["year"], line["state"], line["title"] or line["file"])
