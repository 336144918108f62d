import {existsSync, readFileSync, renameSync, writeFileSync} from "node:fs"
import {deserialize, serialize} from "node:v8"

import type {Token, Workspace} from "./types"
import type {World} from "./world"

interface Saved {
    /** How often the file was opened: part of the id seed, so that a reopened stand-in repeats no id. */
    opened: number
    workspaces: Map<string, Workspace>
    tokens: Map<string, Token>
}

/** Keeps all workspaces in one file between two starts; written on close. */
export class AttioStateFile {
    readonly #saved: Saved | null

    constructor(private readonly file: string | undefined) {
        this.#saved =
            file !== undefined && existsSync(file) ? (deserialize(readFileSync(file)) as Saved) : null
    }

    /** How often the state was opened before. */
    get opened(): number {
        return this.#saved?.opened ?? 0
    }

    restore(world: World): void {
        for (const [id, workspace] of this.#saved?.workspaces ?? []) world.workspaces.set(id, workspace)
        for (const [value, token] of this.#saved?.tokens ?? []) world.tokens.set(value, token)
    }

    save(world: World): void {
        if (this.file === undefined) return
        const saved: Saved = {opened: this.opened + 1, workspaces: world.workspaces, tokens: world.tokens}
        writeFileSync(`${this.file}.new`, serialize(saved), {mode: 0o600})
        renameSync(`${this.file}.new`, this.file)
    }
}
