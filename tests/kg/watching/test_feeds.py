"""What a feed lists is read as pages; what it says itself takes the place of none of them."""

from pathlib import Path

from kg.watching.overview import troubles_of
from tests.kg.watching.watched import serving_site, watching

FEED = """<rss><channel><title>News</title>
<item><title>A</title><link>{site}/a</link><description>short</description></item>
<item><title>B</title><description>Dr Unlinked</description></item>
<item><title>C</title><link>/feed#c</link><description>Dr Selflinked</description></item>
<item><title>D</title><guid>{site}/d</guid><description>short</description></item>
<item><guid isPermaLink="false">{site}/e</guid></item>
</channel></rss>"""


def test_an_entry_without_a_page_is_read_itself_and_no_page_is_lost_to_it(tmp_path: Path) -> None:
    with serving_site() as site:
        site.pages["/feed"] = (200, "text/xml", FEED.format(site=site.address).encode())
        site.text("/a", "Dr Ada Alm\n")
        site.text("/d", "Dr Dee Dahl\n")
        source = f"kind = 'feed'\nurl = '{site.address}/feed'\ndelay = 0\n"
        with watching(tmp_path, f"[sources.news]\n{source}") as watch:
            watch.all()
            whole = ["B\n\nDr Unlinked", "C\n\nDr Selflinked", "Dr Ada Alm\n", "Dr Dee Dahl\n"]
            assert watch.texts() == whole
            assert site.asked.count("/feed") == 1
            # What a listing lacks is told once, however often it is looked at.
            site.pages["/feed"] = (200, "text/xml", site.pages["/feed"][2] + b"<!-- later -->")
            watch.again()
            assert watch.texts() == whole
            assert [one.reason for one in troubles_of(watch.state, 9)] == ["entry 5: no text"]
