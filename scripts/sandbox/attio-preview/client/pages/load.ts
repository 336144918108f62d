import {useEffect, useState} from "react"

import {call} from "../api"

/** What a page shows while it asks, when it has an answer, and when it has none. */
export type Loaded<T> = {state: "loading"} | {state: "failed"; message: string} | {state: "ready"; value: T}

/** Asks the preview's server for a page's data; again when the path changes or `again` is called. */
export function useLoaded<T>(path: string): {loaded: Loaded<T>; again: () => void} {
    const [loaded, setLoaded] = useState<Loaded<T>>({state: "loading"})
    const [turn, setTurn] = useState(0)
    useEffect(() => {
        let current = true
        call<T>("GET", path).then(
            (value) => current && setLoaded({state: "ready", value}),
            (error: Error) => current && setLoaded({state: "failed", message: error.message}),
        )
        return () => {
            current = false
        }
    }, [path, turn])
    return {loaded, again: () => setTurn((n) => n + 1)}
}
