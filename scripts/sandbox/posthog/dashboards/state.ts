import type {Project} from "../project-state"

/** Who did something: the owner of the personal keys, or somebody else of the organisation. */
export type UserName = "owner" | "colleague"

/** A markdown card; body at most 4000 characters. */
export interface TextCard {
    id: number
    body: string | null
    createdBy: UserName
    lastModifiedAt: string
    lastModifiedBy: UserName | null
}

/** A place on a dashboard with exactly one of insight, text or button. */
export interface Tile {
    id: number
    dashboardId: number
    insightId: number | null
    textId: number | null
    button: Record<string, unknown> | null
    /** Breakpoint (sm: 12 columns, xs: 1) to {x, y, w, h}; empty until somebody sets it. */
    layouts: Record<string, unknown>
    color: string | null
    show_description: boolean | null
    transparent_background: boolean | null
    filters_overrides: Record<string, unknown>
    /** Null until it was deleted for the first time, as in the real product. */
    deleted: boolean | null
}

export interface Dashboard {
    id: number
    name: string | null
    description: string
    pinned: boolean
    createdAt: string
    createdBy: UserName
    lastAccessedAt: string | null
    deleted: boolean
    creationMode: "default" | "template" | "duplicate"
    filters: Record<string, unknown>
    variables: Record<string, unknown>
    breakdownColors: unknown
    dataColorThemeId: number | null
    tags: string[]
    /** 21 = everybody may edit, 37 = collaborators only. */
    restrictionLevel: 21 | 37
}

export interface Insight {
    id: number
    shortId: string
    name: string | null
    derivedName: string | null
    description: string
    /** Stored as it was sent. */
    query: unknown
    order: number | null
    saved: boolean
    favorited: boolean
    tags: string[]
    deleted: boolean
    createdAt: string
    createdBy: UserName
    updatedAt: string
    lastModifiedAt: string
    lastModifiedBy: UserName
}

/** An entry of the project tree; slashes inside a name are escaped with a backslash. */
export interface FileEntry {
    id: string
    path: string
    type: string
    ref: string | null
    href: string | null
    createdAt: string
    createdBy: UserName
}

/** What the plan of the organisation pays for and what the version of the instance can do. */
export interface InstancePlan {
    /** Tags are kept; without it they are dropped. Default false. */
    tagging: boolean
    /** Restricted dashboards (level 37) are really restricted. Default false. */
    dashboardPermissions: boolean
    /** An older server: no tile actions, no folders, no fuzzy search, and newer keys of nodes fail when computed. */
    older: boolean
    /** Nodes read in the context of a dashboard show its filters merged into them, as recent servers do. */
    mergedFilters: boolean
}

/** Dashboards, insights and folders of one project. */
export interface Boards {
    /** One sequence for all kinds of objects; no two projects share an id. */
    nextId: number
    plan: InstancePlan
    dashboards: Dashboard[]
    tiles: Tile[]
    /** A card that was copied to another dashboard stands on both. */
    texts: TextCard[]
    insights: Insight[]
    files: FileEntry[]
}

const IDS_PER_PROJECT = 10_000

/** A project's part of the state; made on first use, also in a state that was saved without one. */
export function boardsOf(project: Project): Boards {
    project.boards ??= {
        nextId: project.id * IDS_PER_PROJECT + 1,
        plan: {tagging: false, dashboardPermissions: false, older: false, mergedFilters: true},
        dashboards: [],
        tiles: [],
        texts: [],
        insights: [],
        files: [],
    }
    return project.boards
}

/** Tiles that are shown: neither they nor their dashboard or insight are deleted. */
export function liveTiles(boards: Boards, filter: Partial<Pick<Tile, "dashboardId" | "insightId">>): Tile[] {
    const gone = (list: {id: number; deleted: boolean}[], id: number | null) =>
        id !== null && list.some((item) => item.id === id && item.deleted)
    return boards.tiles.filter(
        (tile) =>
            tile.deleted !== true &&
            (filter.dashboardId === undefined || tile.dashboardId === filter.dashboardId) &&
            (filter.insightId === undefined || tile.insightId === filter.insightId) &&
            !gone(boards.dashboards, tile.dashboardId) &&
            !gone(boards.insights, tile.insightId),
    )
}

/** A new tile; `content` is its insight, text or button. */
export function newTile(
    boards: Boards,
    dashboardId: number,
    content: Partial<Pick<Tile, "insightId" | "textId" | "button">>,
    id = boards.nextId++,
): Tile {
    const tile: Tile = {
        id,
        dashboardId,
        insightId: null,
        textId: null,
        button: null,
        ...content,
        layouts: {},
        color: null,
        show_description: null,
        transparent_background: null,
        filters_overrides: {},
        deleted: null,
    }
    boards.tiles.push(tile)
    return tile
}
