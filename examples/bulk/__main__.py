"""Assess a population: `python -m examples.bulk histories|records FROM TO`, or by spark-submit (docs/bulk.md)."""

import argparse
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import partial

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sql

from examples.bulk.person import Desk, Json, desk

# Of a bulk export, what an answer can draw on; other files are not read.
KINDS = (
    "Patient",
    "Condition",
    "FamilyMemberHistory",
    "Observation",
    "MedicationRequest",
    "MedicationStatement",
    "QuestionnaireResponse",
)
LINE = "line string"


def main() -> None:
    """Read, assess, write. Spark writes each part whole or not at all, and `_SUCCESS` when all are there."""
    chosen = _arguments()
    spark = SparkSession.builder.appName("fascicle").getOrCreate()
    make = histories if chosen.what == "histories" else records
    people = make(spark, chosen.source)
    if chosen.parts:
        people = people.repartition(chosen.parts)
    tell = partial(
        answers, what=chosen.what, full=chosen.full, today=chosen.today, rules=(chosen.rules, chosen.overlay)
    )
    people.mapInArrow(tell, LINE).write.mode("errorifexists").text(chosen.target, compression=chosen.compression)
    spark.stop()


def histories(spark: SparkSession, source: str) -> DataFrame:
    """A line for each person: {"key": …, "history": {…}}; the history as POST /v1/assessments takes it."""
    return spark.read.text(source).select(sql.lit("").alias("key"), sql.array("value").alias("parts"))


def records(spark: SparkSession, source: str) -> DataFrame:
    """A folder of a FHIR bulk export, Patient.ndjson and so on: each person's resources together, by reference."""
    lines = spark.read.option("pathGlobFilter", "*.ndjson*").text(source)
    kind = sql.get_json_object("value", "$.resourceType")
    subject = sql.coalesce(
        sql.get_json_object("value", "$.subject.reference"), sql.get_json_object("value", "$.patient.reference")
    )
    own = sql.concat(sql.lit("Patient/"), sql.get_json_object("value", "$.id"))
    person = sql.regexp_extract(sql.when(kind == "Patient", own).otherwise(subject), r"(?:^|/)Patient/([^/]+)", 1)
    mine = lines.where(kind.isin(*KINDS)).select(person.alias("key"), "value").where("key <> ''")
    return mine.groupBy("key").agg(sql.array_sort(sql.collect_list("value")).alias("parts"))


def answers(
    batches: Iterable[pa.RecordBatch], *, what: str, full: bool, today: date, rules: tuple[str, str]
) -> Iterator[pa.RecordBatch]:
    """The lines for people, batch by batch; in a worker of Spark's, which keeps its desk from task to task."""
    own = desk(*rules)
    for batch in batches:
        told = [_line(own, what, person, full=full, today=today).decode() for person in batch.to_pylist()]
        yield pa.RecordBatch.from_arrays([pa.array(told, pa.string())], ["line"])


def _line(own: Desk, what: str, person: Json, *, full: bool, today: date) -> bytes:
    parts = [part.encode() for part in person["parts"]]
    if what == "histories":
        return own.of_line(parts[0], full=full)
    return own.of_record(person["key"], parts, today, full=full)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="examples.bulk", description=__doc__)
    parser.add_argument("what", choices=("histories", "records"))
    parser.add_argument("source", help="a file or folder that Spark can read: local, hdfs://, s3a://, abfss://")
    parser.add_argument("target", help="a folder that is not there yet")
    parser.add_argument("--full", action="store_true", help="whole answers; else level, red flags and first five")
    parser.add_argument("--today", type=date.fromisoformat, help="to which ages are counted; else this day (UTC)")
    parser.add_argument("--parts", type=int, default=0, help="cut the work into so many; else as Spark reads it")
    parser.add_argument("--rules", default="", help="another folder of rules, as on the workers")
    parser.add_argument("--overlay", default="", help="a site's overlay, as on the workers")
    parser.add_argument("--compression", default="none", choices=("none", "gzip", "zstd"))
    parser.set_defaults(today=datetime.now(UTC).date())
    return parser.parse_args()


if __name__ == "__main__":
    main()
