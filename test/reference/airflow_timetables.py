"""What Airflow's own timetables answer, as JSON lines on the standard output: the recording that timetables.test.ts compares with.

    pip install apache-airflow-core==3.3.2 croniter==7.0.0
    python test/reference/airflow_timetables.py > test/reference/airflow-timetables.jsonl
"""

import contextlib
import datetime
import json
import random
import sys
from unittest import mock

import pendulum
from airflow.timetables.base import DataInterval, TimeRestriction
from airflow.timetables.events import EventsTimetable
from airflow.timetables.interval import CronDataIntervalTimetable, DeltaDataIntervalTimetable
from airflow.timetables.simple import OnceTimetable
from airflow.timetables.trigger import CronTriggerTimetable, DeltaTriggerTimetable, MultipleCronTriggerTimetable

random.seed(20260101)
UTC = pendulum.UTC
CRONS = ["0 0 * * *", "30 2 * * *", "15 1-3 * * *", "0 * * * *", "*/20 8-17 * * 1-5", "0 6 1 * *", "0 12 L * *", "0 0 29 2 *"]
ZONES = ["UTC", "America/New_York", "Europe/Paris", "Australia/Lord_Howe"]
FIRST = pendulum.datetime(2024, 1, 1).int_timestamp
EDGES = [pendulum.datetime(2024, 3, 10, 7), pendulum.datetime(2024, 11, 3, 6), pendulum.datetime(2024, 3, 31, 1), pendulum.datetime(2024, 2, 29)]


def instant():
    """Often on an hour, sometimes beside a change of daylight saving."""
    if random.random() < 0.3:
        at = random.choice(EDGES).int_timestamp + random.randrange(-12, 12) * 1800
    else:
        at = FIRST + random.randrange(2 * 366 * 24) * 3600
    if random.random() < 0.3:
        at += random.randrange(3600)
    return pendulum.from_timestamp(at, tz=UTC)


def ms(delta):
    return int(delta.total_seconds() * 1000)


def timetable():
    """A timetable, and how we say it."""
    kind = random.choice(["cron", "cron", "crons", "cron_data", "delta", "delta_data", "once", "events"])
    zone = random.choice(ZONES)
    span = random.choice([datetime.timedelta(), datetime.timedelta(hours=1), datetime.timedelta(days=1)])
    delta = random.choice([datetime.timedelta(minutes=30), datetime.timedelta(days=1), datetime.timedelta(days=7)])
    immediately = random.choice([None, True, datetime.timedelta(hours=2)])
    said = {} if immediately is None else {"runImmediately": True if immediately is True else ms(immediately)}
    if kind == "cron":
        cron = random.choice(CRONS)
        made = CronTriggerTimetable(cron, timezone=zone, interval=span, run_immediately=immediately)
        return made, {"kind": "cron", "expression": cron, "timezone": zone, "intervalMs": ms(span), **said}
    if kind == "crons":
        crons = random.sample(CRONS, 3)
        made = MultipleCronTriggerTimetable(*crons, timezone=zone, interval=span, run_immediately=immediately)
        return made, {"kind": "cron", "expression": crons[0], "more": crons[1:], "timezone": zone, "intervalMs": ms(span), **said}
    if kind == "cron_data":
        cron = random.choice(CRONS)
        return CronDataIntervalTimetable(cron, zone), {"kind": "cron", "expression": cron, "timezone": zone, "dataInterval": True}
    if kind == "delta":
        return DeltaTriggerTimetable(delta, interval=span), {"kind": "interval", "ms": ms(delta), "intervalMs": ms(span)}
    if kind == "delta_data":
        return DeltaDataIntervalTimetable(delta), {"kind": "interval", "ms": ms(delta), "dataInterval": True}
    if kind == "once":
        return OnceTimetable(), {"kind": "once"}
    dates = sorted({instant() for _ in range(random.randrange(1, 6))})
    restrict = random.random() < 0.5
    return EventsTimetable(dates, restrict_to_events=restrict), {"kind": "events", "dates": [iso(one) for one in dates], "restrictToEvents": restrict}


def iso(at):
    return None if at is None else at.in_timezone(UTC).isoformat()


def case():
    made, said = timetable()
    now = instant()
    last = None
    if random.random() < 0.6:
        end = instant()
        if hasattr(made, "_align_to_prev"):
            end = made._align_to_prev(end)
        start = made._get_prev(end) if "dataInterval" in said else end - getattr(made, "_interval", datetime.timedelta())
        last = DataInterval(pendulum.instance(start), end)
    earliest = instant() if random.random() < 0.6 else None
    latest = instant() if random.random() < 0.3 else None
    catchup = random.random() < 0.5
    names = ["trigger.utcnow", "interval.utcnow"]
    with contextlib.ExitStack() as stack:
        for name in names:
            stack.enter_context(mock.patch(f"airflow.timetables.{name}", lambda: now))
        stack.enter_context(mock.patch("airflow._shared.timezones.timezone.utcnow", lambda: now))
        stack.enter_context(mock.patch("time.time", lambda: now.timestamp()))
        info = made.next_dagrun_info(last_automated_data_interval=last, restriction=TimeRestriction(earliest, latest, catchup))
        manual = made.infer_manual_data_interval(run_after=now)
    return {
        "timetable": said,
        "last": last and [iso(last.start), iso(last.end)],
        "earliest": iso(earliest),
        "latest": iso(latest),
        "catchup": catchup,
        "now": iso(now),
        "next": info and {"start": iso(info.data_interval.start), "end": iso(info.data_interval.end), "runAfter": iso(info.run_after)},
        "manual": [iso(manual.start), iso(manual.end)],
    }


for _ in range(800):
    sys.stdout.write(json.dumps(case()) + "\n")
