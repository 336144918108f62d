import {invalidInput, serverError} from "../errors"
import {type Body, cardBody, invalidField, isObject} from "./fields"
import {type Boards, type Dashboard, newTile, type Tile, type UserName} from "./state"

const DISPLAY = [
    "color",
    "layouts",
    "filters_overrides",
    "show_description",
    "transparent_background",
    "deleted",
] as const

/** Takes the fields that say how a tile is shown; all others are ignored, an insight is never changed here. */
export function applyDisplay(tile: Tile, data: Body): void {
    for (const field of DISPLAY) if (field in data) Object.assign(tile, {[field]: data[field]})
    // The columns cannot be null in the real database.
    tile.layouts ??= {}
    tile.filters_overrides ??= {}
}

/** The tile of an id on this dashboard, also a deleted one; without an id, or with a free one, a new tile. */
function upsert(boards: Boards, dashboard: Dashboard, data: Body): Tile {
    const id = typeof data.id === "number" ? data.id : undefined
    const known = id === undefined ? undefined : boards.tiles.find((tile) => tile.id === id)
    if (!known) return newTile(boards, dashboard.id, {}, id)
    // The real server tries to insert the same id again.
    if (known.dashboardId !== dashboard.id) throw serverError(500, "A server error occurred.")
    return known
}

/** Adds a text card, or changes it where both ids are given: without an id each call adds another one. */
function patchText(
    boards: Boards,
    dashboard: Dashboard,
    data: Body,
    text: Body,
    user: UserName,
    at: string,
): void {
    const body = text.body === undefined || text.body === null ? null : cardBody(text.body, "text__body")
    let card = boards.texts.find(({id}) => id === text.id)
    if (text.id !== undefined && text.id !== null) {
        if (!card) throw invalidInput("Text tile not found in this team.", "text")
        const here = boards.tiles.some(
            (tile) => tile.textId === text.id && tile.dashboardId === dashboard.id && tile.deleted !== true,
        )
        if (!here) throw invalidInput("Text tile not found.", "text")
        if (text.body !== undefined) card.body = body
        card.lastModifiedAt = at
        card.lastModifiedBy = user
    } else {
        card = {id: boards.nextId++, body, createdBy: user, lastModifiedAt: at, lastModifiedBy: null}
        boards.texts.push(card)
    }
    const tile = upsert(boards, dashboard, data)
    tile.textId = card.id
    applyDisplay(tile, data)
}

function patchButton(boards: Boards, dashboard: Dashboard, data: Body, button: Body): void {
    const {url, text, placement = "left"} = button
    if (typeof url !== "string" || !/^(\/|https?:\/\/)/.test(url)) {
        throw invalidInput("Must be a valid URL or a pathname starting with /", "button_tile__url")
    }
    if (typeof text !== "string" || text === "")
        throw invalidField("required", "This field is required.", "button_tile__text")
    const tile = upsert(boards, dashboard, data)
    tile.button = {id: tile.button?.id ?? boards.nextId++, url, text, placement}
    applyDisplay(tile, data)
}

/**
 * One item of `tiles` in a PATCH of a dashboard: a text card, a button, or how a tile is shown. Unknown ids are skipped
 * without an error (CONTRACT §8). Raises 400 for a card that is too long or belongs elsewhere.
 */
export function patchTile(
    boards: Boards,
    dashboard: Dashboard,
    data: unknown,
    user: UserName,
    at: string,
): void {
    if (!isObject(data)) throw invalidInput("Invalid data. Expected a dictionary.", "tiles")
    if (isObject(data.text) && Object.keys(data.text).length > 0) {
        patchText(boards, dashboard, data, data.text, user, at)
    } else if (isObject(data.button_tile)) patchButton(boards, dashboard, data, data.button_tile)
    else if (isObject(data.widget))
        throw invalidInput("Dashboard widgets are not enabled for this project.", "widget")
    else {
        const tile = boards.tiles.find(({id, dashboardId}) => id === data.id && dashboardId === dashboard.id)
        if (tile) applyDisplay(tile, data)
    }
}
