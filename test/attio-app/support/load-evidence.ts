import type {App} from "./app"
import {answerFrom, type Outside, outside} from "./world"

/** Name of the server function behind the evidence. */
export const LOAD = "beton/evidence/load-evidence.server"
export const DEAL = {recordId: "r1", object: "deals"}
export const COMPANY = {recordId: "r1", object: "companies"}

/** An answer of the server function. */
export interface Evidence {
    readonly ok: boolean
    readonly message?: string
    readonly value: {
        readonly evidence: {
            readonly account: string
            readonly newest: null | {readonly asOf: string; readonly score: number; readonly whyNow: string; readonly routeReason: string; readonly signals: readonly {readonly id: string; readonly title: string; readonly observed: string; readonly facts: readonly string[]; readonly isNew: boolean; readonly trackRecord: readonly string[]}[]}
            readonly breakdown: string
            readonly past: readonly {readonly asOf: string}[]
            readonly lastRun: object | null
            readonly link: string | null
            readonly distrusted: string | null
        }
        readonly people: readonly {readonly name: string; readonly activity: string}[]
        readonly peopleNote: string | null
        readonly note: string | null
    }
} // prettier-ignore

/** Asks for the evidence as the dialog does, with a world outside. */
export async function loadEvidence(
    app: App,
    world: Partial<Outside> = {},
    input: Readonly<Record<string, unknown>> = COMPANY,
): Promise<Evidence> {
    app.outside = answerFrom(outside(world))
    return (await app.serverFunction(LOAD, ...Object.values(input))) as Evidence
}

/** HogQL queries that were sent. */
export const queriesOf = (app: App) => app.sent.filter(({url}) => url.includes("/query/"))
