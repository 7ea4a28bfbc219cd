"""What only HTTP can refuse: bodies, parameters, rates. They hang in the tree of `siklus.errors`."""

from siklus.errors import Invalid, NoActiveVersion, NotFound, SiklusError, Unavailable


class NotUtf8(Invalid):
    """The body is no UTF-8."""

    advice = "Encode the body as UTF-8."

    def __init__(self, position: int) -> None:
        self.position = position
        super().__init__(f"byte {position} of the body is not UTF-8")


class NotJson(Invalid):
    """The body is no JSON."""

    advice = "Send one JSON object with `Content-Type: application/json`."

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"the body is no JSON: {why}")


class BodyInvalid(Invalid):
    """The body lacks a field, has one that is unknown, or one with a value that cannot be."""

    advice = "See /docs for the fields of this call."

    def __init__(self, field: str, why: str) -> None:
        self.field, self.why = field[:60], why[:200]
        super().__init__(f"{self.field}: {self.why}" if field else self.why)


class ParameterInvalid(Invalid):
    """A parameter of the address has a value that cannot be."""

    advice = "See /docs for the parameters of this call."

    def __init__(self, parameter: str, why: str) -> None:
        self.parameter, self.why = parameter[:60], why[:200]
        super().__init__(f"{self.parameter}: {self.why}")


class BodyTooLarge(Invalid):
    """The body has more bytes than this call takes."""

    advice = "Send it in several parts."

    def __init__(self, maximum_bytes: int) -> None:
        self.maximum_bytes = maximum_bytes
        super().__init__(f"the body has more than {maximum_bytes} bytes")


class BodyTooSlow(Invalid):
    """The body did not arrive in time."""

    advice = "Send it in one go, or over a better line."

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"the body was not there after {seconds} s")


class Overloaded(Unavailable):
    """More requests wait than can be answered soon."""

    advice = "Wait as long as Retry-After says; the same load on more processes would fit."

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        super().__init__(f"{waiting} requests are waiting already")


class TooManyRequests(Unavailable):
    """This address has asked more often than a public service answers without a key."""

    advice = "Wait as long as Retry-After says, or send a client key."

    def __init__(self, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(f"too many requests from this address; again in {retry_after_seconds} s")


class NotReady(Unavailable):
    """The process lives and cannot do its work: no version is loaded, or the database is away."""

    advice = "Look at `model` and `database`: each is ok or says what is wrong."

    def __init__(self, model: str, database: str) -> None:
        self.model, self.database = model, database
        if model == NoActiveVersion.code:
            self.advice = NoActiveVersion.advice
        super().__init__(f"model: {model}; database: {database}")


class RouteNotFound(NotFound):
    """There is no such address."""

    advice = "See /docs for every call."

    def __init__(self) -> None:
        super().__init__("there is nothing at this address")


class MethodNotAllowed(Invalid):
    """The address exists and does not know this method."""

    advice = "See the Allow header, or /docs."

    def __init__(self) -> None:
        super().__init__("this address does not know the method")


class InternalError(SiklusError):
    """A bug in Siklus; the log holds more under the incident's id."""

    advice = "Report it with the incident's id."

    def __init__(self, incident: str) -> None:
        self.incident = incident
        super().__init__(f"something went wrong here; incident {incident}")
