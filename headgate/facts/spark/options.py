"""Options of the readers and writers of Spark's own formats.

Source: the pages of Spark's SQL guide on data sources, one for each format. Names are compared without case.
"""

from __future__ import annotations

from functools import cache

from headgate.facts.spark.settings.spelling import nearest

_ANY_FILE = (
    "path pathGlobFilter recursiveFileLookup modifiedBefore modifiedAfter ignoreCorruptFiles ignoreMissingFiles "
    "mergeSchema compression codec partitionOverwriteMode maxRecordsPerFile basePath replaceWhere overwriteSchema "
    "userMetadata txnAppId txnVersion maxFilesPerTrigger maxBytesPerTrigger latestFirst fileNameOnly maxFileAge "
    "cleanSource sourceArchiveDir checkpointLocation queryName rescuedDataColumn badRecordsPath"
)
_DATES = "dateFormat timestampFormat timestampNTZFormat timeZone locale enableDateTimeParsingFallback"
_OPTIONS = {
    "csv": f"{_ANY_FILE} {_DATES} sep delimiter encoding charset quote escape comment header inferSchema preferDate "
    "enforceSchema ignoreLeadingWhiteSpace ignoreTrailingWhiteSpace nullValue nanValue positiveInf negativeInf "
    "maxColumns maxCharsPerColumn mode columnNameOfCorruptRecord multiLine samplingRatio emptyValue lineSep "
    "unescapedQuoteHandling charToEscapeQuoteEscaping escapeQuotes quoteAll extension columnPruning "
    "maxMalformedLogPerPartition",
    "json": f"{_ANY_FILE} {_DATES} primitivesAsString prefersDecimal allowComments allowUnquotedFieldNames "
    "allowSingleQuotes allowNumericLeadingZeros allowBackslashEscapingAnyCharacter allowUnquotedControlChars mode "
    "columnNameOfCorruptRecord multiLine encoding charset lineSep samplingRatio dropFieldIfAllNull "
    "allowNonNumericNumbers ignoreNullFields inferSchema inferTimestamp singleVariantColumn "
    "writeNonAsciiCharacterAsCodePoint pretty",
    "parquet": f"{_ANY_FILE} datetimeRebaseMode int96RebaseMode",
    "orc": _ANY_FILE,
    "text": f"{_ANY_FILE} wholetext lineSep encoding",
    "jdbc": "url dbtable query prepareQuery driver user password partitionColumn lowerBound upperBound numPartitions "
    "queryTimeout fetchsize batchsize isolationLevel sessionInitStatement truncate cascadeTruncate createTableOptions "
    "createTableColumnTypes customSchema pushDownPredicate pushDownAggregate pushDownLimit pushDownOffset "
    "pushDownTableSample keytab principal refreshKrb5Config connectionProvider preferTimestampNTZ hint path "
    "reWriteBatchedInserts ssl sslmode tableLock schemaCheckEnabled",
}  # fmt: skip

_SYNONYMS = {"separator": "sep", "seperator": "sep", "header_row": "header", "has_header": "header"}
"""Names of other libraries."""


@cache
def of_format(name: str) -> frozenset[str]:
    """The options of a format in lower case; empty for formats that are not Spark's own."""
    return frozenset(_OPTIONS.get(name.lower(), "").lower().split())


@cache
def meant(name: str, known: frozenset[str]) -> str:
    """The option that is nearest to `name`; empty where it is known or none is near."""
    lower = name.lower()
    if lower in known or "." in name:
        return ""
    return _SYNONYMS[lower] if _SYNONYMS.get(lower) in known else nearest(lower, sorted(known))
