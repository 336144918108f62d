import type {RequestContext} from "../context"

/** Django REST framework's limit/offset page. */
export interface Page<T> {
    count: number
    next: string | null
    previous: string | null
    results: T[]
}

const DEFAULT_LIMIT = 100

function whole(text: string | null, fallback: number): number {
    return text !== null && /^\d+$/.test(text) ? Number(text) : fallback
}

/** Cuts one page out of all results, with links that keep the other parameters. */
export function page<T>(context: RequestContext, all: readonly T[]): Page<T> {
    const limit = whole(context.search.get("limit"), DEFAULT_LIMIT) || DEFAULT_LIMIT
    const offset = whole(context.search.get("offset"), 0)
    const link = (at: number): string => {
        const search = new URLSearchParams(context.search)
        search.set("limit", String(limit))
        if (at > 0) search.set("offset", String(at))
        else search.delete("offset")
        return `${context.baseUrl()}${context.path}?${search.toString()}`
    }
    return {
        count: all.length,
        next: offset + limit < all.length ? link(offset + limit) : null,
        previous: offset > 0 ? link(Math.max(0, offset - limit)) : null,
        results: all.slice(offset, offset + limit),
    }
}
