/** Which slice of which events. */
export interface EventsSlice {
    readonly projectId: number
    /** Number of all events; event n of them happens about n / events of the way through the days. */
    readonly events: number
    readonly from: number
    readonly count: number
    /** End of the last day, unix ms; days end at its time of day. */
    readonly endMs: number
    readonly days: number
    readonly accounts: number
}

const FEATURES = (
    "dashboard_created report_exported query_run alert_created team_invited webhook_added api_key_created " +
    "chart_shared filter_saved segment_created import_finished schedule_set comment_added template_used sso_enabled " +
    "audit_log_opened goal_set annotation_added cohort_built data_source_connected"
).split(" ")
const PAGES = [
    "/home",
    "/dashboards",
    "/dashboards/42",
    "/reports",
    "/reports/7",
    "/queries",
    "/settings",
    "/team",
]
const SUPPORT = ["intercom_conversation_started", "intercom_message_sent"]
const BILLING = ["checkout_started", "plan_upgrade_clicked"]
const BROWSERS = ["Chrome", "Safari", "Firefox", "Microsoft Edge"]
const SYSTEMS = ["Mac OS X", "Windows", "Linux"]

const list = (texts: readonly string[]): string => `[${texts.map((text) => `'${text}'`).join(", ")}]`
const pick = (texts: readonly string[], hash: string): string =>
    `arrayElement(${list(texts)}, toUInt32(${hash} % ${texts.length}) + 1)`
const share = (hash: string): string => `(${hash} / 18446744073709551616.0)`

/**
 * INSERT … SELECT of a slice. Every value is a hash of the event's number, of its account or of its person:
 * - 60 % of the accounts exist from the start, the others sign up one after the other; a few accounts make most events;
 *   about twenty accounts a week make 15 % of its events (usage spikes);
 * - people join an account over time, three at once in half of the accounts;
 * - the features an account knows grow by four every few months;
 * - group properties carry usage (growing each month towards a level of the account), limit, and the trial's end;
 * - one page view in twelve comes from a signed-out visitor, who mostly becomes a person of an account (by the stored
 *   person id or by an override) and often looks at the price list.
 */
