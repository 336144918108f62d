const BASE_SECONDS = 3
const MAX_ATTEMPTS = 10

/** The plugin server's patience with `setupPlugin`: 3 s x 2^n between attempts, disabled after ten. */
export class SetupRetries {
    private attempts = 0
    /** When the next attempt is due (ms); null when none is. */
    nextAt: number | null = null
    /** True once the plugin server would have switched the plugin off. */
    disabled = false

    constructor(private readonly now: () => number) {}

    /** Notes a failed attempt; gives the seconds until the next one, or null when there is none. */
    failed(): number | null {
        this.attempts += 1
        if (this.attempts >= MAX_ATTEMPTS) {
            this.giveUp()
            return null
        }
        const seconds = BASE_SECONDS * 2 ** (this.attempts - 1)
        this.nextAt = this.now() + seconds * 1000
        return seconds
    }

    /** Notes that the setup went well. */
    succeeded(): void {
        this.attempts = 0
        this.nextAt = null
    }

    /** Switches the plugin off, as for a file that does not load. */
    giveUp(): void {
        this.nextAt = null
        this.disabled = true
    }
}
