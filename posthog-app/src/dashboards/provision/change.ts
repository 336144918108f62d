import type {DesiredTile} from "./desired"
import {aboutOf, hash8, insightKey, insightLine, type Part, PARTS, withLine, type Written} from "./key-line"
import {covers, displayHash, displayOf, mergedNode, sourceHash} from "./node-parts"
import type {SeenInsight} from "./seen"

/** What an insight needs so that it is as desired, as far as nobody edited it. */
export interface Change {
    readonly action: "update" | "keep" | "conflict"
    readonly why: string
    /** Body of the PATCH; null without one. */
    readonly body: Readonly<Record<string, unknown>> | null
}

const NAMES: Readonly<Record<Part, string>> = {
    name: "name",
    about: "description",
    source: "SQL",
    display: "chart",
}

/**
 * Compares an insight with the tile, part by part: what it is now, what Beton wrote last, and what Beton would write
 * today. A part that somebody edited is theirs.
 *
 * @param stored what Beton wrote last, where the insight itself does not say so any more
 */
export function changeOf(
    dashboard: string,
    tile: DesiredTile,
    insight: SeenInsight,
    o: {readonly stored: Written | null; readonly restore: boolean},
): Change {
    const ours = tile.written
    const key = insightKey(insight.description)?.written ?? null
    const written = key ?? o.stored
    if (written === null) return keep("Nothing says what Beton wrote here last, so it is left alone.")
    if (written.version > ours.version) return keep("A newer version of Beton made it.")
    const now = partsOf(tile, insight)
    const edited = PARTS.filter((part) => now[part] !== written[part] && now[part] !== ours[part])
    const changed = PARTS.filter((part) => written[part] !== ours[part])
    const clash = edited.includes("source") && changed.includes("source")
    if (clash && !o.restore)
        return {
            action: "conflict",
            why: "Its SQL was edited in PostHog, and this version of Beton has a newer one. It is left alone; `beton provision --restore` replaces it.",
            body: null,
        }
    const take = changed.filter(
        (part) => now[part] !== ours[part] && (!edited.includes(part) || (clash && part === "source")),
    )
    const theirs = edited.filter((part) => !take.includes(part)).map((part) => NAMES[part])
    const kept = theirs.length > 0 ? `Edited in PostHog and kept: ${theirs.join(", ")}.` : ""
    const isSaid =
        key === null || insightLine(dashboard, tile.id, key) === insightLine(dashboard, tile.id, ours)
    if (take.length === 0 && isSaid) return keep(kept === "" ? "Up to date." : kept)
    return {
        action: "update",
        why: [reason(written, ours, take), kept].filter((text) => text !== "").join(" "),
        body: bodyOf(dashboard, tile, insight, take),
    }
}

/** The hashes of what is there; a part that holds all that is desired counts as such, whatever was added to it. */
function partsOf(tile: DesiredTile, {name, description, query}: SeenInsight): Record<Part, string> {
    const ours = tile.written
    return {
        name: hash8(name.trim()),
        about: hash8(aboutOf(description)),
        source: sourceHash(query),
        display: covers(displayOf(tile.node), query) ? ours.display : displayHash(query),
    }
}

function bodyOf(
    dashboard: string,
    tile: DesiredTile,
    {description, query}: SeenInsight,
    take: readonly Part[],
): Record<string, unknown> {
    const [source, display] = [take.includes("source"), take.includes("display")]
    const about = take.includes("about") ? tile.about : aboutOf(description)
    return {
        ...(take.includes("name") ? {name: tile.name} : {}),
        description: withLine(about, insightLine(dashboard, tile.id, tile.written)),
        ...(source || display ? {query: mergedNode(query, tile.node, {source, display})} : {}),
    }
}

function reason(written: Written, ours: Written, take: readonly Part[]): string {
    const what = take.length === 0 ? "nothing but its key" : take.map((part) => NAMES[part]).join(", ")
    return written.version === ours.version
        ? `The settings changed its ${what}.`
        : `Version ${written.version} becomes ${ours.version}: ${what}.`
}

function keep(why: string): Change {
    return {action: "keep", why, body: null}
}
