import {showDialog} from "attio/client"

import type {BetonObject} from "../pairing-state"
import {EvidenceDialog} from "./evidence-dialog"

/** A record that a dialog is about. */
export interface Subject {
    readonly recordId: string
    readonly object: BetonObject
    /** Name of the record; null where it has none. */
    readonly name: string | null
}

/** Opens the evidence of a record. */
export async function showEvidence(subject: Subject): Promise<void> {
    await showDialog({
        title: subject.name === null ? "Evidence" : `Evidence: ${subject.name}`,
        Dialog: ({hideDialog}) => <EvidenceDialog subject={subject} hideDialog={hideDialog} />,
    })
}
