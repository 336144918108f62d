import {fail, type Failure, type Result, succeed} from "@beton/shared/api/result"
import {type Stage, stageMapping} from "@beton/shared/crm/stage-mapping"
import {toBase64Url, utf8Bytes} from "@beton/shared/events/codec"
import type {AccountSource} from "@beton/shared/queries/account"
import {sha256} from "@noble/hashes/sha2.js"

import type {AttioClient} from "../clients/attio"
import type {Config} from "../config/config"
import {writerOf} from "../writer"
import type {OutcomeSetup} from "./progress"

/** Raised whenever the events of an unchanged deal come to say something else. */
const MEANING = 1

/** What is said where the deals object is off; nobody but an admin can change that (REST.md §3). */
export const DEALS_OFF =
    "The deals object is switched off in Attio. A workspace admin can switch it on under Settings, Objects, Deals."

/** Attribute that says where deals come from. */
export function leadSourceSlug({settings}: Pick<Config, "settings">): string {
    return settings.outcomes.lead_source_attribute ?? settings.routing.lead_source_attribute
}

/** All stages of deals, archived ones included. */
export async function dealStages(attio: AttioClient): Promise<Result<readonly Stage[]>> {
    const statuses = await attio.statuses("deals", "stage")
    if (!statuses.ok) return offOr(statuses.failure)
    return succeed(
        statuses.value.map(({id, title, is_archived: archived}) => ({id: id.status_id, title, archived})),
    )
}

/** What stages mean, and what is amiss with the settings; two calls. */
export async function outcomeSetup(
    attio: AttioClient,
    config: Config,
    account: AccountSource | null,
): Promise<Result<OutcomeSetup>> {
    const attributes = await attio.attributes("deals")
    if (!attributes.ok) return offOr(attributes.failure)
    const stages = await dealStages(attio)
    if (!stages.ok) return stages
    const mapping = stageMapping(stages.value, config.settings.outcomes)
    const slug = leadSourceSlug(config)
    const source = attributes.value.find(({api_slug: one}) => one === slug)
    const isReadable = source !== undefined && !source.is_archived
    const problems = isReadable
        ? []
        : [
              `Deals have no${source === undefined ? "" : " active"} attribute "${slug}", so every lead source is unknown. Name the right one in outcomes.lead_source_attribute${source === undefined ? "" : ", or restore it in Attio"}.`,
          ]
    return succeed({
        mapping,
        fingerprint: settingsFingerprint(config, mapping, account),
        problems: [...mapping.problems, ...problems],
    })
}

/** Of the settings by which the same deal makes other events. */
export function settingsFingerprint(
    config: Config,
    {kinds}: OutcomeSetup["mapping"],
    account: AccountSource | null,
): string {
    const {settings, domainProperty} = config
    const {outcomes, routing} = settings
    return shortHash([
        MEANING,
        Object.entries(kinds).sort(),
        outcomes.from,
        outcomes.lead_sources,
        leadSourceSlug(config),
        routing.disposition_attribute,
        routing.external_id_attribute,
        routing.external_id_property,
        settings.account_map,
        settings.domain_aliases,
        domainProperty,
        account,
        // Whoever reads them asks for the writer's own: after a new signing key the deals are written anew.
        writerOf(config).writer,
    ])
}

/** 22 characters of a SHA-256 over a JSON value. */
export function shortHash(value: unknown): string {
    return toBase64Url(sha256(utf8Bytes(JSON.stringify(value)))).slice(0, 22)
}

function offOr(failure: Failure): Result<never> {
    return failure.kind === "not_found" ? fail("not_found", DEALS_OFF, failure.code) : {ok: false, failure}
}
