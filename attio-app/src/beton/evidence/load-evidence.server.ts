import {decodePairing} from "@beton/shared/pairing"
import {getWorkspaceConnection, Settings} from "attio/server"

import schema from "../../app/settings/schema"
import {budget} from "../../http/send"
import {refused, type ServerAnswer} from "../answer"
import {BAD_INPUT, type RecordInput, recordInput} from "../inputs"
import {evidenceOf} from "./evidence-of"
import type {EvidenceAnswer} from "./view"

/**
 * Everything behind a record's card: one HogQL query, and the people of its company in Attio. Its arguments are plain
 * values, so that the host's cache finds the same call again.
 */
export default async function loadEvidence(
    recordId: RecordInput["recordId"],
    object: RecordInput["object"],
): Promise<ServerAnswer<EvidenceAnswer>> {
    // Its error opens Attio's connect dialog, so it is left alone.
    const connection = getWorkspaceConnection()
    const subject = recordInput.safeParse({recordId, object})
    if (!subject.success) return refused(BAD_INPUT)
    const read = decodePairing((await Settings.getSettings(schema, "pairing")) ?? "")
    if (!read.ok) return refused(`${read.message} An admin pastes it under Apps, Beton, Settings.`)
    return evidenceOf(subject.data, read.pairing, connection, budget())
}
