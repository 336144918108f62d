import type {CaptureEvent} from "@beton/shared/events/capture-event"

import type {RunStore} from "../store"
import type {BacktestJob} from "./job"
import type {SliceStore} from "./progress"

/** What a day's backtest keeps in the run's storage between its units: what is asked, the slices' rows, and the event. */
export class StoredBacktest implements SliceStore {
    constructor(private readonly store: RunStore) {}

    async put(slice: number, rows: readonly unknown[]): Promise<void> {
        await this.store.putPart("backtest", "slices", slice, rows)
    }

    async all(slices: number): Promise<readonly unknown[]> {
        const rows: unknown[] = []
        for (const slice of Array.from({length: slices}, (_, i) => i))
            rows.push(...(await this.store.part("backtest", "slices", slice)))
        return rows
    }

    async putJob(job: BacktestJob): Promise<void> {
        await this.store.putPart("backtest", "job", 0, [job])
    }

    /** @throws Error when it is lost */
    async job(): Promise<BacktestJob> {
        const [job] = await this.store.part<BacktestJob>("backtest", "job", 0)
        if (job === undefined) throw new Error("Storage lost what the backtest is asked.")
        return job
    }

    async putEvent(event: CaptureEvent): Promise<void> {
        await this.store.putPart("backtest", "event", 0, [event])
    }

    /** A list of one. @throws Error when it is lost */
    event(): Promise<readonly CaptureEvent[]> {
        return this.store.part<CaptureEvent>("backtest", "event", 0)
    }

    async drop(slices: number): Promise<void> {
        await this.store.dropParts("backtest", "slices", slices)
        await this.store.dropParts("backtest", "job", 1)
        await this.store.dropParts("backtest", "event", 1)
    }
}
