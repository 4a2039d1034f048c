"""Who pushes proves it: a message is signed with the source's secret and the time."""

import hmac
import re
import time

from api.access import Unauthorized
from kg.signing import HEADER, digest

PATIENCE = 300  # seconds that the clocks of two machines and the way between them may differ


def checked(header: str, body: str, secret: str) -> str:
    """What is particular to a message that was signed rightly; Unauthorized for any other."""
    found = re.fullmatch(r"t=(\d{1,12}),v1=([0-9a-f]{64})", header.replace(" ", ""))
    if not found:
        raise _refused(f"send {HEADER}: t=SECONDS,v1=HEX of HMAC-SHA256 over 'SECONDS.BODY'")
    if not hmac.compare_digest(found[2], digest(body, secret, int(found[1]))):
        raise _refused("the signature does not fit the body and this source's secret")
    if abs(time.time() - int(found[1])) > PATIENCE:
        raise _refused(f"signed more than {PATIENCE} seconds away from now: sign it again")
    return found[2]


def _refused(why: str) -> Unauthorized:
    return Unauthorized(why, 'HMAC-SHA256 realm="collab-kg"')
