import type {Answer, ProjectContext} from "../context"
import {notFound} from "../errors"
import {boardsOf} from "./state"

/** An action that an older server does not know: 404 there (CONTRACT §8). */
export function recentOnly(handle: (context: ProjectContext) => Promise<Answer>) {
    return (context: ProjectContext): Promise<Answer> => {
        if (boardsOf(context.project).plan.older) throw notFound("Endpoint not found.")
        return handle(context)
    }
}
