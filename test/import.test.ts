import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"
import {gzipSync} from "node:zlib"

import {loadExport} from "../scripts/import/load-export"
import {connectPostHog} from "../scripts/sandbox/posthog/admin-client"
import type {PostHogAdmin} from "../scripts/sandbox/posthog/admin-types"

const ANN = "019c4525-812a-65a3-d674-81b95464e884"
const BOB = "019c4f84-6e8f-1dd0-8220-7471ce64083a"
const eventId = (n: number): string => `019c4525-0000-65a4-eea9-${String(n).padStart(12, "0")}`

const event = (n: number, fields: Record<string, unknown> = {}): Record<string, unknown> => ({
    uuid: eventId(n),
    event: "used",
    distinct_id: "ann",
    person_id: ANN,
    timestamp: `2026-03-0${n}T10:00:00.000Z`,
    properties: {},
    ...fields,
})
const PERSONS = [
    {
        person_id: ANN,
        distinct_ids: ["ann", "device-1"],
        created_at: "2026-03-01T10:00:00Z",
        is_identified: true,
        properties: {email: "a@b.example", seats: 3},
    },
    {
        person_id: BOB,
        distinct_ids: ["bob"],
        created_at: "2026-03-02T10:00:00Z",
        is_identified: false,
        properties: {},
    },
]
const GROUPS = [
    {
        group_type: "account",
        group_type_index: 1,
        group_key: "acme",
        created_at: "2026-03-01T10:00:00Z",
        group_properties: {plan: "free"},
    },
]

const lines = (records: readonly unknown[]): string =>
    records.map((record) => `${JSON.stringify(record)}\n`).join("")

