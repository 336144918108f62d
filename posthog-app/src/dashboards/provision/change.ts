import type {DesiredTile} from "./desired"
import {
    aboutOf,
    hash8,
    insightKey,
    insightLine,
    isSame,
    type Part,
    PARTS,
    withLine,
    type Written,
    writtenOf,
} from "./key-line"
import {covers, displayHash, displayOf, mergedNode, sourceHash} from "./node-parts"
import type {SeenInsight} from "./seen"

/** What an insight needs so that it is as desired, as far as nobody edited it. */
export interface Change {
    readonly action: "update" | "keep" | "conflict" | "contested"
    readonly why: string
    /** Body of the PATCH; null without one. */
    readonly body: Readonly<Record<string, unknown>> | null
    /** It writes back what another installation changed. */
    readonly again?: true
}

/** Why a tile is kept that an older version of Beton meets. */
export const NEWER = "A newer version of Beton made it."

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
 * @param o.stored what this installation wrote last: it counts where the insight itself does not say so any more, and
 * shows that another installation wrote since
 * @param o.again it was written back once already after another installation wrote it
 */
export function changeOf(
    dashboard: string,
    tile: DesiredTile,
    insight: SeenInsight,
    o: {readonly stored: Written | null; readonly again: boolean; readonly restore: boolean},
): Change {
    const ours = tile.written
    const line = insightKey(insight.description)
    const key = writtenOf(insight.description, dashboard, tile.id)
    const written = key ?? o.stored
    if (written === null)
        return keep(
            "Its key line was removed, so Beton cannot tell what it wrote here last. It is left alone; to get Beton's own back, delete it in PostHog and run `beton provision --restore`.",
        )
    if (written.version > ours.version) return keep(NEWER)
    const isRewritten = written.version === ours.version && !isSame(written, ours) && isSame(o.stored, ours)
    // Once may have been a command with other settings; twice, and two would rewrite each other every day.
    if (isRewritten && o.again && !o.restore)
        return {
            action: "contested",
            why: "Another installation of Beton in this project has written it since, with other settings or another signing key. It is left alone.",
            body: null,
        }
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
    const isSaid = line === null || isSame(key, ours)
    if (take.length === 0 && isSaid) return keep(kept === "" ? "Up to date." : kept)
    return {
        action: "update",
        why: [reason(written, ours, take), kept].filter((text) => text !== "").join(" "),
        body: bodyOf(dashboard, tile, insight, take),
        ...(isRewritten ? {again: true} : {}),
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
    if (take.length === 0 && written.version === ours.version) return "Only its key line is written anew."
    const what = take.length === 0 ? "nothing but its key line" : take.map((part) => NAMES[part]).join(", ")
    return written.version === ours.version
        ? `The settings changed its ${what}.`
        : `Version ${written.version} becomes ${ours.version}: ${what}.`
}

function keep(why: string): Change {
    return {action: "keep", why, body: null}
}
