import {existsSync, readFileSync, renameSync, writeFileSync} from "node:fs"
import path from "node:path"

import type {WorldState} from "./project-state"

const DELAY_MS = 200

/** Keeps projects, keys and definitions beside the tables, so that a data directory can be opened again. */
export class StateFile {
    #timer: NodeJS.Timeout | null = null
    readonly #file: string | null
    /** Set once the state exists. */
    current: WorldState | null = null

    constructor(dataDir: string | undefined) {
        this.#file = dataDir === undefined ? null : path.join(dataDir, "state.json")
    }

    load(): WorldState | null {
        if (!this.#file || !existsSync(this.#file)) return null
        return JSON.parse(readFileSync(this.#file, "utf8")) as WorldState
    }

    /** Writes a little later, so that many changes cost one write. */
    schedule = (): void => {
        if (!this.#file) return
        this.#timer ??= setTimeout(() => this.flush(), DELAY_MS)
        this.#timer.unref()
    }

    flush(): void {
        if (this.#timer) clearTimeout(this.#timer)
        this.#timer = null
        if (!this.#file || !this.current) return
        writeFileSync(`${this.#file}.new`, JSON.stringify(this.current))
        renameSync(`${this.#file}.new`, this.#file)
    }
}
