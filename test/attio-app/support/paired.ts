import {App} from "./app"
import {NOW, PAIRING_TEXT} from "./world"

/** The app of the test that runs, and the clock that it reads. */
export interface Paired {
    app: App
    /** Unix ms; may be moved. */
    now: number
}

/** A fresh app for each test of the file, paired, at `NOW`. */
export function eachPaired(): Paired {
    const at = {now: NOW} as Paired
    beforeEach(() => {
        at.now = NOW
        at.app = new App(() => at.now)
        at.app.pair(PAIRING_TEXT)
    })
    return at
}
