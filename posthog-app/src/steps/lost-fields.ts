import type {CrmObject} from "../attio/deal-attributes"
import type {DealSetup} from "../attio/deal-setup"
import {lostSentence, withoutFields} from "../attio/write-record"
import type {RunState} from "./run-state"
import {type StepContext, withProblem} from "./step"

/** Attributes of an object that went away while the run was writing. */
export interface Lost {
    readonly object: CrmObject
    readonly slugs: readonly string[]
}

/** Says once what is gone, and does without it for the rest of the run. */
export async function withLost(
    state: RunState,
    lost: readonly Lost[],
    setup: DealSetup,
    {store, host}: Pick<StepContext, "store" | "host">,
): Promise<{readonly state: RunState; readonly setup: DealSetup}> {
    if (lost.length === 0) return {state, setup}
    let left = setup
    let told = state
    for (const {object, slugs} of lost) {
        left = withoutFields(left, object, slugs)
        for (const slug of slugs) {
            const sentence = `Attio: ${lostSentence(object, slug)}`
            if (!told.problems.includes(sentence)) host.log("warn", sentence)
            told = withProblem(told, sentence)
        }
    }
    await store.putPart("route", "setup", 0, [left])
    return {state: told, setup: left}
}
