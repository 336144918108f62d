import {stageKind, stageMapping} from "@beton/shared/crm/stage-mapping"

import {dealStages} from "../outcomes/setup"
import {bad, type Check, defineCheck, failed, ok, skipped, warn} from "./check"

const outcomes = defineCheck({
    id: "attio_outcomes",
    title: "Attio outcomes",
    needs: ["attio_deals"],
    async look({attio, config}) {
        const {outcomes: set} = config.settings
        if (attio === null) return skipped("No Attio token is set.")
        if (set.from === "off") return skipped("Outcomes are switched off (outcomes.from).")
        const stages = await dealStages(attio)
        if (!stages.ok) return failed(stages.failure)
        const mapping = stageMapping(stages.value, set)
        if (mapping.problems.length > 0) return bad(mapping.problems.join(" "))
        const titles = (wanted: string): string[] =>
            stages.value
                .filter(({id, title, archived}) => !archived && stageKind(mapping, id, title) === wanted)
                .map(({title}) => title)
        const kinds = (["won", "lost", "qualified"] as const).map((kind) => ({kind, titles: titles(kind)}))
        const missing = kinds.filter((one) => one.kind !== "qualified" && one.titles.length === 0)
        const words = kinds.map((one) => `${one.kind}: ${one.titles.join(", ") || "no stage"}`).join("; ")
        if (missing.length > 0)
            return warn(
                `No stage counts as ${missing.map(({kind}) => kind).join(" or as ")}. Name it in ${missing.map(({kind}) => `outcomes.${kind}_stages`).join(" and ")}; beton outcomes shows the stages and their ids.`,
            )
        const guessed = kinds.filter((one) => mapping.guessed.includes(one.kind) && one.titles.length > 0)
        if (guessed.length === 0) return ok(`${words}.`)
        return ok(
            `${words}. Guessed from titles: ${guessed.map(({kind}) => kind).join(", ")}; name the ids in ${guessed.map(({kind}) => `outcomes.${kind}_stages`).join(", ")}, so that renaming changes nothing (beton outcomes shows them).`,
        )
    },
})

/** Whether outcomes that come back mean what they should (D4). */
export const ATTIO_OUTCOME_CHECKS: readonly Check[] = [outcomes]
