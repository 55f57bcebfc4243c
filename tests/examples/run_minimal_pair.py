#!/usr/bin/env python3
"""The minimal host in conversation with the minimal plugin, by itself or under a command that watches it (valgrind).

    run_minimal_pair.py MINIMAL_HOST MINIMAL_PLUGIN [WATCHING-COMMAND...]
"""
import sys

from world import Conversation

ASKS = "or q: "


def main():
    host, plugin, *watch = sys.argv[1:]

    talk = Conversation(*watch, host, plugin)
    assert "page 1: Invoice numbers" in talk.until("Which page? ")
    talk.say("1")
    page = talk.until(ASKS)
    prefix, save = talk.number_of(page, "Prefix"), talk.number_of(page, "Save")
    assert "First invoice: not chosen yet" in page, page

    talk.say(f"{prefix} ka/")
    page = talk.until(ASKS)
    assert "Prefix: ka/" in page and "!" not in page, page
    talk.say(save)
    page = talk.until(ASKS)
    assert "! Enter 1 to 8 capital letters" in page and "First invoice: not chosen yet" in page, page

    talk.say(f"{prefix} KA/")
    talk.until(ASKS)
    talk.say(save)
    page = talk.until(ASKS)
    assert "First invoice: KA/0001" in page and "!" not in page, page

    talk.say(f"{prefix} {'K' * 65}")
    page = talk.until(ASKS)
    assert "The prefix is too long." in page and "Prefix: KA/" in page, page
    talk.say("K" * 5000)
    page = talk.until(ASKS)
    assert "This line is too long." in page and page.count("==") == 2, page
    talk.say("77")
    assert "There is no control of that number." in talk.until(ASKS)
    talk.say("q")
    assert talk.end() == (0, ""), talk.everything

    # The end of the input ends the host too, with the page still open.
    talk = Conversation(*watch, host, plugin)
    talk.until("Which page? ")
    talk.say("1")
    talk.until(ASKS)
    assert talk.end() == (0, ""), talk.everything

    talk = Conversation(host, sys.executable)
    status, said = talk.end()
    assert status == 1 and "is no plugin for this program" in said, said
    print("the minimal host and the minimal plugin understand each other")


if __name__ == "__main__":
    main()
