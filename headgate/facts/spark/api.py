"""Spark's interface: which methods there are, what they give, which of them run a job.

Source: the API references of PySpark and Scala Spark, pyspark.sql and org.apache.spark.sql.
"""

from __future__ import annotations

from headgate.facts.spark.program import Sort


def names(text: str) -> frozenset[str]:
    """The names that `text` lists, divided by white space."""
    return frozenset(text.split())


ROW_BY_ROW = names(
    """
    select selectExpr filter where withColumn withColumns withColumnRenamed withColumnsRenamed drop
    fillna dropna replace alias hint toDF limit sample offset transform mapInPandas mapInArrow
    withMetadata withWatermark unpivot melt fill as map flatMap mapPartitions to colRegex observe na stat
"""
)
WIDE = names(
    """
    join crossJoin groupBy groupby rollup cube distinct dropDuplicates drop_duplicates orderBy sort
    repartition repartitionByRange repartitionById intersect intersectAll subtract exceptAll except
    joinWith dropDuplicatesWithinWatermark agg pivot
"""
)
UNIONS = frozenset(("union", "unionAll", "unionByName"))
PINNING = frozenset(("cache", "persist", "checkpoint", "localCheckpoint", "unpersist"))
FRAME_TO_FRAME = (
    ROW_BY_ROW
    | UNIONS
    | PINNING
    | frozenset(("coalesce", "sortWithinPartitions", "describe", "summary", "randomSplit", "sampleBy"))
    | (WIDE - {"groupBy", "groupby", "rollup", "cube", "pivot"})
)
GROUPING = frozenset(("groupBy", "groupby", "rollup", "cube", "groupByKey"))
GROUPED_TO_FRAME = names(
    """
    agg count sum min max avg mean apply applyInPandas applyInPandasWithState mapGroups
    flatMapGroups reduceGroups cogroup
"""
)
DRIVER = frozenset(("collect", "collectAsList", "toPandas", "toLocalIterator", "collectAsMap"))
"""Actions that bring every row to the driver."""
FRAME_ACTIONS = DRIVER | names(
    """
    count show display head first take takeAsList tail isEmpty foreach foreachPartition toJSON
"""
)
RDD_ACTIONS = names(
    """
    collect collectAsMap count countByKey countByValue first take takeOrdered takeSample top reduce
    fold aggregate min max sum mean stats stdev variance histogram foreach foreachPartition isEmpty
    saveAsTextFile saveAsPickleFile saveAsSequenceFile toLocalIterator lookup treeReduce
    treeAggregate countApprox
"""
)
WRITES = names(
    """
    save saveAsTable insertInto parquet csv json orc text jdbc avro delta xml append overwrite
    overwritePartitions create replace createOrReplace start toTable
"""
)
READS = names(
    """
    load table parquet csv json orc text textFile jdbc avro xml delta
"""
)
FRAME_ONLY = names(
    """
    withColumn withColumns withColumnRenamed withColumnsRenamed crossJoin selectExpr unionByName
    toPandas createOrReplaceTempView createTempView createGlobalTempView
    createOrReplaceGlobalTempView registerTempTable dropDuplicates exceptAll intersectAll
    sortWithinPartitions localCheckpoint printSchema writeStream orderBy mapInPandas withWatermark
    sampleBy approxQuantile collectAsList joinWith repartitionByRange
"""
)
"""Methods that no other library's tables have: who calls one shows that the value is Spark's."""
UNMISTAKABLE = names(
    """
    sortWithinPartitions withColumnRenamed createOrReplaceTempView repartitionByRange mapInPandas
"""
)
"""Methods that show Spark in a file that does not import it either, because a session is handed in."""
FRAME_MARKS = FRAME_ONLY | frozenset(("rdd",))

FUNCTIONS_MODULE = "pyspark.sql.functions"
COLUMN_MODULES = tuple(
    f"{name}." for name in (FUNCTIONS_MODULE, "pyspark.sql.avro.functions", "pyspark.sql.protobuf.functions")
)
"""Prefixes of functions that make columns."""
FUNCTION_NAMES = names(
    """
    abs add_months array array_contains array_distinct array_except array_intersect array_join
    array_union arrays_zip avg broadcast bround cast ceil coalesce col collect_list collect_set
    column concat concat_ws count countDistinct count_distinct cume_dist current_date
    current_timestamp date_add date_format date_sub date_trunc datediff dayofmonth dense_rank desc
    asc element_at exists explode explode_outer expr first flatten forall format_string from_json
    from_unixtime get_json_object greatest hash hour input_file_name isnan isnull lag last
    last_value first_value lead least length lit lower lpad ltrim map_from_arrays max md5 mean min
    monotonically_increasing_id month nth_value ntile pandas_udf percent_rank posexplode
    posexplode_outer quarter rand randn rank regexp_extract regexp_replace round row_number rpad
    rtrim sha1 sha2 size sort_array split sqrt stddev struct substring sum sumDistinct sum_distinct
    to_date to_json to_timestamp transform translate trim trunc udf unix_timestamp upper when window
    xxhash64 year zip_with array_agg approx_count_distinct slice sequence any_value inline
    inline_outer aggregate filter create_map map_keys map_values regexp_like arrays_overlap
    array_sort array_position array_remove uuid
"""
)
"""Functions that are known where they come by a star or, in a notebook, from a cell that is not there."""
AGGREGATES = names(
    """
    avg count countDistinct count_distinct sum min max mean first last collect_list collect_set
    stddev variance sumDistinct sum_distinct approx_count_distinct any_value first_value last_value
    array_agg max_by min_by percentile_approx corr skewness kurtosis mode median
"""
)
EXPLODES = frozenset(("explode", "explode_outer", "posexplode", "posexplode_outer", "inline", "inline_outer"))

