"""What a session comes to: by hand for every rule, and on generated sessions whose truth was written down while playing."""

from presets.calibration.tasks import Task, Told, told
from presets.logs.record import Asked, Checked, Compacted, Edited, Event, GaveUp, LoggedSession, Request
from tests.logs.made import Made, made
from tests.logs.true import PLAIN, TRAPS


def session(*events: Event) -> Told:
    return told(LoggedSession("one", "by hand", events))


def call(model: str = "m", *, output: int = 10, aside: bool = False) -> Request:
    return Request(model, 100, output, aside=aside)


ASKED, MORE, EDIT, TEST_EDIT = Asked(), Asked(more=True), Edited(), Edited(tests_only=True)
RED, GREEN, UNKNOWN = Checked(passed=False), Checked(passed=True), Checked(passed=None)
RED_OF_ALL, GREEN_OF_ALL = Checked(passed=False, command=2), Checked(passed=True, command=2)
GENERATED = (ASKED, call(), call(), EDIT)
TRIED = (call(), EDIT)


def bugs(found: Told) -> list[list[tuple[str, int, str]]]:
    return [[(spell.fixer, spell.attempts, spell.end) for spell in bug] for task in found.tasks for bug in task.bugs]


def parts(task: Task) -> list[tuple[str, int]]:
    return [(part.kind, len(part.requests)) for part in task.parts]


def test_a_task_is_a_generation_up_to_the_first_check_and_attempts_up_to_the_next_ones() -> None:
    (task,) = session(*GENERATED, RED, call(), *TRIED, RED, *TRIED, GREEN).tasks
    assert parts(task) == [("generation", 2), ("attempt", 2), ("attempt", 1)]
    assert [[spell.attempts for spell in bug] for bug in task.bugs] == [[2]]


def test_what_follows_the_last_check_belongs_to_what_ended_there() -> None:
    (task, other) = session(*GENERATED, GREEN, call(), ASKED, *TRIED, RED, *TRIED, RED, call(), call()).tasks
    assert parts(task) == [("generation", 3)]
    assert parts(other) == [("generation", 1), ("attempt", 3)]


def test_words_to_go_on_belong_to_the_task_before() -> None:
    assert len(session(*GENERATED, RED, MORE, *TRIED, GREEN).tasks) == 1
    assert len(session(*GENERATED, RED, ASKED, *TRIED, GREEN).tasks) == 2


def test_a_bug_begins_after_the_generation_or_a_passed_check_and_ends_with_one() -> None:
    found = session(*GENERATED, RED, *TRIED, GREEN, *TRIED, RED, *TRIED, RED, *TRIED, GREEN)
    assert bugs(found) == [[("m", 1, "fixed")], [("m", 2, "fixed")]]
    assert parts(found.tasks[0])[2] == ("further work", 1)


def test_a_bug_is_given_up_when_changes_are_taken_back_or_the_next_task_begins() -> None:
    assert bugs(session(*GENERATED, RED, *TRIED, RED, GaveUp(), *TRIED, RED)) == [[("m", 1, "given up")]]
    assert bugs(session(*GENERATED, RED, *TRIED, RED, ASKED, *TRIED, GREEN)) == [[("m", 1, "given up")]]
    taken_back = session(*GENERATED, RED, GaveUp(), call(), GREEN, *TRIED, RED, *TRIED, GREEN)
    assert bugs(taken_back) == [[("m", 0, "given up")], [("m", 1, "fixed")]]
    assert parts(taken_back.tasks[0])[1] == ("further work", 1)


def test_going_back_in_a_conversation_gives_a_bug_up_and_what_follows_is_no_step_of_what_was_left() -> None:
    back = GaveUp(rewound=True)
    found = session(*GENERATED, RED, *TRIED, RED, back, MORE, *TRIED, RED, *TRIED, GREEN)
    assert bugs(found) == [[("m", 1, "given up")]]
    assert found.compactions == 0
    assert sum(map(bool, found.tasks[0].between)) == 3
    assert [part.goes_on for part in found.tasks[0].parts] == [True, True, False, False]


def test_a_bug_is_open_where_the_log_ends_or_the_conversation_is_compacted() -> None:
    assert bugs(session(*GENERATED, RED, *TRIED, RED)) == [[("m", 1, "open")]]
    compacted = session(*GENERATED, RED, *TRIED, RED, Compacted(), *TRIED, RED, *TRIED, GREEN)
    assert bugs(compacted) == [[("m", 1, "open")]]
    assert [kind for kind, _ in parts(compacted.tasks[0])] == ["generation", "attempt", "attempt", "attempt"]


