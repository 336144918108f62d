import {isoInstant, type Project} from "../project-state"
import type {World} from "../world"
import {deleteDashboard, deleteInsight, newDashboard} from "./dashboard-changes"
import {fileDashboard, fileInsight, moveFile} from "./files"
import {newInsight, placeInsight} from "./insight-fields"
import {
    type Boards,
    boardsOf,
    type Dashboard,
    type Insight,
    type InstancePlan,
    liveTiles,
    newTile,
    type Tile,
} from "./state"

type Layouts = Record<string, Record<string, number>>

/** What a colleague does in the product's own pages. Ids are those of the API. */
export type UserAct =
    /** Restricted: only its owner may edit it, where the plan has dashboard permissions. */
    | {act: "add-dashboard"; name: string; restricted?: boolean}
    | {
          act: "edit-dashboard"
          dashboard: number
          change: Partial<Pick<Dashboard, "name" | "description" | "pinned" | "filters">>
      }
    | {act: "delete-dashboard"; dashboard: number}
    | {act: "add-insight"; name: string; query: unknown; dashboard?: number}
    | {
          act: "edit-insight"
          insight: number
          change: Partial<Pick<Insight, "name" | "description" | "query" | "saved">>
      }
    | {act: "delete-insight"; insight: number}
    /** Shows an existing insight on one more dashboard. */
    | {act: "place-insight"; insight: number; dashboard: number}
    | {act: "add-text"; dashboard: number; body: string; layouts?: Layouts}
    | {act: "add-button"; dashboard: number; text: string; url: string}
    | {act: "edit-text"; tile: number; body: string}
    | {act: "edit-tile"; tile: number; change: Partial<Pick<Tile, "layouts" | "color" | "filters_overrides">>}
    | {act: "delete-tile"; tile: number}
    | {act: "move-tile"; tile: number; dashboard: number}
    | {act: "move-file"; path: string; to: string}

function one<T>(list: readonly T[], what: string, id: unknown, is: (item: T) => boolean): T {
    const found = list.find(is)
    if (found === undefined) throw new Error(`simulateUser: there is no ${what} ${String(id)}.`)
    return found
}

function changeInsight(boards: Boards, insight: Insight, change: Partial<Insight>, at: string): void {
    Object.assign(insight, change, {updatedAt: at, lastModifiedAt: at, lastModifiedBy: "colleague"})
    fileInsight(boards, insight)
}

function onDashboard(boards: Boards, insight: Insight): Dashboard[] {
    const on = liveTiles(boards, {insightId: insight.id}).map(({dashboardId}) => dashboardId)
    return boards.dashboards.filter(({id}) => on.includes(id))
}

function addCard(
    boards: Boards,
    {dashboard, body, layouts}: Extract<UserAct, {act: "add-text"}>,
    at: string,
): Tile {
    const card = {
        id: boards.nextId++,
        body,
        createdBy: "colleague" as const,
        lastModifiedAt: at,
        lastModifiedBy: null,
    }
    boards.texts.push(card)
    return Object.assign(newTile(boards, dashboard, {textId: card.id}), {layouts: layouts ?? {}})
}

function perform(boards: Boards, act: UserAct, at: string): number | null {
    const dashboard = (id: number) =>
        one(boards.dashboards, "dashboard", id, (item) => item.id === id && !item.deleted)
    const insight = (id: number) =>
        one(boards.insights, "insight", id, (item) => item.id === id && !item.deleted)
    const tile = (id: number) => one(liveTiles(boards, {}), "tile", id, (item) => item.id === id)
    switch (act.act) {
        case "add-dashboard": {
            const made = newDashboard(boards, at, "colleague")
            Object.assign(made, {name: act.name, restrictionLevel: act.restricted ? 37 : 21})
            boards.dashboards.push(made)
            fileDashboard(boards, made)
            return made.id
        }
        case "edit-dashboard":
            fileDashboard(boards, Object.assign(dashboard(act.dashboard), act.change))
            return act.dashboard
        case "delete-dashboard":
            deleteDashboard(boards, dashboard(act.dashboard), false)
            return act.dashboard
        case "add-insight": {
            const target = act.dashboard === undefined ? [] : [dashboard(act.dashboard)]
            const made = Object.assign(newInsight(boards, at, "colleague"), {
                name: act.name,
                query: act.query,
                saved: true,
            })
            boards.insights.push(made)
            placeInsight(boards, made, target)
            fileInsight(boards, made)
            return made.id
        }
        case "edit-insight":
            changeInsight(boards, insight(act.insight), act.change, at)
            return act.insight
        case "delete-insight":
            deleteInsight(boards, insight(act.insight))
            return act.insight
        case "place-insight": {
            const shown = insight(act.insight)
            placeInsight(boards, shown, [...onDashboard(boards, shown), dashboard(act.dashboard)])
            return act.insight
        }
        case "add-text":
            return addCard(boards, {...act, dashboard: dashboard(act.dashboard).id}, at).id
        case "add-button": {
            const button = {id: boards.nextId++, url: act.url, text: act.text, placement: "left"}
            return newTile(boards, dashboard(act.dashboard).id, {button}).id
        }
        case "edit-text": {
            const {textId} = tile(act.tile)
            const card = one(boards.texts, "text tile", act.tile, ({id}) => id === textId)
            Object.assign(card, {body: act.body, lastModifiedAt: at, lastModifiedBy: "colleague"})
            return act.tile
        }
        case "edit-tile":
            return Object.assign(tile(act.tile), act.change).id
        case "delete-tile":
            return Object.assign(tile(act.tile), {deleted: true}).id
        case "move-tile":
            return Object.assign(tile(act.tile), {dashboardId: dashboard(act.dashboard).id}).id
        case "move-file":
            moveFile(
                boards,
                one(boards.files, "file", act.path, ({path}) => path === act.path),
                act.to,
                at,
            )
            return null
    }
}

function existing(world: World, projectId: number): Project {
    const project = world.project(projectId)
    if (!project) throw new Error(`There is no project ${projectId} in this stand-in.`)
    return project
}

/** The control methods for dashboards; see PostHogAdmin. */
export function boardsAdmin(world: World) {
    return {
        boards: async (projectId: number): Promise<Boards> =>
            structuredClone(boardsOf(existing(world, projectId))),
        setPlan: async (projectId: number, plan: Partial<InstancePlan>): Promise<void> => {
            Object.assign(boardsOf(existing(world, projectId)).plan, plan)
            world.touch()
        },
        simulateUser: async (projectId: number, act: UserAct): Promise<number | null> => {
            const project = existing(world, projectId)
            const id = perform(boardsOf(project), act, isoInstant(world.now(project)))
            world.touch()
            return id
        },
    }
}
