import {useSyncExternalStore} from "react"

/** A value that components follow. */
export class Store<T> {
    readonly #listeners = new Set<() => void>()

    constructor(private value: T) {}

    readonly get = (): T => this.value

    set(value: T): void {
        this.value = value
        for (const listener of [...this.#listeners]) listener()
    }

    update(change: (value: T) => T): void {
        this.set(change(this.value))
    }

    readonly subscribe = (listener: () => void): (() => void) => {
        this.#listeners.add(listener)
        return () => this.#listeners.delete(listener)
    }
}

/** The store's value; the component follows it. */
export function useStore<T>(store: Store<T>): T {
    return useSyncExternalStore(store.subscribe, store.get)
}
