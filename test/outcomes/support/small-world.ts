import {openCrm, type TestCrm} from "../../app/support/crm"
import {ATTIO_SCOPES, formFor, type TestProject, testProject} from "../../app/support/project"
import {insertGroups} from "../../app/support/tiny-data"
import {type SyncBench, syncBench} from "./bench"

/** ISO instant of a day of September 2026, at an odd millisecond. */
export const day = (n: number): string => new Date(Date.UTC(2026, 8, n, 9, 30, 0, 123)).toISOString()

/** Three deals: one won after two stages, one of Beton's own, one without a company. */
export interface SmallWorld {
    readonly project: TestProject
    readonly crm: TestCrm
    readonly bench: SyncBench
    readonly ids: {readonly won: string; readonly own: string; readonly bare: string}
    readonly companies: {readonly acme: string; readonly beta: string}
    form(settings?: object, token?: string): Record<string, unknown>
    /** Changes a stage of deals as an admin would. */
    patchStage(title: string, data: object): Promise<void>
    stageId(title: string): Promise<string>
    /** Further deals with the given instants of their stages, by title. */
    addDeal(stages: readonly (readonly [string, string])[], values?: object): Promise<string>
}

export async function smallWorld(settings: object = {}): Promise<SmallWorld> {
    const project = await testProject()
    await insertGroups(project, {
        acme: {domain: "https://www.Acme.com/about", name: "Acme"},
        beta: {domain: "app.beta.io", name: "Beta"},
    })
    const crm = await openCrm({scopes: [...ATTIO_SCOPES, "task:read-write"]})
    const {admin, workspaceId} = crm
    for (const slug of ["beton_key", "beton_account"])
        await admin.createAttribute(workspaceId, "deals", {
            title: slug,
            api_slug: slug,
            type: "text",
            is_unique: slug === "beton_key",
        })
    await admin.createAttribute(workspaceId, "deals", {
        title: "Lead source",
        api_slug: "lead_source",
        type: "select",
        options: ["SDR", "Website"],
    })
    const [acme = "", beta = ""] = await admin.seedRecords(workspaceId, "companies", [
        {created_at: day(1), values: {name: "Acme", domains: ["acme.com"]}},
        {created_at: day(1), values: {name: "Beta", domains: ["beta.io"]}},
    ])
    const addDeal: SmallWorld["addDeal"] = async (stages, values = {}) => {
        const [id = ""] = await admin.seedRecords(workspaceId, "deals", [
            {
                created_at: stages[0]?.[1] ?? day(1),
                values: {name: "Secret name", owner: "ada@vendor.example", ...values},
                history: {stage: stages.map(([value, active_from]) => ({value, active_from}))},
            },
        ])
        return id
    }
    const of = (id: string): object => ({
        associated_company: {target_object: "companies", target_record_id: id},
    })
    const won = await addDeal(
        [["Lead", day(2)], ["In Progress", day(5)], ["Won 🎉", day(12)]],
        {...of(acme), value: 1200, lead_source: "SDR"},
    ) // prettier-ignore
    const own = await addDeal([["Lead", day(20)]], {...of(beta), beton_key: `${project.id}:beta:1`})
    const bare = await addDeal([["Lead", day(21)], ["Lost", day(22)]]) // prettier-ignore
    const form: SmallWorld["form"] = (more = {}, token = crm.token) =>
        formFor(project, {attio_token: token}, {attio_url: crm.url, ...settings, ...more})
    const call = async (path: string, init: RequestInit = {}): Promise<unknown> => {
        const headers = {authorization: `Bearer ${crm.token}`, "content-type": "application/json"}
        const answer = await fetch(`${crm.url}/v2/objects/deals/attributes/stage/statuses${path}`, {
            ...init,
            headers,
        })
        if (!answer.ok) throw new Error(await answer.text())
        return ((await answer.json()) as {data: unknown}).data
    }
    const stageId = async (title: string): Promise<string> => {
        const stages = (await call("?show_archived=true")) as {id: {status_id: string}; title: string}[]
        const found = stages.find((stage) => stage.title === title)
        if (found === undefined) throw new Error(`No stage ${title}`)
        return found.id.status_id
    }
    return {
        project,
        crm,
        bench: syncBench(form(), project),
        ids: {won, own, bare},
        companies: {acme, beta},
        form,
        addDeal,
        stageId,
        patchStage: async (title, data) =>
            void (await call(`/${await stageId(title)}`, {method: "PATCH", body: JSON.stringify({data})})),
    }
}