describe("import of exported events", () => {
    let dir: string
    let admin: PostHogAdmin

    beforeAll(() => {
        const url = process.env.BETON_POSTHOG_URL
        if (!url) throw new Error("global-setup.ts did not start a stand-in.")
        admin = connectPostHog(url)
    })
    beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), "beton-import-"))))
    afterEach(() => rmSync(dir, {recursive: true, force: true}))

    const put = (name: string, content: string | Buffer): void => writeFileSync(path.join(dir, name), content)
    const rows = (sql: string): Promise<unknown[]> => admin.sql(sql)

    it("loads events, persons and groups as they are, and counts them in the tables", async () => {
        // gzip is told by its first bytes, not by the name; blank lines and a missing last line break are no fault.
        put(
            "events.jsonl",
            gzipSync(
                lines([
                    event(2, {
                        event: "viewed",
                        distinct_id: "device-1",
                        properties: {n: 1.5, list: [1], text: 'a "quoted" \\ é', when: null},
                    }),
                    event(1, {properties: {$groups: {account: "acme"}, n: 3}}),
                ]),
            ),
        )
        put("persons.jsonl", lines(PERSONS))
        put("groups.jsonl.gz", gzipSync(`${lines(GROUPS)}\n`.trimEnd()))
        const summary = await loadExport(admin, dir)
        expect(summary).toMatchObject({
            events: 2,
            event_counts: {used: 1, viewed: 1},
            first_event: "2026-03-01T10:00:00.000Z",
            last_event: "2026-03-02T10:00:00.000Z",
            persons: 2,
            groups: 1,
            duplicates: 0,
            now: "2026-03-02T10:01:00.000Z",
            group_types: ["unused_0", "account"],
            notes: [],
        })
        const team = `team_id = ${summary.project_id}`
        expect(
            await rows(
                `SELECT event, properties, toString(person_id) AS person, person_properties, \`$group_1\` AS account FROM events WHERE ${team} ORDER BY timestamp`,
            ),
        ).toEqual([
            {
                event: "used",
                properties: '{"$groups":{"account":"acme"},"n":3,"$group_1":"acme"}',
                person: ANN,
                person_properties: '{"email":"a@b.example","seats":3}',
                account: "acme",
            },
            {
                event: "viewed",
                properties: '{"n":1.5,"list":[1],"text":"a \\"quoted\\" \\\\ é","when":null}',
                person: ANN,
                person_properties: '{"email":"a@b.example","seats":3}',
                account: "",
            },
        ])
        expect(
            await rows(
                `SELECT distinct_id, toString(person_id) AS person FROM person_distinct_id2 WHERE ${team} ORDER BY distinct_id`,
            ),
        ).toEqual([
            {distinct_id: "ann", person: ANN},
            {distinct_id: "bob", person: BOB},
            {distinct_id: "device-1", person: ANN},
        ])
        expect(
            await rows(`SELECT group_type_index AS i, group_key, group_properties FROM groups WHERE ${team}`),
        ).toEqual([{i: 1, group_key: "acme", group_properties: '{"plan":"free"}'}])
    })

    it("answers HogQL with types as ingestion infers them, and with current person properties", async () => {
        put(
            "events.jsonl",
            lines([
                event(2, {properties: {size: "big", paid: "true", utm_term: 5}}),
                event(1, {properties: {size: 60, paid: false, started_at: "2026-03-01"}}),
            ]),
        )
        put("persons.jsonl", lines(PERSONS))
        const {project_id} = await loadExport(admin, dir)
        const key = await admin.createPersonalKey({scopes: ["query:read", "property_definition:read"]})
        const ask = async (route: string, body?: unknown): Promise<{results: unknown[]}> => {
            const response = await fetch(
                `${process.env.BETON_POSTHOG_URL}/api/projects/${project_id}/${route}`,
                {
                    method: body ? "POST" : "GET",
                    headers: {authorization: `Bearer ${key}`, "content-type": "application/json"},
                    ...(body ? {body: JSON.stringify(body)} : {}),
                },
            )
            expect(response.status).toBe(200)
            return (await response.json()) as {results: unknown[]}
        }
        const types = (await ask("property_definitions/?type=event&limit=100")).results as {
            name: string
            property_type: string
        }[]
        expect(Object.fromEntries(types.map(({name, property_type}) => [name, property_type]))).toEqual({
            // The first value in time, not in the file.
            size: "Numeric",
            paid: "Boolean",
            utm_term: "String",
            started_at: "DateTime",
        })
        const query = "SELECT properties.size, person.properties.email FROM events ORDER BY timestamp"
        expect((await ask("query/", {query: {kind: "HogQLQuery", query}})).results).toEqual([
            [60, "a@b.example"],
            [null, "a@b.example"],
        ])
    })

    it("puts persons and groups together from events when their files are absent", async () => {
        const anonymous = {person_id: null, distinct_id: "carl"}
        put(
            "events.jsonl",
            lines([
                event(3, {
                    ...anonymous,
                    event: "$groupidentify",
                    properties: {$group_type: "company", $group_key: "x", $group_set: {plan: "pro"}},
                }),
                event(2, {
                    ...anonymous,
                    event: "$groupidentify",
                    properties: {
                        $group_type: "company",
                        $group_key: "x",
                        $group_set: {plan: "free", size: 2},
                    },
                }),
                event(1, {...anonymous, properties: {$set: {city: "Bonn"}, $set_once: {source: "ad"}}}),
                event(4, {
                    ...anonymous,
                    event: "$identify",
                    properties: {$set: {city: "Kiel"}, $set_once: {source: "mail"}},
                }),
            ]),
        )
        const summary = await loadExport(admin, dir)
        expect(summary).toMatchObject({events: 4, persons: 1, groups: 1, group_types: ["company"]})
        expect(summary.notes).toEqual([
            "There is no persons file: persons and their properties were put together from the events.",
            "There is no groups file: groups were put together from $groupidentify events.",
        ])
        const team = `team_id = ${summary.project_id}`
        expect(await rows(`SELECT properties, is_identified FROM person WHERE ${team}`)).toEqual([
            {properties: '{"city":"Kiel","source":"ad"}', is_identified: 1},
        ])
        expect(await rows(`SELECT group_properties FROM groups WHERE ${team}`)).toEqual([
            {group_properties: '{"plan":"pro","size":2}'},
        ])
        expect(
            await rows(
                `SELECT uniqExact(person_id) AS n FROM events WHERE ${team} AND person_id IN (SELECT person_id FROM person_distinct_id2 WHERE ${team})`,
            ),
        ).toEqual([{n: 1}])
    })

    it("counts an event that stands twice once, and says so", async () => {
        put("events.jsonl", lines([event(1), event(1)]))
        put("persons.jsonl", lines(PERSONS))
        put("groups.jsonl", "")
        const summary = await loadExport(admin, dir)
        expect(summary).toMatchObject({events: 1, event_counts: {used: 1}, duplicates: 1})
        expect(summary.notes).toEqual([
            "1 rows repeat the uuid of another event; each event is counted once.",
        ])
    })

    describe("refuses bad files, naming file and line, and loads nothing", () => {
        const refused = async (message: string): Promise<void> => {
            const untouched = {...admin, createProject: jest.fn(), insert: jest.fn()}
            await expect(loadExport(untouched, dir)).rejects.toThrow(
                new Error(message.replaceAll("DIR", dir)),
            )
            expect(untouched.createProject).not.toHaveBeenCalled()
            expect(untouched.insert).not.toHaveBeenCalled()
        }
        const good = lines([event(1), event(2)])

        it.each<[string, string, string]>([
            ["bad JSON", "{nope}\n", "this is not JSON."],
            [
                "a cut last line",
                JSON.stringify(event(3)).slice(0, 80),
                "the last line is cut off in the middle of its JSON. Copy the file again.",
            ],
            ["no object", "[1]\n", "a JSON object is expected."],
            ["a missing field", lines([event(3, {timestamp: undefined})]), '"timestamp" is missing.'],
            ["a bad uuid", lines([event(3, {uuid: "abc"})]), '"uuid" must be a UUID, found "abc".'],
            ["a bad person id", lines([event(3, {person_id: 7})]), '"person_id" must be a UUID, found 7.'],
            [
                "a bad timestamp",
                lines([event(3, {timestamp: "yesterday"})]),
                '"timestamp" must be an ISO 8601 instant between 1970 and 2100, found "yesterday".',
            ],
            [
                "an impossible day",
                lines([event(3, {timestamp: "2026-13-01T00:00:00Z"})]),
                '"timestamp" must be an ISO 8601 instant between 1970 and 2100, found "2026-13-01T00:00:00Z".',
            ],
            [
                "an empty name",
                lines([event(3, {event: ""})]),
                '"event" must be a text that is not empty, found "".',
            ],
            [
                "a long distinct id",
                lines([event(3, {distinct_id: "x".repeat(201)})]),
                `"distinct_id" must be a text of 1 to 200 characters, found "${"x".repeat(59)}….`,
            ],
            [
                "properties as text",
                lines([event(3, {properties: "{}"})]),
                '"properties" must be a JSON object, found "{}".',
            ],
        ])("%s", async (_, third, problem) => {
            put("events.jsonl", good + third)
            await refused(`DIR/events.jsonl, line 3: ${problem} Nothing was loaded.`)
        })

        it("a truncated gzip file", async () => {
            // Incompressible, so that a cut falls between lines that can be counted.
            const many = lines(
                Array.from({length: 4000}, (_, n) =>
                    event(1, {uuid: eventId(n), properties: {x: Math.sin(n)}}),
                ),
            )
            const whole = gzipSync(many)
            put("events.jsonl.gz", whole.subarray(0, whole.length - 20_000))
            const failure = await loadExport(admin, dir).catch((error: Error) => error.message)
            const found =
                /^(.*), line (\d+): the gzip data end here: the file is cut off\. Copy it again\. Nothing was loaded\.$/.exec(
                    String(failure),
                )
            expect(found?.[1]).toBe(path.join(dir, "events.jsonl.gz"))
            expect(Number(found?.[2])).toBeGreaterThan(1000)
            expect(Number(found?.[2])).toBeLessThan(4000)
        })

        it("damaged gzip data", async () => {
            const whole = gzipSync(good)
            whole.fill(0xff, 20, 60)
            put("events.jsonl.gz", whole)
            await refused(
                "DIR/events.jsonl.gz, line 1: the gzip data are damaged here. Copy the file again. Nothing was loaded.",
            )
        })

        it("text that is not UTF-8", async () => {
            put("events.jsonl", Buffer.concat([Buffer.from(good), Buffer.from([0x7b, 0xff, 0x7d, 0x0a])]))
            await refused(
                "DIR/events.jsonl, line 3: the line is not UTF-8 text. Export the file again as UTF-8. Nothing was loaded.",
            )
        })

        it("an unreadable file, none, an empty one, two of them", async () => {
            await refused("DIR: there is neither events.jsonl nor events.jsonl.gz in it. Nothing was loaded.")
            mkdirSync(path.join(dir, "events.jsonl"))
            await refused("DIR/events.jsonl: this is a directory; a file is expected. Nothing was loaded.")
            put("events.jsonl.gz", "")
            await refused(
                "DIR: there are events.jsonl and events.jsonl.gz in it; remove one. Nothing was loaded.",
            )
            rmSync(path.join(dir, "events.jsonl"), {recursive: true})
            await refused("DIR/events.jsonl.gz: there is no event in it. Nothing was loaded.")
        })

        it("a directory that is none", async () => {
            put("file", "")
            await expect(loadExport(admin, path.join(dir, "file"))).rejects.toThrow(
                "this is a file; name the directory that holds events.jsonl.",
            )
            await expect(loadExport(admin, path.join(dir, "none"))).rejects.toThrow(
                "the directory does not exist.",
            )
        })

        it("bad persons and groups", async () => {
            put("events.jsonl", good)
            put("persons.jsonl", lines([...PERSONS, {...PERSONS[1], person_id: eventId(1)}]))
            await refused(
                'DIR/persons.jsonl, line 3: "distinct_ids" holds "bob", which belongs to a person in an earlier line. Nothing was loaded.',
            )
            put("persons.jsonl", lines([{...PERSONS[0], distinct_ids: []}]))
            await refused(
                'DIR/persons.jsonl, line 1: "distinct_ids" must be a list with at least one id. Nothing was loaded.',
            )
            rmSync(path.join(dir, "persons.jsonl"))
            put("groups.jsonl", lines([...GROUPS, {...GROUPS[0], group_key: "b", group_type_index: 2}]))
            await refused(
                'DIR/groups.jsonl, line 2: "group_type_index" of "account" is 2 here, but 1 in an earlier line. Nothing was loaded.',
            )
            put("groups.jsonl", lines([{...GROUPS[0], group_type_index: 5}]))
            await refused(
                'DIR/groups.jsonl, line 1: "group_type_index" must be a whole number from 0 to 4, found 5. Nothing was loaded.',
            )
        })
    })
})
