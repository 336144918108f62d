import {DISPOSITIONS} from "@beton/shared/crm/disposition"
import type {LeadSourceProposal} from "@beton/shared/crm/lead-source"
import type {Precision, RoutedPrecision, Share} from "@beton/shared/crm/precision-routed"
import type {StageProposal} from "@beton/shared/crm/stage-mapping"
import {countText, percentText} from "@beton/shared/explain/numbers"

import type {Overview} from "./overview"

const BY = {
    setting: "set in the settings",
    title: "guessed from its title",
    default: "neither won, lost nor qualified",
} as const

/** What the deals look like, for people: counts before rates. */
export function overviewText(
    overview: Overview,
    routed: RoutedPrecision | null,
    horizonDays: number,
): string {
    const {deals, stages, mapping, lead_sources: sources, imported, cycle} = overview
    const without = Object.entries(overview.without_account)
    return [
        `${countText(deals)} deals in the CRM.`,
        "",
        "Stages (deals, what the stage counts as, id)",
        ...stages.map(stageLine),
        ...mapping.problems.map((problem) => `  ${problem}`),
        ...(mapping.guessed.length > 0 ? [`  ${guessText(mapping.guessed)}`] : []),
        "",
        "Lead sources (deals, what they count as)",
        ...sources.map(sourceLine),
        "",
        imported === 0
            ? "Every closed deal has dates of its own."
            : `${countText(imported)} closed deals were imported: their dates are those of the import, so they tell nothing about time.`,
        ...(without.length === 0 ? ["Every deal belongs to an account."] : ["Deals of no known account:"]),
        ...without.map(([why, n]) => `  ${countText(n)}: ${why}`),
        cycle.horizonDays === null
            ? `${countText(cycle.deals)} won deals with reliable dates: too few to propose a horizon.`
            : `Half of ${countText(cycle.deals)} won deals took up to ${cycle.medianDays} days from creation to won, nine of ten up to ${cycle.horizonDays}: a horizon of ${cycle.horizonDays} days is proposed (backtest.horizon_days, now ${horizonDays}).`,
        "",
        ...(routed === null ? ["What came back to PostHog could not be read, so nothing is said about Beton's own deals."] : routedLines(routed, horizonDays)),
    ].join("\n") // prettier-ignore
}

function stageLine({title, deals, kind, by, id, archived}: StageProposal): string {
    return `  ${title}${archived ? " (archived)" : ""}: ${countText(deals)}, ${kind}, ${BY[by]}, ${id}`
}

/** Which settings would say for good what is guessed now. */
export function guessText(guessed: readonly string[]): string {
    const settings = guessed.map((kind) => `outcomes.${kind}_stages`).reverse()
    return `Titles decide what is ${[...guessed].reverse().join(", ")}. Name the stages' ids in ${settings.join(", ")}, so that renaming changes nothing.`
}

function sourceLine({value, deals, category, proposed}: LeadSourceProposal): string {
    if (value === "") return `  unknown (${countText(deals)})`
    const as = category === value ? "its own" : category
    return `  ${value}: ${countText(deals)}, ${as}${proposed === null ? "" : `; looks like ${proposed} (outcomes.lead_sources)`}`
}

function routedLines(routed: RoutedPrecision, horizonDays: number): string[] {
    if (routed.routed === 0) return ["No deal of Beton's own has come back yet."]
    return [
        `${countText(routed.routed)} deals made by Beton, of which ${countText(routed.mature)} had their ${horizonDays} days.`,
        ...precisionLines(routed),
        ...routed.owners.flatMap((owner) => [
            `Owner ${owner.ownerId === "" ? "(nobody)" : owner.ownerId}: ${countText(owner.routed)} deals, ${countText(owner.mature)} had their time`,
            ...precisionLines(owner),
        ]),
    ]
}

function precisionLines(precision: Precision): string[] {
    const reasons = Object.entries(precision.notUseful).filter(([, n]) => n > 0)
    const words = reasons.map(
        ([reason, n]) => `${n} ${DISPOSITIONS[reason as keyof typeof DISPOSITIONS].toLowerCase()}`,
    )
    return [
        `  ${precision.won} won, ${precision.lost} lost, ${precision.open} open at present.`,
        ...(words.length === 0 ? [] : [`  Not useful: ${words.join(", ")}.`]),
        `  Touched within 24 h: ${shareText(precision.workedIn24h)}; within 72 h: ${shareText(precision.workedIn72h)}.`,
        `  Won within the horizon: ${shareText(precision.precision)}; of those touched within 72 h: ${shareText(precision.precisionWorked)}.`,
    ]
}

function shareText({n, of, share, lo, hi, isEnough}: Share): string {
    const counts = `${countText(n)} of ${countText(of)}`
    if (!isEnough || share === null || lo === null || hi === null) return `${counts} (too little data)`
    return `${counts} (${percentText(share)}, 95 % interval ${percentText(lo)} to ${percentText(hi)})`
}