def test_another_model_takes_a_bug_over() -> None:
    found = session(*GENERATED, RED, *TRIED, RED, call("n"), EDIT, RED, call("n"), EDIT, GREEN)
    assert bugs(found) == [[("m", 1, "open"), ("n", 2, "fixed")]]
    assert [spell.taken_over for spell in found.tasks[0].bugs[0]] == [False, True]
    assert [part.model for part in found.tasks[0].parts] == ["m", "m", "n", "n"]


def test_a_check_with_nothing_changed_is_no_attempt() -> None:
    found = session(*GENERATED, RED, RED, call(), RED, *TRIED, GREEN, GREEN)
    assert bugs(found) == [[("m", 1, "fixed")]]
    assert found.reruns == 3
    assert parts(found.tasks[0]) == [("generation", 2), ("attempt", 2)]


def test_a_failure_that_passes_when_run_again_was_none() -> None:
    assert bugs(session(*GENERATED, RED, GREEN)) == []
    assert bugs(session(*GENERATED, RED, *TRIED, RED, GREEN, *TRIED, RED)) == [[("m", 1, "fixed")], [("m", 0, "open")]]


def test_another_command_may_find_a_bug_that_the_first_did_not_but_not_end_one() -> None:
    assert bugs(session(*GENERATED, GREEN, RED_OF_ALL, *TRIED, GREEN_OF_ALL)) == [[("m", 1, "fixed")]]
    found = session(*GENERATED, RED, GREEN_OF_ALL, *TRIED, GREEN)
    assert (bugs(found), found.unchanged) == ([[("m", 1, "fixed")]], 1)


def test_checks_of_which_nobody_knows_are_left_out() -> None:
    found = session(*GENERATED, UNKNOWN, call(), RED, *TRIED, UNKNOWN, GREEN)
    assert (bugs(found), found.unknown) == ([[("m", 1, "fixed")]], 2)
    assert parts(found.tasks[0]) == [("generation", 3), ("attempt", 1)]


def test_a_test_that_is_written_first_and_fails_is_no_bug() -> None:
    found = session(ASKED, call(), TEST_EDIT, RED, *TRIED, GREEN)
    assert (bugs(found), found.only_tests) == ([], 1)
    assert parts(found.tasks[0]) == [("generation", 2)]
    later = session(*GENERATED, GREEN, call(), TEST_EDIT, RED, *TRIED, RED, *TRIED, GREEN)
    assert bugs(later) == [[("m", 1, "fixed")]]


def test_a_check_before_the_first_change_says_nothing_of_the_generation() -> None:
    found = session(ASKED, call(), RED, *TRIED, GREEN)
    assert (bugs(found), found.unchanged, parts(found.tasks[0])) == ([], 1, [("generation", 2)])


def test_tasks_without_a_check_or_a_change_do_not_count() -> None:
    found = session(ASKED, call(), EDIT, ASKED, call(), RED, ASKED, *TRIED, GREEN)
    assert [task.counts for task in found.tasks] == [False, False, True]


def test_sub_agents_are_apart() -> None:
    (task,) = session(ASKED, call(), call("n", aside=True), EDIT, GREEN).tasks
    assert ([request.model for request in task.asides], parts(task)) == (["n"], [("generation", 1)])


def test_a_trial_is_one_generation() -> None:
    events = (ASKED, call(), EDIT, RED, call(), EDIT, GREEN)
    (task,) = told(LoggedSession("one", "by hand", events, passed=False, trial=True)).tasks
    assert (task.counts, task.passed, parts(task), task.bugs) == (True, False, [("generation", 2)], [])


def agree(one: Made) -> None:
    found = told(one.session)
    assert len(found.tasks) == len(one.tasks)
    assert found.reruns == sum(true.reruns for true in one.tasks)
    assert found.unknown == sum(true.unknown for true in one.tasks)
    for task, true in zip(found.tasks, one.tasks, strict=True):
        assert (task.generator, task.counts) == (true.generator, true.checked)
        if true.checked:
            attempts = [part.requests for part in task.parts if part.kind == "attempt"]
            assert len(task.parts[0].requests) == true.generation_calls
            assert sum(request.output for request in task.parts[0].requests) == true.generated
            assert [sum(request.output for request in requests) for requests in attempts] == true.fixed
            assert [len(requests) for requests in attempts] == true.fix_calls
            assert [[(spell.fixer, spell.attempts, spell.end) for spell in bug] for bug in task.bugs] == [
                [(spell.fixer, spell.attempts, spell.end) for spell in bug] for bug in true.bugs
            ]


def test_generated_sessions_come_to_what_was_played() -> None:
    for habits in (PLAIN, TRAPS):
        for one in made(40, 7, habits=habits):
            agree(one)
