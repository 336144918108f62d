import type {FieldLook} from "@beton/posthog-app/attio/field-look"
import {ACCOUNT_STATES} from "@beton/shared/crm/account-state"
import type {Plain} from "@beton/shared/crm/fields/cells"
import {BETON_FIELDS, type BetonFieldId} from "@beton/shared/crm/fields/fields"
import {countText} from "@beton/shared/explain/numbers"

import type {FieldOverview, ObjectOverview} from "./overview"
import type {Preview} from "./preview"
import {nameOf} from "./record"
import type {TestSync} from "./test-sync"

/** A text as output shows it: of an e-mail address, which some products use as an account's key, only what follows the @. */
export const shownAccount = (text: string): string => text.replace(/[^\s@<>"/]+(@|%40)(?=[^\s@])/gi, "…$1")

/** A field's value as output shows it. */
export const shownValue = (value: Plain): Plain => {
    if (typeof value === "string") return shownAccount(value)
    return Array.isArray(value)
        ? value.map((one) => (typeof one === "string" ? shownAccount(one) : one))
        : value
}

/** Longer values are cut in the middle of a line. */
const MAX_VALUE = 120
const TITLES: ReadonlyMap<string, string> = new Map(BETON_FIELDS.map(({id, title}) => [id, title]))

/** Mapping and proposals of an object, for people. */
export function overviewText({object, off, records, fields, problems}: ObjectOverview): string {
    const heading = object === "deals" ? "Deals" : "Companies"
    if (fields.length === 0) return `${heading}: ${off ?? "nothing is known of them."}`
    const looked = records === 0 ? "no record is there yet" : `the newest ${countText(records)} looked at`
    const made = fields.filter(({standing}) => standing === "missing").map(({slug}) => slug)
    const better = fields.filter(isBetter)
    return [
        `${heading} (routing.fields.${object}; ${looked})`,
        ...(off === null ? [] : [`  ${off}`]),
        ...problems.map((problem) => `  ${problem}`),
        ...fields.flatMap((field) => fieldLines(field)),
        made.length === 0 ? "  Nothing would be created." : `  The first routing creates ${made.join(", ")}.`,
        ...(better.length === 0
            ? []
            : ["  To use the proposals, set:", ...better.map(({field, proposal}) => `    routing.fields.${object}.${field} = ${proposal?.slug}`)]),
    ].join("\n")
} // prettier-ignore

/** An attribute that is there could take the field in place of a new one. */
function isBetter({proposal, slug}: FieldOverview): boolean {
    return proposal?.kind === "attribute" && proposal.slug !== slug
}

function fieldLines({field, title, slug, isChosen, standing, problem, proposal}: FieldOverview): string[] {
    const whose = isChosen ? "chosen in the settings" : "Beton's own"
    const now = {
        off: "not written (the settings leave it out)",
        present: `${slug}, ${whose}`,
        missing: `${slug}, ${whose}, not there yet`,
        problem: `${slug}, ${whose}, cannot be written. ${problem}`,
    }[standing]
    const line = `  ${title} (${field}): ${now}`
    if (proposal === null || (proposal.kind === "attribute" && proposal.slug === slug)) return [line]
    if (proposal.kind === "attribute") return [line, `    proposed: ${proposal.slug}, confidence ${proposal.confidence}. ${proposal.reason}`]
    if (proposal.kind === "none") return [line, `    ${proposal.reason}`]
    return [line, `    proposed: create ${proposal.slug}, confidence ${proposal.confidence}. ${proposal.reason}`]
} // prettier-ignore

/** Before and after of each field of a record; nothing was written. */
export function previewText(preview: Preview): string {
    const {subject, facts, look, missing, problems, unknown, leftAlone} = preview
    const {candidate, asOf, state} = facts
    return [
        `The ${nameOf(subject.object)} ${subject.record.id.record_id} shows the account ${shownAccount(subject.account)}: score ${candidate.score} of 100, ${ACCOUNT_STATES[state].toLowerCase()}, as of ${asOf}.`,
        ...unknown.map((sentence) => `  ${sentence} The score may be too low.`),
        ...look.fields.map((field) => `  ${lookText(field)}`),
        ...problems.map((problem) => `  ${problem}`),
        ...(missing.length === 0 ? [] : [`  Would be created first: ${missing.join(", ")}.`]),
        leftAlone ?? dueText(preview),
        "Nothing was written.",
    ].join("\n")
}

function dueText({subject, look}: Preview): string {
    if (!subject.isKnown) return `Beton has not written to this ${nameOf(subject.object)} yet: it does when it routes the account.`
    return look.isDue
        ? "The next daily run would write this."
        : "The next daily run would leave the record as it is: it is up to date, or has moved too little to be written again."
} // prettier-ignore

function lookText({field, slug, before, after, outcome}: FieldLook): string {
    const name = `${TITLES.get(field)} (${slug ?? "left out"}):`
    switch (outcome) {
        case "write":
            return `${name} ${shown(before)} → ${shown(after)}`
        case "unchanged":
            return `${name} ${shown(before)}, stays`
        case "kept":
            // A person's own words are nobody's business here.
            return `${name} a person wrote the value, so it stays; empty the field to hand it back to Beton`
        case "unfit":
            return `${name} the attribute cannot hold the value, so it is left out`
        case "unknown":
            return `${name} nothing is known to write yet`
        case "unusable":
            return `${name} cannot be written, see below`
        case "off":
            return `${name} not written (the settings leave it out)`
    }
}

/** What became of a test sync, field by field. */
export function testText({subject, problems}: Preview, {runId, look, checks, notes}: TestSync): string {
    const record = `${nameOf(subject.object)} ${subject.record.id.record_id}`
    const lines = checks.map(
        ({field, slug, wanted, found, stands}) =>
            `  ${titled(field, slug)} ${stands ? `stands: ${shown(found)}` : `does not stand: ${shown(wanted)} was written, Attio says ${shown(found)}`}`,
    )
    const others = look.fields.filter(({field}) => !checks.some((check) => check.field === field))
    const fallen = checks.filter(({stands}) => !stands).length
    const verdict = fallen === 0 ? "Every value stands." : `${fallen} of ${checks.length} values do not stand: another tool, or a workflow in Attio, may write to these attributes too.`
    const head = runId === null ? `The ${record} says everything already, so nothing was written.` : `The fields of the ${record} were written once, for the account ${shownAccount(subject.account)}.`
    const follows = subject.isKnown ? [] : [`From now on the daily run keeps this ${nameOf(subject.object)} up to date.`]
    const undo = runId === null ? [] : [...follows, `To take it back: beton undo --run ${runId} --fields`]
    return [head, ...lines, ...others.map((look) => `  ${lookText(look)}`), ...[...problems, ...notes].map((sentence) => `  ${sentence}`), verdict, ...undo].join("\n")
} // prettier-ignore

const titled = (field: BetonFieldId, slug: string): string => `${TITLES.get(field)} (${slug})`

function shown(value: Plain): string {
    if (value === null || value === "") return "empty"
    const text = [shownValue(value)].flat().join(", ")
    return text.length <= MAX_VALUE ? text : `${text.slice(0, MAX_VALUE - 1)}…`
}
