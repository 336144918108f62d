import {getWorkspaceConnection} from "attio/server"

import {budget} from "../../http/send"
import {refused, type ServerAnswer} from "../answer"
import {BAD_INPUT, type RecordInput, recordInput} from "../inputs"
import {readPairing, whereToPair} from "../read-pairing"
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
    const read = await readPairing()
    if (!read.ok) return refused(whereToPair(read))
    return evidenceOf(subject.data, read.pairing, connection, budget())
}
