import {ownAccount} from "@beton/shared/crm/deal-account"
import type {DealFacts} from "@beton/shared/crm/deal-update"
import {dispositionOf} from "@beton/shared/crm/disposition"
import {BETON_FIELDS, mappingOf} from "@beton/shared/crm/fields/fields"
import type {StageValue} from "@beton/shared/crm/stage-timeline"

import {type Cell, cellsOf, companyIdOf, keyOf, plainValues, textOf} from "../attio/cells"
import {DEAL} from "../attio/deal-attributes"
import type {AttioRecord, HistoryValue} from "../clients/attio"
import type {Config} from "../config/config"
import {leadSourceSlug} from "./setup"

/** Fraction of a second within which a first stage is set when the record is made. */
const AT_CREATION_MS = 100
/** Slug of the score's own attribute. */
const OWN_SCORE = BETON_FIELDS.find(({id}) => id === "score")?.slug

/** What a deal's record says, as far as events need it: neither its name nor anybody's. */
export function factsOf(record: AttioRecord, config: Config): DealFacts {
    const money = cellsOf(record, "value")[0]
    const owner = cellsOf(record, "owner")[0]?.referenced_actor_id
    const source = plainValues(record, leadSourceSlug(config))[0]
    const disposition = plainValues(record, config.settings.routing.disposition_attribute)[0]
    const stage = stageValueOf(cellsOf(record, "stage")[0] ?? {})
    return {
        dealId: record.id.record_id,
        url: record.web_url ?? "",
        createdAt: isoOf(record.created_at),
        stage:
            stage === null
                ? null
                : {id: stage.statusId, title: stage.title, since: stage.from, byMember: stage.byMember},
        leadSource: source === undefined ? "" : String(source).trim(),
        value: typeof money?.currency_value === "number" ? money.currency_value : null,
        currency: typeof money?.currency_code === "string" ? money.currency_code : "",
        companyId: companyIdOf(record),
        ownerId: typeof owner === "string" ? owner : null,
        disposition: dispositionOf(typeof disposition === "string" ? disposition : null),
        keyAccount: ownAccount(keyOf(record), config.project, "key"),
        annotation: annotationOf(record, config),
    }
}

/** Whether the stage was never another one, so that the record itself is the whole history. */
export function isFirstStage({stage, createdAt}: DealFacts): boolean {
    return stage !== null && Math.abs(Date.parse(stage.since) - Date.parse(createdAt)) <= AT_CREATION_MS
}

/** The stage that a record has now, as the only entry of its history. */
export function onlyStage({stage}: DealFacts): StageValue[] {
    if (stage === null) return []
    const {id: statusId, title, since: from, byMember} = stage
    return [{statusId, title, from, until: null, byMember}]
}

/** Entries of a stage history; one without a stage (it was cleared) is left out. */
export function stageValues(history: readonly HistoryValue[]): StageValue[] {
    return history.flatMap((value) => stageValueOf(value) ?? [])
}

/** Last mail or meeting with a company (REST.md §6); null for none. */
export function lastInteractionOf(company: AttioRecord): string | null {
    const at = cellsOf(company, "last_interaction")[0]?.interacted_at
    return typeof at === "string" && !Number.isNaN(Date.parse(at)) ? isoOf(at) : null
}

/** Whether a person of the workspace did it: actors of the system may have no id (REST.md §9). */
export function isMember(actor: unknown): boolean {
    return (actor as {readonly type?: unknown} | null | undefined)?.type === "workspace-member"
}

/** ISO with milliseconds, whatever number of digits it came with. */
export function isoOf(instant: string): string {
    return new Date(Date.parse(instant)).toISOString()
}

function stageValueOf(cell: Cell): StageValue | null {
    const status = cell.status as {readonly id?: {readonly status_id?: unknown}; readonly title?: unknown} | null | undefined // prettier-ignore
    const {active_from: from, active_until: until} = cell
    const id = status?.id?.status_id
    if (typeof id !== "string" || typeof from !== "string" || Number.isNaN(Date.parse(from))) return null
    return {
        statusId: id,
        title: typeof status?.title === "string" ? status.title : "",
        from: isoOf(from),
        until: typeof until === "string" ? isoOf(until) : null,
        byMember: isMember(cell.created_by_actor),
    }
}

/** Since when a deal of somebody else carries what Beton writes; null when it never did. */
function annotationOf(record: AttioRecord, {project, settings}: Config): DealFacts["annotation"] {
    const account = ownAccount(textOf(record, DEAL.account), project, "ref")
    const score = mappingOf(settings.routing.fields.deals).score
    // The score alone moves from day to day, and may be a person's own.
    const scores = score === null ? [] : cellsOf(record, score.slug)
    // Without the account only Beton's own attribute, on a deal of an older version, can be Beton's; a deal that another
    // project's Beton made carries that one's score.
    const isOthers = keyOf(record) !== "" && ownAccount(keyOf(record), project, "key") === null
    const isOlder = textOf(record, DEAL.account) === "" && !isOthers && score?.slug === OWN_SCORE
    const older = isOlder ? scores.filter(({created_by_actor: actor}) => !isMember(actor)) : []
    const cells = account === null ? older : cellsOf(record, DEAL.account)
    const since = cells
        .map(({active_from: from}) => (typeof from === "string" ? Date.parse(from) : Number.NaN))
        .filter((at) => !Number.isNaN(at))
    return since.length === 0 ? null : {account, since: new Date(Math.min(...since)).toISOString()}
}
