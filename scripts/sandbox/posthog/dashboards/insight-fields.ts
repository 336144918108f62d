import {randomInt} from "node:crypto"

import type {ProjectContext} from "../context"
import {ApiError, invalidInput} from "../errors"
import {type Body, booleanField, invalidField, textField} from "./fields"
import {type Boards, boardsOf, type Dashboard, type Insight, newTile, type UserName} from "./state"
import {mayEdit} from "./users"

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
const LETTERS = 52

/** 8 letters and digits; the first is a letter, so that no short id looks like an id. */
function shortId(): string {
    const rest = Array.from({length: 7}, () => ALPHABET[randomInt(ALPHABET.length)])
    return `${ALPHABET[randomInt(LETTERS)]}${rest.join("")}`
}

/** An insight as POST makes it before its fields are set. */
export function newInsight(boards: Boards, at: string, by: UserName): Insight {
    return {
        id: boards.nextId++,
        shortId: shortId(),
        name: null,
        derivedName: null,
        description: "",
        query: null,
        order: null,
        saved: false,
        favorited: false,
        tags: [],
        deleted: false,
        createdAt: at,
        createdBy: by,
        updatedAt: at,
        lastModifiedAt: at,
        lastModifiedBy: by,
    }
}

/** Fields whose change counts as a modification by its user. */
export const MATERIAL = ["name", "description", "query"] as const

/** The checked fields of a body. `query` is taken whatever it is (CONTRACT §9). Raises 400. */
export function insightFields(body: Body): Partial<Insight> {
    const {order} = body
    if (order !== undefined && order !== null && typeof order !== "number") {
        throw invalidField("invalid_input", "A valid integer is required.", "order")
    }
    const fields: {[K in keyof Insight]?: Insight[K] | undefined} = {
        name: textField(body, "name", 400),
        derivedName: textField(body, "derived_name", 400),
        description: textField(body, "description", Infinity) ?? undefined,
        query: body.query,
        order,
        saved: booleanField(body, "saved"),
        favorited: booleanField(body, "favorited"),
    }
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** The dashboards that a body names; undefined when it names no list. Raises 400 for one that does not exist. */
export function namedDashboards(context: ProjectContext, body: Body): Dashboard[] | undefined {
    const {dashboards} = body
    if (dashboards === undefined) return undefined
    if (!Array.isArray(dashboards)) {
        throw invalidField(
            "not_a_list",
            `Expected a list of items but got type "${typeof dashboards}".`,
            "dashboards",
        )
    }
    return dashboards.map((value: unknown) => {
        const id = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value
        if (typeof id !== "number") {
            throw invalidField(
                "incorrect_type",
                `Incorrect type. Expected pk value, received ${typeof id}.`,
                "dashboards",
            )
        }
        const own = boardsOf(context.project).dashboards.find((item) => item.id === id && !item.deleted)
        if (own) return own
        const elsewhere = context.world.state.projects.some((project) =>
            project.boards?.dashboards.some((item) => item.id === id && !item.deleted),
        )
        if (elsewhere) throw invalidInput("Dashboard not found")
        throw invalidField("does_not_exist", `Invalid pk "${id}" - object does not exist.`, "dashboards")
    })
}

/** Refuses dashboards that the owner of the key may only view. */
export function refuseRestricted(boards: Boards, dashboards: readonly Dashboard[]): void {
    const closed = dashboards.find((dashboard) => !mayEdit(dashboard, boards.plan))
    if (!closed) return
    const detail = `You don't have permission to add insights to dashboard: ${closed.id}`
    throw new ApiError(403, "authentication_error", "permission_denied", detail)
}

/** Puts an insight on exactly these dashboards; a tile that was there before comes back as it was. */
export function placeInsight(boards: Boards, insight: Insight, dashboards: readonly Dashboard[]): void {
    const wanted = new Set(dashboards.map(({id}) => id))
    const own = boards.tiles.filter(({insightId}) => insightId === insight.id)
    for (const tile of own) {
        if (!wanted.has(tile.dashboardId)) tile.deleted = true
        else if (tile.deleted) tile.deleted = false
    }
    for (const id of wanted) {
        if (!own.some(({dashboardId}) => dashboardId === id)) newTile(boards, id, {insightId: insight.id})
    }
}
