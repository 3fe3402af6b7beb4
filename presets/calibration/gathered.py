"""What is kept of sessions: small numbers of each, one session after the other."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import inf

from engine.estimates.episodes import Episode
from engine.numerics.arrays import Array
from presets.calibration.model_names import ModelNames
from presets.calibration.tasks import Kind
from presets.logs.record import LoggedSession
from presets.prices.catalogue import Catalogue


@dataclass
class Dollars:
    """What requests cost.

    Attributes:
        logged: By the log, and at catalogue prices where it does not say.
        listed: At catalogue prices.
    """

    logged: float = 0.0
    listed: float = 0.0


@dataclass
class Stretches:
    """Work of one kind by one model, each in one conversation of one task.

    Attributes:
        lengths: How many have so many attempts; a generation is one.
        begun: Tokens of all their first prompts.
    """

    lengths: Counter[int] = field(default_factory=Counter)
    begun: int = 0

    def add(self, prompt: int, attempts: int) -> None:
        """Take in one more."""
        self.lengths[attempts] += 1
        self.begun += prompt

    @property
    def prompt(self) -> float:
        """The mean tokens of their first prompts."""
        return self.begun / self.lengths.total()


@dataclass
class OfModel:
    """What is kept of one model.

    Attributes:
        sums: Of each session with the model, and which of those that are drawn again it belongs to, and of which project it is.
        episodes: The bugs that it attempted.
        tasks: Tasks with a check that it began.
        bugs: Bugs in them.
        taken_over: Bugs that another model had left, or attempted before.
        requests: Its calls.
        main: Those of them in main conversations.
        unpriced: Those whose dollars nobody knows.
        dollars: What the others cost.
        compared: Its generations and attempts in counted tasks, those of harnesses included, for the dollar check; by kind, and
            by whether they go on with a conversation that the model had before.
    """

    sums: list[tuple[Array, int, int]] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)
    tasks: int = 0
    bugs: int = 0
    taken_over: int = 0
    requests: int = 0
    main: int = 0
    unpriced: int = 0
    dollars: float = 0.0
    compared: defaultdict[tuple[Kind, bool], Stretches] = field(default_factory=lambda: defaultdict(Stretches))


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept of a session for those of its sub-agents that have a log of their own.

    Attributes:
        at: Which of those that are drawn again it belongs to.
        begun: When each task began, and whether it is in the dollar check.
    """

    at: int
    begun: list[tuple[float, bool]]

    def compared(self, time: float) -> bool:
        """Whether what was done at a time belongs to a task that is in the dollar check."""
        return next((compared for began, compared in reversed(self.begun) if not time < began), False)


class Gathered:
    """All that is kept of the sessions.

    Attributes:
        names: What models are called, whatever the logs call them.
        models: By what they are called.
        agents: Sessions by the program that wrote them.
        sessions: How many there were, without those of sub-agents alone.
        drawn: How many things are drawn again: sessions, and tasks of harnesses with all their trials.
        requests: Calls of models.
        first: Time of the first request.
        last: Time of the last one.
        left_out: What is left out of the counts, by why.
        compactions: How often conversations were compacted or cleared.
        longest: Tokens of the longest prompt together with its answer.
        dollars: Of counted tasks and sub-agents, by part.
        uncounted: Of the other tasks, as logged.
        repairs: First attempts by whether they go on with the conversation in which the task began.
        held: What is kept of a session for its sub-agents, by its key.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.names = ModelNames(catalogue)
        self.models: dict[str, OfModel] = {}
        self.agents: Counter[str] = Counter()
        self.sessions = self.drawn = self.requests = self.compactions = self.longest = 0
        self.first, self.last = inf, -inf
        self.left_out: Counter[str] = Counter()
        self.dollars: dict[str, Dollars] = defaultdict(Dollars)
        self.uncounted = 0.0
        self.repairs: Counter[bool] = Counter()
        self.held: dict[str, Held] = {}
        self._tasks: dict[str, int] = {}
        self._projects: dict[str, int] = {}

    def of(self, name: str) -> OfModel:
        """What is kept of a model, nothing if the logs do not have it."""
        return self.models.get(name, OfModel())

    def where(self, session: LoggedSession) -> int:
        """Which of those that are drawn again a session belongs to."""
        at = self._tasks.setdefault(session.task, self.drawn) if session.trial and session.task else self.drawn
        self.drawn += at == self.drawn
        return at

    def project(self, session: LoggedSession) -> int:
        """A number for the session's project; harnesses give all models the same tasks."""
        return self._projects.setdefault("" if session.trial else session.project, len(self._projects))
