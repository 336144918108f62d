import {readFileSync, rmSync} from "node:fs"

import writeFileAtomic from "write-file-atomic"

import type {LockHolder} from "./storage"

/** Who took a lock of files; `owner` is one acquisition's random id. */
interface Signature extends LockHolder {
    readonly owner: string
}

/** The file that says who holds the lock beside it. Read in one go, so that a look and a deed have nothing between. */
export class HolderFile {
    private state: "new" | "taken" | "signed" = "new"

    constructor(
        private readonly path: string,
        private readonly owner: string,
    ) {}

    /** This acquisition made the lock; until it signs nobody can tell. */
    taken(): void {
        this.state = "taken"
    }

    /** Says that this acquisition holds the lock. */
    async sign(holder: LockHolder): Promise<void> {
        const signature: Signature = {...holder, owner: this.owner}
        await writeFileAtomic(this.path, `${JSON.stringify(signature)}\n`, {mode: 0o600})
        this.state = "signed"
    }

    /** Whether this acquisition made the lock and nobody signed after it. */
    isOurs(): boolean {
        return this.state === "taken" || (this.state === "signed" && this.read()?.owner === this.owner)
    }

    /** Null when nobody holds the lock, or the file cannot be read: it only informs. */
    holder(): LockHolder | null {
        const signature = this.read()
        return signature && {since: signature.since, host: signature.host, pid: signature.pid}
    }

    remove(): void {
        rmSync(this.path, {force: true})
    }

    private read(): Signature | null {
        try {
            const signature = JSON.parse(readFileSync(this.path, "utf8")) as Partial<Signature> | null
            const {since, host, pid, owner} = signature ?? {}
            const whole =
                [since, host, owner].every((text) => typeof text === "string") && typeof pid === "number"
            return whole ? (signature as Signature) : null
        } catch {
            return null
        }
    }
}
