/**
 * Physical ClickHouse tables. All projects share them by `team_id`; the sort key of `events` is PostHog's own, which
 * is what decides when two events are duplicates (CONTRACT §11). Partitions are by project too, so that one project's
 * duplicates can be merged without those of others.
 */
const GROUP_COLUMNS = [0, 1, 2, 3, 4]
    .map(
        (index) => `\`$group_${index}\` String MATERIALIZED JSONExtractString(properties, '$group_${index}')`,
    )
    .join(",\n    ")

export const TABLE_STATEMENTS: readonly string[] = [
    `CREATE TABLE IF NOT EXISTS events (
    team_id Int64,
    uuid UUID,
    event String,
    properties String CODEC(ZSTD(1)),
    timestamp DateTime64(6, 'UTC'),
    distinct_id String,
    elements_chain String DEFAULT '',
    created_at DateTime64(6, 'UTC') DEFAULT timestamp,
    person_id UUID,
    person_created_at DateTime64(3, 'UTC') DEFAULT toDateTime64(0, 3, 'UTC'),
    person_properties String DEFAULT '{}' CODEC(ZSTD(1)),
    person_mode LowCardinality(String) DEFAULT 'full',
    inserted_at DateTime64(6, 'UTC') DEFAULT now64(6),
    ${GROUP_COLUMNS},
    \`$session_id\` String MATERIALIZED JSONExtractString(properties, '$session_id'),
    \`$window_id\` String MATERIALIZED JSONExtractString(properties, '$window_id')
) ENGINE = ReplacingMergeTree(inserted_at)
PARTITION BY (team_id, toYYYYMM(timestamp))
ORDER BY (team_id, toDate(timestamp), event, cityHash64(distinct_id), cityHash64(uuid))
SETTINGS parts_to_delay_insert = 0, parts_to_throw_insert = 100000`,
    `CREATE TABLE IF NOT EXISTS person (
    team_id Int64,
    id UUID,
    created_at DateTime64(3, 'UTC'),
    properties String,
    is_identified UInt8,
    is_deleted UInt8 DEFAULT 0,
    version UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (team_id, id)`,
    ...["person_distinct_id2", "person_distinct_id_overrides"].map(
        (table) => `CREATE TABLE IF NOT EXISTS ${table} (
    team_id Int64,
    distinct_id String,
    person_id UUID,
    is_deleted UInt8 DEFAULT 0,
    version Int64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (team_id, distinct_id)`,
    ),
    `CREATE TABLE IF NOT EXISTS groups (
    team_id Int64,
    group_type_index UInt8,
    group_key String,
    created_at DateTime64(3, 'UTC'),
    group_properties String,
    _timestamp DateTime64(6, 'UTC')
) ENGINE = ReplacingMergeTree(_timestamp) ORDER BY (team_id, group_type_index, group_key)`,
]

/** Tables that loaders may fill. */
export const TABLE_NAMES = [
    "events",
    "person",
    "person_distinct_id2",
    "person_distinct_id_overrides",
    "groups",
] as const
export type TableName = (typeof TABLE_NAMES)[number]
