"""Pages for the tests, written for them."""

SENTENCES = (
    "The council met on Tuesday evening and talked for three hours about the old bridge over the river.",
    "Nobody in the room wanted to close it, but nobody wanted to pay for the repairs in this year either.",
    "An engineer showed pictures of the rust and explained how long the steel would bear the weight of buses.",
    "In the end the members agreed to ask the region for money and to look at the question again in spring.",
)


def page(body: str, head: str = "") -> str:
    """A page with navigation, an article of three paragraphs around `body`, and a footer."""
    first, second, third, fourth = SENTENCES
    return (
        f"<!doctype html><html lang=en><head>{head}</head><body><nav><ul><li><a href=/>Home</a></li></ul></nav>"
        f"<article><h1>The old bridge stays open</h1><p>{first} {second}</p>{body}<p>{third} {fourth}</p></article>"
        "<footer>© Example Post. All rights reserved.</footer></body></html>"
    )
