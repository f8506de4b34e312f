"""The ticks of 200 cron expressions in six time zones over ten years, as Airflow's own CronTriggerTimetable steps them: the recording that
ticks.test.ts compares with. One JSON line an expression: for each zone ten hashes, one a year. A number N as second argument: every
Nth expression only.

    pip install apache-airflow-core==3.3.2 croniter==7.0.0
    python test/reference/airflow_ticks.py test/reference/cron-expressions.json > test/reference/airflow-ticks.jsonl
"""

import datetime
import hashlib
import json
import sys
import zoneinfo

import pendulum
from airflow.timetables.trigger import CronTriggerTimetable

YEARS = range(2024, 2034)
UTC = datetime.timezone.utc


def changes(zone, year):
    """The hours of the year in which the clock of the zone is changed."""
    info = zoneinfo.ZoneInfo(zone)
    at = datetime.datetime(year, 1, 1, tzinfo=UTC)
    found = []
    while at.year == year:
        after = at + datetime.timedelta(hours=1)
        if at.astimezone(info).utcoffset() != after.astimezone(info).utcoffset():
            found.append(at)
        at = after
    return found


def windows(zone, year, dense):
    """What of the year is compared: all of it, or of an expression that ticks often a day around each change, leap days and ends of years."""
    if not dense:
        return [(datetime.datetime(year, 1, 1, tzinfo=UTC), datetime.datetime(year + 1, 1, 1, tzinfo=UTC))]
    day = datetime.timedelta(days=1)
    half = datetime.timedelta(hours=12)
    spans = [(at - half, at + half) for at in changes(zone, year)]
    leap = datetime.datetime(year, 2, 28, 12, tzinfo=UTC)
    end = datetime.datetime(year, 12, 31, 12, tzinfo=UTC)
    return sorted([*spans, (leap, leap + day), (end, end + day)])


def digest(ticks):
    return hashlib.sha256(",".join(str(tick) for tick in ticks).encode()).hexdigest()[:8]


def airflow_ticks(expression, zone):
    timetable = CronTriggerTimetable(expression, timezone=zone)

    def ticks(start, end):
        at = pendulum.instance(start)
        while True:
            at = timetable._get_next(at)
            if at > end:
                return
            yield int(at.timestamp())

    return ticks


def main():
    with open(sys.argv[1]) as file:
        given = json.load(file)
    expressions = [(one, False) for one in given["sparse"]] + [(one, True) for one in given["dense"]]
    for expression, dense in expressions[:: int(sys.argv[2]) if len(sys.argv) > 2 else 1]:
        hashes = {}
        for zone in given["zones"]:
            ticks = airflow_ticks(expression, zone)
            hashes[zone] = " ".join(digest(tick for span in windows(zone, year, dense) for tick in ticks(*span)) for year in YEARS)
        sys.stdout.write(json.dumps({"expression": expression, "dense": dense, "hashes": hashes}) + "\n")
        sys.stdout.flush()


main()
