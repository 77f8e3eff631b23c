import json


def click(visitor: str, at: str) -> bytes:
    return json.dumps({"visitor": visitor, "at": at}).encode()