GENERATORS = EXPLODES | frozenset(("stack", "json_tuple"))
"""Functions that make rows, and columns of them."""
_SECOND = names(
    """
    datediff date_diff months_between array_union array_except array_intersect arrays_overlap
    max_by min_by corr covar_pop covar_samp pow power atan2 hypot nvl ifnull nullif nvl2
    map_from_arrays levenshtein zip_with equal_null regr_slope regr_count
"""
)
"""Functions whose second string is a column as well."""
_EVERY = names(
    """
    coalesce concat greatest least struct named_struct array countDistinct count_distinct arrays_zip
    create_map map_concat hash xxhash64 grouping_id make_date make_timestamp approx_count_distinct
    map_from_entries cube rollup udf
"""
)
"""Functions all of whose strings are columns."""
_NOT_FIRST = names(
    """
    lit typedLit typedlit date_trunc format_string printf locate concat_ws current_date
    current_timestamp rand randn when
"""
)
"""Functions whose first string is no column."""
_ONLY_SECOND = frozenset(("date_trunc", "locate"))


def names_column(function: str, position: int) -> bool:
    """Whether a string that stands at `position` among the arguments of `function` is the name of a column."""
    if function in _EVERY:
        return True
    if function in ("concat_ws", "format_string", "printf"):
        return position > 0
    if function in _ONLY_SECOND:
        return position == 1
    if position == 0:
        return function not in _NOT_FIRST
    if function == "nvl2":
        return True
    return position == 1 and function in _SECOND


_GIVES: dict[Sort, tuple[tuple[frozenset[str], Sort], ...]] = {
    Sort.SESSION: (
        (frozenset(("read", "readStream")), Sort.READER),
        (frozenset(("sql", "table", "createDataFrame", "range")), Sort.FRAME),
        (frozenset(("sparkContext",)), Sort.CONTEXT),
        (frozenset(("conf",)), Sort.CONF),
        (frozenset(("newSession", "getOrCreate")), Sort.SESSION),
        (frozenset(("builder",)), Sort.BUILDER),
    ),
    Sort.BUILDER: (
        (frozenset(("getOrCreate", "create")), Sort.SESSION),
        (frozenset(("builder", "config", "appName", "master", "enableHiveSupport", "remote")), Sort.BUILDER),
    ),
    Sort.CONTEXT: (
        (
            names(
"""
    parallelize textFile wholeTextFiles binaryFiles emptyRDD union range newAPIHadoopRDD
    sequenceFile objectFile makeRDD
"""
),
            Sort.RDD,
        ),
        (frozenset(("getOrCreate",)), Sort.CONTEXT),
    ),
    Sort.READER: (
        (READS, Sort.FRAME),
        (frozenset(["format", "option", "options", "schema"]), Sort.READER),
    ),
    Sort.WRITER: (
        (
            names(
"""
    format option options mode partitionBy bucketBy sortBy outputMode trigger queryName foreachBatch
    foreach using tableProperty partitionedBy
"""
),
            Sort.WRITER,
        ),
    ),
    Sort.FRAME: (
        (GROUPING, Sort.GROUPED),
        (frozenset(("write", "writeStream", "writeTo")), Sort.WRITER),
        (frozenset(("rdd",)), Sort.RDD),
        (FRAME_TO_FRAME, Sort.FRAME),
        (frozenset(("count",)), Sort.NUMBER),
        (frozenset(("toPandas", "to_pandas_on_spark", "pandas_api")), Sort.PANDAS),
        (FRAME_ACTIONS, Sort.ROWS),
        (frozenset(("columns", "schema", "dtypes")), Sort.LOCAL),
    ),
    Sort.GROUPED: (
        (GROUPED_TO_FRAME, Sort.FRAME),
        (frozenset(("pivot",)), Sort.GROUPED),
    ),
    Sort.RDD: (
        (frozenset(("toDF", "toDS")), Sort.FRAME),
        (frozenset(("count",)), Sort.NUMBER),
        (RDD_ACTIONS, Sort.ROWS),
    ),
}  # fmt: skip


def gives(sort: Sort, method: str) -> Sort:
    """What `method` of a value of `sort` gives."""
    for names, result in _GIVES.get(sort, ()):
        if method in names:
            return result
    if sort in (Sort.RDD, Sort.COLUMN, Sort.WINDOW, Sort.PANDAS):
        return sort
    return Sort.LOCAL if sort is Sort.LOCAL else Sort.UNKNOWN


PROPERTIES = names(
    """
    read readStream write writeStream rdd sparkContext conf builder na stat columns schema dtypes
    isStreaming
"""
)
"""Members that are used without parentheses."""


def is_action(method: str, sort: Sort) -> bool:
    """Whether `method` of a value of `sort` runs a job."""
    if sort is Sort.FRAME:
        return method in FRAME_ACTIONS
    if sort is Sort.RDD:
        return method in RDD_ACTIONS
    return sort is Sort.WRITER and method in WRITES
