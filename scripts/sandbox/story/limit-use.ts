/** How much of its plan an account uses. */
import {LIMIT_USE} from "./parameters"
import type {AccountStatus} from "./plan"
import type {Random} from "./random"

/** Mean-reverting path of used/limit; buying moves the account to a plan with five times the limit. */
export class LimitUse {
    private readonly quietTarget: number
    private readonly customerTarget: number
    private driven = false
    private evaluating = false
    private value: number
    private status: AccountStatus = "prospect"

    constructor(random: Random) {
        const [low, high] = LIMIT_USE.quietTarget
        this.quietTarget = random.chance(LIMIT_USE.frugalShare)
            ? LIMIT_USE.frugalTarget
            : random.between(low, high)
        this.customerTarget = random.between(...LIMIT_USE.customerTarget)
        this.value = this.quietTarget * random.between(0.6, 1)
    }

    /** Moves on by one day and returns used/limit. */
    next(intent: number, status: AccountStatus, random: Random): number {
        if (status !== this.status && status === "customer") this.value /= 5
        this.status = status
        const evaluating = intent > 0.25
        if (evaluating && !this.evaluating) this.driven = random.chance(LIMIT_USE.drivenShare)
        this.evaluating = evaluating
        const noise = LIMIT_USE.noisePerDay * random.normal()
        this.value += LIMIT_USE.reversionPerDay * (this.target(intent) - this.value) + noise
        this.value = Math.min(1.08, Math.max(0.01, this.value))
        return this.value
    }

    private target(intent: number): number {
        if (this.status === "churned") return 0.02
        if (this.status === "customer") return this.customerTarget
        return this.driven && this.evaluating
            ? this.quietTarget + (LIMIT_USE.hotTarget - this.quietTarget) * intent
            : this.quietTarget
    }
}
