import {COMPANY_DOMAINS, manyDeals} from "../../scripts/bench/many-deals"
import {startAttio} from "../../scripts/sandbox/attio"
import {AS_OF, ATTIO_SCOPES, formFor, testProject} from "../app/support/project"
import {insertGroups} from "../app/support/tiny-data"
import {type SyncBench, syncBench} from "./support/bench"

jest.setTimeout(900_000)

const DEALS = 10_000
const PAGE = 500

it(`${DEALS} deals: no limit is met, and requests stay within the bound`, async () => {
    let bench: SyncBench | null = null
    // Limits run on the clock of the sync, which moves only while it waits.
    const clock = (): number => bench?.clock.now ?? Date.parse(AS_OF)
    const attio = await startAttio({clock, limitClock: clock})
    try {
        const project = await testProject()
        await insertGroups(
            project,
            Object.fromEntries(COMPANY_DOMAINS.map((domain, i) => [`acc_${i}`, {domain, name: `C ${i}`}])),
        )
        const {workspaceId, moved, entries} = await manyDeals(attio.admin, DEALS, Date.parse(AS_OF))
        const token = await attio.admin.createToken(workspaceId, {scopes: ATTIO_SCOPES})
        const form = formFor(project, {attio_token: token}, {attio_url: attio.url})
        let events = 0
        let peak = 0
        const fetched: SyncBench["wire"]["fetch"] = async (url, request) => {
            peak = Math.max(peak, process.memoryUsage().heapUsed)
            if (url.endsWith("/batch/")) {
                events += (JSON.parse(request.body ?? "{}") as {batch: unknown[]}).batch.length
                return {status: 200, headers: {get: () => null}, text: async () => '{"status":1}'}
            }
            const {timeout = 15_000, ...rest} = request
            return fetch(url, {...rest, headers: {...rest.headers}, signal: AbortSignal.timeout(timeout)})
        }
        bench = syncBench(form, project, {fetch: fetched})
        global.gc?.()
        const before = process.memoryUsage().heapUsed
        const first = await bench.sync()
        expect(first).toMatchObject({
            ok: true,
            value: {counts: {deals: DEALS, changed: DEALS, events: entries}},
        })
        expect(events).toBe(entries)
        const asked = await attio.admin.requests({workspaceId})
        expect(asked.filter(({status}) => status !== 200)).toEqual([])
        // Two for the set-up; each page and its companies; the histories of deals that moved.
        const pages = Math.ceil(DEALS / PAGE) + 1
        expect(asked.length).toBeLessThanOrEqual(2 + 2 * pages + moved)
        const seconds = (bench.clock.now - Date.parse(AS_OF)) / 1000
        expect(asked.length / seconds).toBeLessThan(100)
        process.stdout.write(
            `${DEALS} deals: ${asked.length} reads in ${seconds.toFixed(0)} s of the clock (${(asked.length / seconds).toFixed(0)}/s), ${events} events, peak heap ${Math.round((peak - before) / 1e6)} MB above the start, stand-in's own included\n`,
        )
        const second = await bench.sync(1)
        expect(second).toMatchObject({ok: true, value: {counts: {deals: DEALS, changed: 0, events: 0}}})
        const again = (await attio.admin.requests({workspaceId})).length - asked.length
        expect(again).toBeLessThanOrEqual(2 + pages)
    } finally {
        await attio.close()
    }
})
