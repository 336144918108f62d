import {use, useEffect, useReducer} from "react"

import {refuse} from "../api"

type Loader = (...args: unknown[]) => Promise<unknown>

interface Entry {
    readonly promise: Promise<unknown>
    users: number
}

const cache = new Map<unknown, Map<string, Entry>>()

function entryOf(owner: unknown, key: string, load: () => Promise<unknown>): Entry {
    const entries = cache.get(owner) ?? new Map<string, Entry>()
    cache.set(owner, entries)
    const found = entries.get(key)
    if (found !== undefined) return found
    const entry = {promise: load(), users: 0}
    // React reads the rejection; a component that is gone must not leave it unhandled.
    entry.promise.catch(() => {})
    entries.set(key, entry)
    return entry
}

function forget(owner: unknown, key: string, entry?: Entry): void {
    const entries = cache.get(owner)
    if (entry === undefined || entries?.get(key) === entry) entries?.delete(key)
}

/** What was loaded for a page that is left is loaded again on the next one. */
export function clearCache(): void {
    cache.clear()
}

/** Follows entries while the component is mounted; the last one to leave takes them along. */
function useEntries(used: readonly {owner: unknown; key: string; entry: Entry}[]): void {
    const names = JSON.stringify(used.map(({key}) => key))
    useEffect(() => {
        for (const {entry} of used) entry.users += 1
        return () => {
            for (const {owner, key, entry} of used) {
                entry.users -= 1
                if (entry.users === 0) forget(owner, key, entry)
            }
        }
        // Functions are made once a bundle; the names change when arguments do.
    }, [names])
}

/** `useAsyncCache` (SDK.md §4): suspends until all functions have resolved; equal calls are shared. */
export function useAsyncCache(config: Readonly<Record<string, Loader | readonly [Loader, ...unknown[]]>>): {
    values: Record<string, unknown>
    invalidate: (name: string) => void
} {
    const [, again] = useReducer((n: number) => n + 1, 0)
    const used = Object.entries(config).map(([name, call]) => {
        const [owner, ...args] = typeof call === "function" ? [call] : call
        if (typeof owner !== "function") refuse(`useAsyncCache needs a function for ${name}.`)
        const key = JSON.stringify(args)
        return {name, owner, key, entry: entryOf(owner, key, () => owner(...args))}
    })
    useEntries(used)
    const values = Object.fromEntries(used.map(({name, entry}) => [name, use(entry.promise)]))
    return {
        values,
        invalidate(name) {
            const one = used.find((item) => item.name === name)
            if (one === undefined) refuse(`useAsyncCache holds no ${name}.`)
            forget(one.owner, one.key)
            again()
        },
    }
}

const QUERIES = Symbol("queries")

/** `useQuery`: one GraphQL query, shared by equal text and variables. */
export function useCachedQuery(query: string, variables: unknown, run: () => Promise<unknown>): unknown {
    const key = `${query} ${JSON.stringify(variables ?? {})}`
    const entry = entryOf(QUERIES, key, run)
    useEntries([{owner: QUERIES, key, entry}])
    return use(entry.promise)
}