export function eventsSql(o: EventsSlice): string {
    const startSeconds = o.endMs / 1000 - o.days * 86_400
    const older = Math.round(o.accounts * 0.6)
    const newer = o.accounts - older
    return `INSERT INTO events (team_id, uuid, event, properties, timestamp, distinct_id, person_id, person_created_at,
    person_properties, person_mode, elements_chain)
WITH drawn AS (
    SELECT number AS n, cityHash64(n, 'kind') % 1000 AS kind, cityHash64(n, 'a') AS ha, cityHash64(n, 'b') AS hb,
        cityHash64(n, 'c') AS hc, cityHash64(n, 'd') AS hd, toInt64(intDiv(n * ${o.days}, ${o.events})) AS raw_day,
        if(raw_day % 7 >= 5 AND ha % 10 < 7, raw_day - 2 - ha % 3, raw_day) AS day,
        if(hb % 12 = 0, hc % 86400, hc % 46800) AS second,
        ${older} + intDiv(${newer} * day, ${o.days}) AS alive,
        toUInt32(if(hd % 100 < 15, cityHash64(intDiv(day, 7), hb % 20) % alive, floor(alive * pow(${share("hd")}, 2)))) AS account,
        greatest(0, intDiv((toInt64(account) - ${older}) * ${o.days}, ${newer})) AS sign_up_day
    FROM numbers(${o.from}, ${o.count})
), placed AS (
    SELECT n, kind, ha, hb, hc, hd, day, account, sign_up_day, cityHash64(account, 'account') AS account_hash,
        concat('company_', leftPad(toString(account), 5, '0')) AS company,
        3 + toUInt32(floor(22 * pow(1 - account / ${o.accounts}, 2))) AS staff,
        least(1, (day - sign_up_day + 20) / (60 + account_hash % 500)) AS grown,
        greatest(1, if(account_hash % 2 = 0, toUInt32(ceil(staff * grown)), 3 * intDiv(toUInt32(ceil(staff * grown)), 3))) AS people,
        toUInt32(floor(people * pow(${share("ha")}, 1.3))) AS member,
        concat('user_', toString(account), '_', toString(member)) AS user_id,
        kind >= 480 AND hb % 12 = 1 AS signed_out, signed_out AND hc % 4 = 0 AS stranger,
        signed_out AND hc % 4 = 1 AS merged_later,
        multiIf(stranger, concat('device_', toString(hd % 4000)), signed_out, concat('device_', user_id), user_id) AS distinct_id,
        addMicroseconds(toDateTime64(${startSeconds} + day * 86400 + second, 6, 'UTC'), hd % 1000000) AS at,
        if(signed_out AND hd % 10 < 3 OR hd % 1000 < 12, '/pricing', ${pick(PAGES, "hd")}) AS path,
        if(signed_out, 'www.lumenboard.example', 'app.lumenboard.example') AS host,
        toString(reinterpretAsUUID(sipHash128('session', distinct_id, day, hb % 3))) AS session,
        multiIf(kind < 20, '$groupidentify', kind < 40, '$identify', kind < 120, '$autocapture',
            kind < 470, arrayElement(${list(FEATURES)}, 1 + toUInt32(hc % least(${FEATURES.length},
                4 + 4 * intDiv(day - sign_up_day + account_hash % 150, 100 + account_hash % 120)))),
            kind < 478, ${pick(SUPPORT, "hc")}, kind < 480, ${pick(BILLING, "hc")}, '$pageview') AS name
    FROM drawn
)
SELECT ${o.projectId}, reinterpretAsUUID(sipHash128('event', n)), name,
    concat('{"$current_url":"https://', host, path, '?tab=', toString(hc % 9), '","$host":"', host, '","$pathname":"', path,
        '","$browser":"', ${pick(BROWSERS, "account_hash")}, '","$browser_version":', toString(110 + hb % 20),
        ',"$os":"', ${pick(SYSTEMS, "account_hash")}, '","$device_type":"Desktop","$screen_width":1440,"$screen_height":900,',
        '"$lib":"web","$lib_version":"1.257.0","$insert_id":"', lower(hex(hd)), '","$session_id":"', session, '"',
        if(signed_out, '', concat(',"$user_id":"', user_id, '","$groups":{"company":"', company, '"},"$group_0":"', company, '"')),
        if(merged_later, concat(',"later_distinct_id":"', user_id, '"'), ''),
        if(kind >= 470 AND kind < 478, concat(',"conversation_id":"conv_', toString(hb), '"'), ''),
        if(name != '$groupidentify', '', concat(',"$group_type":"company","$group_key":"', company, '","$group_set":{"plan":"',
            if(account % 3 = 0, 'pro', 'starter'), '","api_calls_limit":', if(account % 3 = 0, '100000', '10000'),
            ',"api_calls_used":', toString(round(if(account % 3 = 0, 100000, 10000) * (day % 30) / 30 * (0.2 + account_hash % 100 / 100))),
            if(account < ${older} OR day > sign_up_day + 30, '', concat(',"trial_ends_at":"',
                formatDateTime(toDateTime(${startSeconds} + (sign_up_day + 30) * 86400, 'UTC'), '%Y-%m-%dT%H:%i:%SZ'), '"')), '}')),
        '}'),
    at, distinct_id,
    reinterpretAsUUID(if(stranger OR merged_later, sipHash128('visitor', distinct_id), sipHash128('person', user_id))),
    toDateTime64(${startSeconds} + sign_up_day * 86400, 3, 'UTC'),
    if(stranger OR merged_later, '{}', concat('{"email":"', user_id, '@', company, '.example","role":"', if(member = 0, 'admin', 'member'), '"}')),
    if(stranger, 'propertyless', 'full'),
    if(name = '$autocapture', concat('button.primary:attr_id="b', toString(hc % 40), '"text="Save"nth-child="2"nth-of-type="1"'), '')
FROM placed
SETTINGS max_threads = 1, max_insert_threads = 1`
}
