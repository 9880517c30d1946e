"""A terminal: what is under way is drawn in its place, what happened stays above it."""

import io
import os
import re
import time
from collections.abc import Sequence

import pytest

from bbfd.report.line import Line, Tone
from bbfd.report.terminal import Terminal

_CODE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])")


class Screen(io.StringIO):
    """A stream that says it is a terminal, and what a person would see on it. widths: it may be pulled narrower."""

    def isatty(self) -> bool:
        return True

    def shown(self, wide: int = 80) -> list[str]:
        rows, row, column, text = [""], 0, 0, self.getvalue()
        at = 0
        while at < len(text):
            code = _CODE.match(text, at)
            if code:
                row, column = self._obey(code, rows, row, column)
                at = code.end()
                continue
            if text[at] == "\n":
                row, column = row + 1, 0
            elif text[at] == "\r":
                column = 0
            else:
                if column >= wide:
                    row, column = row + 1, 0
                while len(rows) <= row:
                    rows.append("")
                rows[row] = f"{rows[row]:<{column}}"[:column] + text[at] + rows[row][column + 1 :]
                column += 1
            while len(rows) <= row:
                rows.append("")
            at += 1
        return [line.rstrip() for line in rows if line.strip()]

    def _obey(self, code: re.Match[str], rows: list[str], row: int, column: int) -> tuple[int, int]:
        number = int(code[1]) if code[1].isdigit() else 1
        if code[2] == "A":
            return max(row - number, 0), column
        if code[2] == "K":
            rows[row] = ""
        else:
            assert code[2] == "m", f"a sequence that would have to be undone: {code[0]!r}"
        return row, column


def view(*words: str) -> Sequence[Line]:
    return [Line(text) for text in words]


def a_terminal(screen: Screen, wide: int = 80, high: int = 24) -> Terminal:
    return Terminal(screen, color=False, size=lambda: (wide, high))


def test_what_is_under_way_stays_below_what_happened() -> None:
    screen = Screen()
    terminal = a_terminal(screen)
    terminal.show(lambda _wide, _high: view("under way", "  two"))
    terminal.say([Line("one is done")])
    terminal.say([Line("two is done", Tone.GOOD)])
    assert screen.shown() == ["one is done", "two is done", "under way", "  two"]
    terminal.show(None)
    assert screen.shown() == ["one is done", "two is done"]


def test_nothing_is_written_where_nothing_has_changed() -> None:
    screen = Screen()
    terminal = a_terminal(screen)
    terminal.show(lambda _wide, _high: view("under way"))
    once = screen.getvalue()
    time.sleep(0.7)
    assert screen.getvalue() == once
    terminal.show(None)


def test_times_go_on_by_themselves_until_nothing_is_under_way() -> None:
    screen, seconds = Screen(), iter(range(1000))
    terminal = a_terminal(screen)
    terminal.show(lambda _wide, _high: view(f"{next(seconds)} s"))
    deadline = time.monotonic() + 5
    while screen.shown() == ["0 s"] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert screen.shown() != ["0 s"]
    terminal.show(None)
    assert screen.shown() == []


@pytest.mark.parametrize(("wide", "high"), [(20, 5), (40, 10), (80, 24)])
def test_what_is_under_way_fits_the_terminal(wide: int, high: int) -> None:
    screen = Screen()
    terminal = a_terminal(screen, wide, high)
    terminal.show(lambda _wide, _high: view(*["x" * 200] * 50))
    shown = screen.shown(wide)
    assert len(shown) < high
    assert max(map(len, shown)) < wide
    terminal.show(None)
    assert screen.shown(wide) == []


def test_what_was_drawn_on_a_wider_terminal_is_taken_away_whole() -> None:
    screen, sizes = Screen(), [(80, 24)]
    terminal = Terminal(screen, color=False, size=lambda: sizes[-1])
    terminal.show(lambda wide, _high: view("x" * wide))
    sizes.append((40, 24))  # a terminal breaks what stands there already
    terminal.show(None)
    assert screen.shown(40) == []


def test_while_a_question_is_open_nothing_moves_and_nothing_is_lost() -> None:
    screen = Screen()
    terminal = a_terminal(screen)
    terminal.show(lambda _wide, _high: view("under way"))
    with terminal.still():
        before = screen.getvalue()
        terminal.say([Line("one")])
        terminal.show(lambda _wide, _high: view("still under way"))
        time.sleep(0.6)
        assert screen.getvalue() == before
        assert screen.shown() == []
    assert screen.shown() == ["one", "still under way"]
    terminal.show(None)


def test_a_terminal_obeys_nothing_that_others_wrote() -> None:
    screen = Screen()
    terminal = Terminal(screen, color=True)
    terminal.show(lambda _wide, _high: view("\x1b[2Junder way\x1b]0;title\x07"))
    terminal.say([Line("\x1b[?25lgone\r\n[bold]")])
    assert screen.shown() == ["gone [bold]", "under way"]
    terminal.show(None)


def test_words_are_the_same_without_colour() -> None:
    shown = []
    for color in (True, False):
        screen = Screen()
        Terminal(screen, color=color).say([Line("it failed", Tone.BAD), Line("x" * 200)])
        shown.append((screen.shown(), "\x1b[31m" in screen.getvalue()))
    assert shown[0][0] == shown[1][0]
    assert (shown[0][1], shown[1][1]) == ("NO_COLOR" not in os.environ, False)


class Closed(Screen):
    """A terminal that is gone once something was written."""

    def write(self, text: str) -> int:
        if self.tell():
            raise BrokenPipeError
        return super().write(text)


def test_a_terminal_that_is_gone_stops_nothing_but_the_drawing() -> None:
    seconds = iter(range(1000))
    terminal = a_terminal(Closed())
    terminal.show(lambda _wide, _high: view(f"{next(seconds)} s"))
    time.sleep(0.7)  # the thread that draws raises nothing: pytest would tell
