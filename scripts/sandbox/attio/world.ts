import type {IdSource} from "./ids"
import {nextInstant} from "./instant"
import type {Actor, Stamp, Token, Workspace} from "./types"

/** Everything one running stand-in knows. Workspaces are reached by token only, so they never see each other. */
export class World {
    readonly workspaces = new Map<string, Workspace>()
    readonly tokens = new Map<string, Token>()

    constructor(
        readonly ids: IdSource,
        /** Milliseconds since 1970; a workspace may have a fixed clock instead. */
        readonly clock: () => number,
    ) {}

    /** @throws Error when there is no such workspace. */
    workspace(id: string): Workspace {
        const found = this.workspaces.get(id)
        if (!found) throw new Error(`There is no workspace "${id}" in this stand-in.`)
        return found
    }

    /** The workspace's time in ms. */
    now(workspace: Workspace): number {
        return workspace.now === null ? this.clock() : Date.parse(workspace.now)
    }

    /** A new instant for one change; later than every instant given out before in this workspace. */
    stamp(workspace: Workspace, actor: Actor): Stamp {
        workspace.lastInstant = nextInstant(this.now(workspace), workspace.lastInstant)
        return {at: workspace.lastInstant, actor}
    }
}
